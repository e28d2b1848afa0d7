import { diffInterrupts, parseInterrupts } from "../host/interrupts.ts";
import { parseIoPressure } from "../host/pressure.ts";
import { diffProcStat, parseProcStat } from "../host/proc_stat.ts";
import type {
  CpuInterrupts,
  Disturbances,
  EngineCounts,
  Measurement,
} from "../model/measurement/measurement.ts";

/**
 * The texts of files of /proc at one moment. The engine reads them at the edges
 * of the window without looking into them, as parsing would take its time.
 *
 * A further file is a text here, a parser in lib/host, numbers in
 * {@linkcode Measurement}, and one line in {@linkcode measurementOf}.
 */
export interface Snapshot {
  /** /proc/interrupts */
  interrupts: string;
  /** /proc/stat */
  stat: string;
  /** /proc/pressure/io; empty where the kernel counts no pressure. */
  pressure: string;
}

/** What the engine brings back from a cell that ran to its end. */
export interface RawMeasurement extends EngineCounts {
  before: Snapshot;
  after: Snapshot;
}

/** What the numbers of a measurement are taken for. */
export interface MeasuredParts {
  /** The measured CPUs. */
  cpus: readonly number[];
  /** Actions of the target's interrupts, "virtio1-req.0" for example. */
  targetIrqActions: readonly string[];
  disturbances?: Partial<Disturbances> | undefined;
  servingSeconds?: number | undefined;
}

/** The snapshots of a measurement. */
export type Snapshots = Pick<RawMeasurement, "before" | "after">;

/**
 * The interrupts of every CPU that was online at the second snapshot. Those of
 * the target are null where one of its lines cannot be counted, and where no
 * line has one of the actions.
 */
export function cpuInterrupts(
  { before, after }: Snapshots,
  targetIrqActions: readonly string[],
): CpuInterrupts[] {
  const later = parseInterrupts(after.interrupts);
  const delta = diffInterrupts(parseInterrupts(before.interrupts), later);
  const targetIrqs = later.lines
    .filter(({ action }) => targetIrqActions.includes(action))
    .map(({ name }) => name);
  return later.cpus.map((cpu) => {
    const on = (line: string) => delta.countsOn(line, [cpu]);
    const target = targetIrqs.map(on);
    return {
      cpu,
      res: on("RES"),
      cal: on("CAL"),
      loc: on("LOC"),
      target: target.length === 0 || target.includes(null)
        ? null
        : target.reduce((sum: number, count) => sum + (count ?? 0), 0),
    };
  });
}

/** For how long some task waited for a disk between two snapshots, in us. */
function ioSomeUs({ before, after }: Snapshots): number | undefined {
  const from = parseIoPressure(before.pressure);
  const to = parseIoPressure(after.pressure);
  return from === undefined || to === undefined ? undefined : to - from;
}

/** The numbers of a measurement: its snapshots are parsed and subtracted. */
export function measurementOf(
  { before, after, ...counts }: RawMeasurement,
  { cpus, targetIrqActions, disturbances = {}, servingSeconds }: MeasuredParts,
): Measurement {
  return {
    ...counts,
    interrupts: cpuInterrupts({ before, after }, targetIrqActions),
    cpuShares: diffProcStat(
      parseProcStat(before.stat),
      parseProcStat(after.stat),
      cpus,
    ) ?? undefined,
    ioSomeUs: ioSomeUs({ before, after }),
    disturbances,
    servingSeconds,
  };
}
