import { diffInterrupts, parseInterrupts } from "../host/interrupts.ts";
import { parseIoPressure } from "../host/pressure.ts";
import {
  addTicks,
  type CpuTicks,
  diffProcStat,
  parseProcStat,
} from "../host/proc_stat.ts";
import type {
  CpuInterrupts,
  Disturbances,
  EngineCounts,
  Measurement,
} from "../model/measurement/measurement.ts";
import { sumKnown } from "./sum_known.ts";

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
  /** Of every turn; none where nobody could read them there. */
  snapshots: readonly Snapshots[];
}

/** What the numbers of a measurement are taken for. */
export interface MeasuredParts {
  /** The measured CPUs. */
  cpus: readonly number[];
  /** Actions of the target's interrupts, "virtio1-req.0" for example. */
  targetIrqActions: readonly string[];
  disturbances?: Partial<Disturbances> | undefined;
  servingSeconds?: number | undefined;
  writesPerSecond?: number | undefined;
}

/** The texts at either edge of a turn. */
export interface Snapshots {
  before: Snapshot;
  after: Snapshot;
}

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

/** The counts of each CPU in all turns; null where one does not tell. */
function addedInterrupts(
  turns: readonly (readonly CpuInterrupts[])[],
): CpuInterrupts[] {
  const [first = [], ...others] = turns;
  return first.flatMap((one) => {
    const rest = others.map((turn) => turn.find(({ cpu }) => cpu === one.cpu));
    // A CPU that went meanwhile is gone.
    if (rest.includes(undefined)) return [];
    const add = (kind: Exclude<keyof CpuInterrupts, "cpu">) =>
      rest.reduce<number | null>((sum, other) => {
        const more = other?.[kind] ?? null;
        return sum === null || more === null ? null : sum + more;
      }, one[kind]);
    return [{
      cpu: one.cpu,
      res: add("res"),
      cal: add("cal"),
      loc: add("loc"),
      target: add("target"),
    }];
  });
}

/** The interrupts of every CPU in all turns; none where nobody counted them. */
export function interruptsOf(
  { snapshots }: Pick<RawMeasurement, "snapshots">,
  targetIrqActions: readonly string[],
): CpuInterrupts[] {
  return addedInterrupts(
    snapshots.map((turn) => cpuInterrupts(turn, targetIrqActions)),
  );
}

/** For how long some task waited for a disk between two snapshots, in us. */
function ioSomeUs({ before, after }: Snapshots): number | undefined {
  const from = parseIoPressure(before.pressure);
  const to = parseIoPressure(after.pressure);
  return from === undefined || to === undefined ? undefined : to - from;
}

/** The ticks of each CPU that has some in all of the texts, added up. */
function addedTicks(texts: readonly string[]): Map<number, CpuTicks> {
  const [first = new Map<number, CpuTicks>(), ...rest] = texts.map(
    parseProcStat,
  );
  return rest.reduce((sum, more) => addTicks(sum, more), first);
}

/** The numbers of a measurement: its snapshots are parsed and subtracted. */
export function measurementOf(
  raw: RawMeasurement,
  {
    cpus,
    targetIrqActions,
    disturbances = {},
    servingSeconds,
    writesPerSecond,
  }: MeasuredParts,
): Measurement {
  const { snapshots, ...counts } = raw;
  return {
    ...counts,
    interrupts: interruptsOf(raw, targetIrqActions),
    cpuShares: diffProcStat(
      addedTicks(snapshots.map(({ before }) => before.stat)),
      addedTicks(snapshots.map(({ after }) => after.stat)),
      cpus,
    ) ?? undefined,
    ioSomeUs: sumKnown(snapshots.map(ioSomeUs)),
    disturbances,
    servingSeconds,
    writesPerSecond,
  };
}
