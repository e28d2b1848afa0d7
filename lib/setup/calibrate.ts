import type { Survey } from "../source/block/survey.ts";
import { surveyPath } from "../source/block/survey_path.ts";
import type { CpuInterrupts } from "../model/measurement/measurement.ts";
import { CellError } from "../run/executor.ts";
import { interruptsOf } from "../run/raw_measurement.ts";
import type { Surroundings } from "../run/surroundings.ts";
import {
  type Calibration,
  type CountByCpu,
  type CpuReading,
  judgeCpu,
  sampleCpus,
} from "../source/block/calibration.ts";
import {
  calibrationCell,
  type CalibrationReads,
} from "../source/block/calibration_cell.ts";
import {
  type CompletionCounter,
  countCompletions,
} from "../source/block/completions.ts";

/** Reads that are wanted from each CPU. */
const READS = 1000;
/** Seconds of the first measurement of a CPU; more follow if it was short. */
const RUNTIME = 0.05;
const MAX_RUNTIME = 0.5;
/** Seconds after which a CPU has to do with the reads it has, and all CPUs. */
const MAX_SECONDS = 1.5;
const MAX_SECONDS_TOGETHER = 20;
/** CPUs that are tried at most, where none are named. */
const MAX_CPUS = 64;

/** What is read to find out where completions arrive. */
export interface CalibrationTarget extends CalibrationReads {
  readonly survey: Survey;
}

/** What calibration is made of; tests give other counters. */
export interface CalibrationTools {
  countCompletions: typeof countCompletions;
}

/** No calibration, and why. */
export function notCalibrated(reason: string): Calibration {
  return { method: "none", reason, cpus: [], skipped: [], moved: false };
}

/**
 * Reads from each CPU, or from those given, and counts where the reads
 * complete: by the tracepoint block_rq_complete where tracefs lets us, else by
 * the disk's interrupts. A machine that refuses to measure is not calibrated.
 */
export async function calibrate(
  ...args: Parameters<typeof readFromAll>
): Promise<Calibration> {
  try {
    return await readFromAll(...args);
  } catch (error) {
    if (
      error instanceof CellError || error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied
    ) return notCalibrated(error.message);
    throw error;
  }
}

async function readFromAll(
  target: CalibrationTarget,
  given: readonly number[] | undefined,
  tracefs: string | null,
  around: Surroundings,
  tools: CalibrationTools = { countCompletions },
): Promise<Calibration> {
  const { survey } = target;
  const allowed = survey.cores.map(({ cpu }) => cpu);
  const cpus = given ?? sampleCpus(allowed, MAX_CPUS);
  const leaves = survey.disks.map(({ leaf }) => leaf);
  const opened = tools.countCompletions(
    around.files,
    tracefs,
    leaves,
    target.bs,
  );
  using counter = typeof opened === "string" ? undefined : opened;
  const actions = survey.disks.flatMap(({ irqs }) =>
    irqs.irqs.map(({ action }) => action)
  );
  const maxSeconds = Math.min(MAX_SECONDS, MAX_SECONDS_TOGETHER / cpus.length);
  const readings: CpuReading[] = [];
  for (const [i, cpu] of cpus.entries()) {
    around.status.show(`reading from CPU ${cpu} (${i + 1} of ${cpus.length})`);
    readings.push(
      await readFrom(cpu, target, actions, counter, maxSeconds, around),
    );
  }
  around.status.clear();
  return {
    method: counter ? "completions" : "interrupts",
    reason: typeof opened === "string" ? opened : null,
    cpus: readings.map((reading) =>
      judgeCpu(
        reading,
        survey.cores.find((core) => core.cpu === reading.cpu)?.role ?? null,
      )
    ),
    skipped: given ? [] : allowed.filter((cpu) => !cpus.includes(cpu)),
    moved: hasMoved(survey, surveyPath(around.files, target.path)),
  };
}

async function readFrom(
  cpu: number,
  target: CalibrationTarget,
  actions: readonly string[],
  counter: CompletionCounter | undefined,
  maxSeconds: number,
  { machine, signal }: Surroundings,
): Promise<CpuReading> {
  const before = counter?.read();
  let reads = 0;
  let interrupts: CountByCpu | null = actions.length > 0 ? new Map() : null;
  let calls: number | null = 0;
  let runtime = RUNTIME;
  for (let spent = 0; reads < READS && spent < maxSeconds;) {
    const measured = await machine.measure(
      calibrationCell(target, cpu, runtime),
      { signal },
    );
    reads += measured.workers.reduce((sum, { ios }) => sum + ios, 0);
    const taken = interruptsOf(measured, actions);
    interrupts = interrupts && add(interrupts, arrivals(taken));
    const more = taken.find((one) => one.cpu === cpu)?.cal ?? null;
    calls = calls === null || more === null ? null : calls + more;
    spent += runtime;
    const missing = (READS - reads) * spent / Math.max(reads, 1) * 1.1;
    runtime = Math.min(MAX_RUNTIME, Math.max(RUNTIME, missing));
  }
  const after = counter?.read();
  const completions = before && after ? subtract(after, before) : null;
  return { cpu, reads, interrupts, completions, calls };
}

/** The target's interrupts by the CPU on which they arrived. */
export function arrivals(taken: readonly CpuInterrupts[]): CountByCpu {
  return new Map(
    taken.map(({ cpu, target }) => [cpu, target ?? 0] as const)
      .filter(([, count]) => count > 0),
  );
}

function add(a: CountByCpu, b: CountByCpu): CountByCpu {
  const sum = new Map(a);
  for (const [cpu, count] of b) sum.set(cpu, (sum.get(cpu) ?? 0) + count);
  return sum;
}

function subtract(a: CountByCpu, b: CountByCpu): CountByCpu {
  return new Map(
    [...a].map(([cpu, count]) => [cpu, count - (b.get(cpu) ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
}

/** irqbalance and people move interrupts while one looks. */
function hasMoved(before: Survey, after: Survey | Error): boolean {
  if (after instanceof Error) return true;
  const affinities = ({ disks }: Survey) =>
    JSON.stringify(
      disks.map(({ irqs }) => irqs.irqs.map(({ irq, cpus }) => [irq, cpus])),
    );
  return affinities(before) !== affinities(after);
}
