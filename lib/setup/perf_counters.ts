/** Whether workers can count their cycles and instructions, and why not. */

import { ERRNO } from "../base/errno.ts";
import type { Environment } from "../host/environment.ts";
import type { Cell } from "../model/cell.ts";
import { hasPartner } from "../model/parameters/waits.ts";
import type { Machine, Refusal } from "../run/machine.ts";

/** What of perf_event_open(2)'s counters can be had here. */
export interface PerfFacts {
  readonly user: boolean;
  readonly kernel: boolean;
  /** Of what is refused: its errno, the reason, and what would help. */
  readonly errno: number | null;
  readonly why: string | null;
  readonly remedy: string | null;
}

/** What the machine is known for that may refuse them. */
type Known = Pick<Environment, "perfEventParanoid">;

const PARANOID = "kernel.perf_event_paranoid";

function reasonOf(
  { errno }: Refusal,
  where: "user" | "kernel",
  { perfEventParanoid }: Known,
): [why: string, remedy: string | null] {
  switch (errno) {
    case ERRNO.ENOENT:
      return [
        "this machine has no such counters; a guest has them where its " +
        "hypervisor gives it a PMU",
        "measure on bare metal, or give the guest a PMU (QEMU: -cpu " +
        "host,pmu=on)",
      ];
    case ERRNO.EACCES:
      return [
        `${PARANOID} is ${perfEventParanoid ?? "not known"}`,
        `sysctl ${PARANOID}=1, or run as root (CAP_PERFMON)`,
      ];
    case ERRNO.EPERM:
      return [
        "a seccomp filter or a security module blocks it, as in many " +
        "containers",
        "run outside of the container",
      ];
    case ERRNO.ENOSYS:
      return ["this kernel is built without it, or a filter hides it", null];
    case ERRNO.EINVAL:
    case ERRNO.EOPNOTSUPP:
      return [
        where === "kernel"
          ? "the CPU has too few counters for four at once, or cannot tell " +
            "user mode and the kernel apart"
          : "the CPU cannot tell user mode and the kernel apart",
        null,
      ];
    default:
      return ["", null];
  }
}

/** Tries what can be counted. */
export function examinePerf(known: Known, machine: Machine): PerfFacts {
  const user = machine.probePerf("user");
  const refusal = user ?? machine.probePerf("kernel");
  const [why, remedy] = refusal
    ? reasonOf(refusal, user ? "user" : "kernel", known)
    : ["", null];
  return {
    user: !user,
    kernel: !refusal,
    errno: refusal?.errno ?? null,
    why: refusal ? refusal.message + (why && `; ${why}`) : null,
    remedy,
  };
}

/** What is counted, and why not all of it: one sentence. */
export function perfText({ user, why }: PerfFacts): string {
  if (why === null) return "cycles and instructions can be counted";
  return user
    ? `cycles and instructions can be counted in user mode only: ${why}`
    : `cycles and instructions cannot be counted: ${why}`;
}

/**
 * What a user should know whose cells are to count: what this machine refuses,
 * and which cells have no figures for another reason. Asks the machine only
 * where some cell counts.
 */
export function perfNotes(
  cells: readonly Cell[],
  known: Known,
  machine: Machine,
): string[] {
  const counting = cells.filter(({ params }) => params.perfCounters);
  if (counting.length === 0) return [];
  const facts = examinePerf(known, machine);
  const uncounted = counting.some(({ params }) => hasPartner(params));
  return [
    ...facts.why === null
      ? []
      : [`note: ${perfText(facts)}; what is refused stays empty`],
    ...facts.user && uncounted
      ? [
        "note: cells with second threads, eventfd readers or SQ threads have " +
        "no cycles and instructions per read: only workers count theirs",
      ]
      : [],
  ];
}
