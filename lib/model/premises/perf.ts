import { PROGRAM } from "../../base/program.ts";
import type { Params } from "../parameters/params.ts";
import { type Premise, unless } from "./premise.ts";

function counts({ perfCounters }: Params): boolean {
  return perfCounters;
}

/** What must hold of counters of cycles and instructions, where asked for. */
export const PERF = {
  perf_errno: {
    wanted: "perf_event_open should give the workers counters of cycles and " +
      "instructions, user and kernel (value: its errno: 2 ENOENT, there are " +
      "none; 1 EPERM and 13 EACCES, not allowed; those refused are empty)",
    effect: "note",
    concerns: counts,
    // Every cell with counters has its figure, so it is never left unchecked.
    figures: [],
    advice: () =>
      `\`${PROGRAM} doctor\` says which are refused and what would help`,
    broken: ({ perf_errno: errno = 0 }) => unless(errno === 0, errno),
  },
  perf_running: {
    wanted: "counters of cycles and instructions should count all the time " +
      "(value: part of it; below 1 their figures are empty, as the kernel's " +
      "scaled values are estimates)",
    effect: "note",
    concerns: counts,
    figures: ["perf_running"],
    advice: () =>
      "others use the CPU's counters: no `perf` beside the run, and " +
      "`sysctl kernel.nmi_watchdog=0`",
    broken: ({ perf_running: running = 1 }) => unless(running >= 1, running),
  },
} as const satisfies Record<string, Premise>;
