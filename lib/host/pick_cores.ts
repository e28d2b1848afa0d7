import type { Core, CoreRole } from "./cores.ts";
import { formatCpuList } from "../base/cpu_list.ts";

/** How to choose among the cores of a target. */
export interface PickOptions {
  /** How many cores are wanted. */
  readonly count: number;
  /** For the explanation: "vda". */
  readonly device: string;
  /**
   * Of the disk, "nvme"; it decides how to make non-interrupt cores. "waker"
   * where threads complete I/Os in its place, "self" where nobody else does.
   */
  readonly driver: string | null;
  /** The node of the disk; null if it has none. */
  readonly numaNode: number | null;
  readonly numaNodeOf: (cpu: number) => number | null;
  /** The hardware threads of the CPU's core. */
  readonly siblingsOf: (cpu: number) => readonly number[];
  /** CPUs that are taken only where there are no others; none if absent. */
  readonly avoided?: (cpu: number) => boolean;
}

/** The cores for the workers, and the reason in a sentence for the user. */
export interface PickedCores {
  /** Ascending; empty if `kind` is unknown. */
  readonly cpus: readonly number[];
  /**
   * `interrupt`: there is no other core; `unknown`: nothing can be said, so the
   * user has to name the CPUs.
   */
  readonly kind: "non-interrupt" | "interrupt" | "unknown";
  readonly why: string;
}

/**
 * Chooses non-interrupt cores, or interrupt cores if there are no others: on
 * the disk's NUMA node, on different physical cores, and not CPU 0, in this
 * order of importance, then the lowest numbers.
 */
export function pickCores(
  cores: readonly Core[],
  options: PickOptions,
): PickedCores {
  const having = (...roles: CoreRole[]) =>
    cores.filter(({ role }) => roles.includes(role));

  const good = choose(having("non-interrupt"), options);
  if (good.length > 0) {
    return {
      cpus: good.map(({ cpu }) => cpu),
      kind: "non-interrupt",
      why: `${explain(good)}.`,
    };
  }
  const local = having("interrupt", "remote");
  if (local.length === 0 || local.length < cores.length) {
    return { cpus: [], kind: "unknown", why: explainUnknown(cores, options) };
  }
  return {
    cpus: choose(local, options).map(({ cpu }) => cpu),
    kind: "interrupt",
    why: explainInterrupt(local, options),
  };
}

/**
 * Chooses interrupt cores: those on which the interrupts for their own reads
 * arrive, in the same order of preference. None where there are none.
 */
export function pickInterruptCores(
  cores: readonly Core[],
  options: PickOptions,
): readonly Core[] {
  return choose(cores.filter(({ role }) => role === "interrupt"), options);
}

function choose(candidates: readonly Core[], options: PickOptions): Core[] {
  const { count, numaNode, numaNodeOf, siblingsOf } = options;
  const { avoided = () => false } = options;
  const chosen: Core[] = [];
  const left = [...candidates];
  const cost = ({ cpu }: Core): number[] => [
    Number(numaNode !== null && numaNodeOf(cpu) !== numaNode),
    Number(avoided(cpu)),
    Number(chosen.some((other) => siblingsOf(cpu).includes(other.cpu))),
    Number(cpu === 0),
    cpu,
  ];
  while (chosen.length < count && left.length > 0) {
    left.sort((a, b) => compare(cost(a), cost(b)));
    chosen.push(...left.splice(0, 1));
  }
  return chosen.sort((a, b) => a.cpu - b.cpu);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, index) => value !== b[index]);
  return differing < 0 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}

/** "CPU 0: because; CPU 1: because", CPUs with the same reason together. */
function explain(cores: readonly Core[]): string {
  const byReason = new Map<string, number[]>();
  for (const { cpu, reason } of cores) {
    byReason.set(reason, [...byReason.get(reason) ?? [], cpu]);
  }
  return [...byReason]
    .map(([reason, cpus]) => `${formatCpus(cpus)}: ${reason}`)
    .join("; ");
}

function formatCpus(cpus: readonly number[]): string {
  return `CPU${cpus.length > 1 ? "s" : ""} ${formatCpuList(cpus)}`;
}

function explainUnknown(
  cores: readonly Core[],
  { device }: PickOptions,
): string {
  const unknown = cores.filter(({ role }) => role === "unknown");
  const facts = unknown.length > 0 ? explain(unknown) : "no CPU is allowed";
  return `cannot tell which CPUs are non-interrupt cores of ${device} (${facts})`;
}

function explainInterrupt(
  cores: readonly Core[],
  options: PickOptions,
): string {
  const { device } = options;
  if (options.driver === "self") {
    return `${
      explain(cores)
    }, so that COOP_TASKRUN has almost nothing to save there; ${
      remedy(options, false)
    }.`;
  }
  const all = cores.map(({ cpu }) => cpu);
  const only = cores.length === 1
    ? `The only allowed CPU (${all[0]})`
    : `Every allowed CPU (${formatCpuList(all)})`;
  const remote = cores.filter(({ role }) => role === "remote");
  const how = remote.length > 0
    ? `, or behaves as one since completions are moved to it by an IPI (${
      formatCpus(remote.map(({ cpu }) => cpu))
    })`
    : "";
  return `${only} is an interrupt core of ${device}${how}, so that COOP_TASKRUN has almost nothing to save there; ${
    remedy(options, remote.length > 0)
  }.`;
}

/**
 * nvme asks for one interrupt queue per CPU *and* the poll queues
 * (nvme_max_io_queues), so poll queues take interrupts away only where the
 * controller, or its number of vectors, grants no more.
 */
function remedy(
  { device, driver }: PickOptions,
  moved: boolean,
): string {
  if (moved) {
    return `to make non-interrupt cores, set queue/rq_affinity of ${device} to 0, which leaves completions where the interrupt arrives`;
  }
  if (driver === "self") {
    return "who measures kicks takes a load that somebody else completes, such as --load eventfd";
  }
  if (driver === "waker") {
    return "non-interrupt cores need a CPU beside the waker's: more CPUs, or fewer --waker-cpus";
  }
  if (driver === "nvme") {
    return "to make non-interrupt cores, reload the driver with `modprobe -r nvme && modprobe nvme poll_queues=N`: on a drive whose queues are few, fewer then stay for interrupts and CPUs share them";
  }
  return "non-interrupt cores need a disk with fewer interrupts than CPUs, or more CPUs";
}
