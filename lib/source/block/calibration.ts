import type { Core, CoreRole } from "../../host/cores.ts";
import { formatCpuList } from "../../base/cpu_list.ts";

/** Reads that must have been made before anything is said of a CPU. */
const MIN_READS = 50;
/** Shares of the reads that complete on the CPU itself. */
const INTERRUPT_SHARE = 0.95;
const NON_INTERRUPT_SHARE = 0.05;
/** Function calls per read that cannot be what moves completions. */
const FEW_CALLS = 0.2;

/** As {@linkcode CoreRole}; `mixed`: between interrupt and non-interrupt. */
export type CalibratedRole = CoreRole | "mixed";

/** A count by CPU; CPUs with none are left out. */
export type CountByCpu = ReadonlyMap<number, number>;

/** What was counted while one worker read from one CPU. */
export interface CpuReading {
  readonly cpu: number;
  readonly reads: number;
  /** Interrupts of the target's queues; null where they are not known. */
  readonly interrupts: CountByCpu | null;
  /** block_rq_complete events of the target's disks; null without tracefs. */
  readonly completions: CountByCpu | null;
  /** Function call interrupts on the CPU itself; null if not known. */
  readonly calls: number | null;
}

/** One CPU, judged. */
export interface CalibratedCpu extends CpuReading {
  readonly role: CalibratedRole;
  /** What the files say; null if they do not mention the CPU. */
  readonly byFiles: CoreRole | null;
  /** Where the reads completed, or their interrupts arrived, most first. */
  readonly completedOn: readonly number[];
  /** Share of them on the CPU itself; null if nothing was counted. */
  readonly ownShare: number | null;
  /** Whether the files say otherwise. */
  readonly disagrees: boolean;
  /** Why the role is not known; null if it is. */
  readonly reason: string | null;
}

/** What reading from each CPU showed. */
export interface Calibration {
  /** What decided the roles. */
  readonly method: "completions" | "interrupts" | "none";
  /** Why completions could not be counted, or nothing at all; null if so. */
  readonly reason: string | null;
  readonly cpus: readonly CalibratedCpu[];
  /** The CPUs left out, where there are too many to try all. */
  readonly skipped: readonly number[];
  /** Whether interrupts were moved to other CPUs meanwhile. */
  readonly moved: boolean;
}

/** Judges one CPU by where its reads completed, and compares with the files. */
export function judgeCpu(
  reading: CpuReading,
  byFiles: CoreRole | null,
): CalibratedCpu {
  const counts = accountingFor(reading);
  const { role, reason } = roleOf(reading, counts, byFiles);
  return {
    ...reading,
    byFiles,
    role,
    reason,
    completedOn: counts === null ? [] : mainCpus(counts),
    ownShare: counts === null ? null : shareOf(counts, reading.cpu),
    disagrees: disagree(role, byFiles),
  };
}

/** The calibrated cores in the form that the files' have. */
export function calibratedCores({ cpus }: Calibration): Core[] {
  return cpus.map(({ cpu, role, completedOn, reason }) => ({
    cpu,
    role: role === "mixed" ? "unknown" : role,
    reason: reason ??
      `by calibration its reads complete on ${
        completedOn.length > 1 ? "the CPUs" : "CPU"
      } ${formatCpuList(completedOn)}`,
  }));
}

/** What the files say, and of those CPUs that they do not tell, what was tried. */
export function filledIn(
  cores: readonly Core[],
  calibration: Calibration,
): Core[] {
  const tried = new Map(
    calibratedCores(calibration).map((core) => [core.cpu, core]),
  );
  return cores.map((core) =>
    core.role === "unknown" ? tried.get(core.cpu) ?? core : core
  );
}

/** The counts that account for the reads: completions before interrupts. */
function accountingFor(
  { reads, completions, interrupts }: CpuReading,
): CountByCpu | null {
  return [completions, interrupts].find((counts) =>
    counts !== null && totalOf(counts) >= reads / 2
  ) ?? null;
}

function roleOf(
  { cpu, reads, interrupts, calls }: CpuReading,
  counts: CountByCpu | null,
  byFiles: CoreRole | null,
): { role: CalibratedRole; reason: string | null } {
  if (reads < MIN_READS) {
    return { role: "unknown", reason: `only ${reads} reads in the time given` };
  }
  if (counts === null) {
    const seen = interrupts === null ? "no" : totalOf(interrupts);
    const reason = `${seen} interrupts were seen for ${reads} reads`;
    return { role: "unknown", reason };
  }
  const role = roleByShare(shareOf(counts, cpu));
  if (counts !== interrupts) {
    const arrived = interrupts !== null && totalOf(interrupts) >= reads / 2 &&
      roleByShare(shareOf(interrupts, cpu));
    const moved = role === "interrupt" && arrived === "non-interrupt";
    return { role: moved ? "remote" : role, reason: null };
  }
  if (role !== "non-interrupt" || byFiles === "non-interrupt") {
    return { role, reason: null };
  }
  if (byFiles === "remote") return { role: "remote", reason: null };
  // The block layer moves completions by a function call each
  // (blk_mq_complete_send_ipi()). So are idle CPUs woken, which a CPU on which
  // calibration spins is not; but others may call it too.
  return calls !== null && calls <= reads * FEW_CALLS
    ? { role, reason: null }
    : {
      role: "unknown",
      reason: "its interrupts arrive elsewhere, but whether the completions " +
        "stay there only root can count, with tracefs mounted",
    };
}

function roleByShare(share: number): CalibratedRole {
  if (share >= INTERRUPT_SHARE) return "interrupt";
  return share <= NON_INTERRUPT_SHARE ? "non-interrupt" : "mixed";
}

function totalOf(counts: CountByCpu): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function shareOf(counts: CountByCpu, cpu: number): number {
  return (counts.get(cpu) ?? 0) / Math.max(1, totalOf(counts));
}

/**
 * The CPUs that complete a good part of the reads, the first ones most of all.
 * Other processes read too, so that a few counts elsewhere mean nothing.
 */
function mainCpus(counts: CountByCpu): number[] {
  const least = totalOf(counts) * NON_INTERRUPT_SHARE;
  return [...counts].filter(([, count]) => count > least)
    .sort(([, a], [, b]) => b - a).map(([cpu]) => cpu);
}

/** To io_uring a moved completion is like an interrupt of the CPU's own. */
function disagree(role: CalibratedRole, byFiles: CoreRole | null): boolean {
  if (byFiles === null || byFiles === "unknown" || role === "unknown") {
    return false;
  }
  const local = (role: CalibratedRole) =>
    role === "remote" ? "interrupt" : role;
  return local(role) !== local(byFiles);
}

/**
 * The CPUs to try where there are more than `most`: pairs of neighbours, evenly
 * spread, because interrupts often fall on every second CPU.
 */
export function sampleCpus(cpus: readonly number[], most: number): number[] {
  if (cpus.length <= most) return [...cpus];
  const pairs = Math.floor(most / 2);
  return Array.from({ length: pairs }, (_, i) => {
    const first = 2 * Math.floor(i * Math.floor(cpus.length / 2) / pairs);
    return cpus.slice(first, first + 2);
  }).flat();
}
