import type { Options } from "../cli/options.ts";
import { UsageError } from "../errors.ts";
import { deviceOfFile } from "../host/device_number.ts";
import { NoBlockDeviceError } from "../host/block_device.ts";
import { type Survey, surveyTarget } from "../host/survey.ts";
import type { SystemFiles } from "../host/system.ts";
import type { Cell } from "../model/cell.ts";
import type { Axes, Experiment, Preset } from "../model/experiment.ts";
import type { Params } from "../model/params.ts";
import { plan } from "../model/plan.ts";
import { chooseCpus, type ChosenCpus } from "./choose_cpus.ts";
import type { ChosenTarget } from "./choose_target.ts";
import type { Machine } from "../run/machine.ts";

/** Seconds that a cell takes beside its ramp and its window. */
const OVERHEAD = 0.08;
/** Seconds to start and to end one hog. */
const OVERHEAD_PER_HOG = 0.003;

/** A run, ready to start. */
export interface Prepared {
  experiment: Experiment;
  base: Params;
  axes: Axes;
  preset: Preset;
  seed: number;
  cells: readonly Cell[];
  cpus: ChosenCpus;
  /** Of the target's disks, where there are any. */
  survey: Survey | undefined;
  /** Actions of the target's interrupts. */
  targetIrqActions: readonly string[];
  /** Requests that the queues of the measured CPUs hold, where known. */
  requests: number | undefined;
  /** Seconds that the run will take. */
  expected: number;
}

/**
 * What the files of the system say about the disks behind a target; an error
 * says why there is nothing to be said.
 */
export function surveyPath(files: SystemFiles, path: string): Survey | Error {
  try {
    return surveyTarget(
      files,
      { device: deviceOfFile(path), path },
      deviceOfFile,
    );
  } catch (error) {
    if (error instanceof NoBlockDeviceError) return error;
    throw error;
  }
}

/** The logical block of the disks, for targets that do not exist yet. */
function logicalBlock(survey: Survey | Error): number {
  const disks = survey instanceof Error ? [] : survey.disks;
  return Math.max(512, ...disks.map(({ leaf }) => leaf.logicalBlockSize ?? 0));
}

/** Requests that the disks' queues for these CPUs hold; nr_requests is each's. */
function requestsOf(
  survey: Survey | Error,
  cpus: readonly number[],
): number | undefined {
  if (survey instanceof Error) return undefined;
  let all = 0;
  for (const { leaf, irqs } of survey.disks) {
    if (leaf.queue.nrRequests === null) return undefined;
    const withIrq = new Set(irqs.irqs.map(({ queue }) => queue));
    const serving = leaf.hwQueues.filter((queue) =>
      withIrq.has(queue.index) && queue.cpus.some((cpu) => cpus.includes(cpu))
    );
    all += leaf.queue.nrRequests * Math.max(1, serving.length);
  }
  return all;
}

function presetOf(experiment: Experiment, options: Options): Preset {
  const preset = experiment.presets[options.preset ?? "default"];
  return {
    runtime: options.runtime ?? preset.runtime,
    rampTime: options["ramp-time"] ?? preset.rampTime,
    repeats: options.repeats ?? preset.repeats,
    order: options.order ?? preset.order,
  };
}

function axesOf(experiment: Experiment, options: Options): Axes {
  const given: Record<string, unknown> = options;
  return Object.fromEntries(
    Object.entries(experiment.axes).map((
      [name, values],
    ) => [name, given[name] ?? values]),
  );
}

function checkReaping(base: Params, axes: Axes): void {
  const { iodepthBatchCompleteMin: min, iodepthBatchCompleteMax: max } = base;
  if (min > max) {
    throw new UsageError(
      `--iodepth-batch-complete-min: ${min} is above ` +
        `--iodepth-batch-complete-max, ${max}`,
    );
  }
  const least = Math.min(...axes.iodepth ?? [base.iodepth]);
  const { iodepthBatch } = base;
  for (
    const [name, value] of [
      ["iodepth-batch", iodepthBatch],
      ["iodepth-batch-complete-min", min],
    ] as const
  ) {
    if (value > least) {
      throw new UsageError(`--${name}: ${value} is above --iodepth, ${least}`);
    }
  }
}

function seconds(cell: Cell): number {
  const { runtime, rampTime, busy, busyPerCpu, cpus } = cell.params;
  return runtime + rampTime + OVERHEAD +
    (busy ? busyPerCpu * cpus.length * OVERHEAD_PER_HOG : 0);
}

/**
 * Settles every parameter of a run from the options, the experiment and the
 * machine, and plans its cells. Throws {@linkcode UsageError}.
 */
export function prepare(
  experiment: Experiment,
  options: Options,
  target: ChosenTarget,
  survey: Survey | Error,
  files: SystemFiles,
  machine: Machine,
): Prepared {
  const cpus = chooseCpus(options.cpus, survey, files, machine);
  const preset = presetOf(experiment, options);
  const axes = axesOf(experiment, options);
  const workers = options.workers ?? experiment.base.workers;
  const max = options["iodepth-batch-complete-max"];
  const min = options["iodepth-batch-complete-min"];
  const base: Params = {
    ...experiment.base,
    workers,
    cpus: cpus.cpus,
    cpusAllowedPolicy: options["cpus-allowed-policy"] ??
      experiment.base.cpusAllowedPolicy,
    busyPerCpu: options["busy-per-cpu"] ??
      Math.ceil(workers / cpus.cpus.length),
    filename: target.path,
    size: target.size,
    bs: target.bs ?? logicalBlock(survey),
    runtime: preset.runtime,
    rampTime: preset.rampTime,
    iodepthBatch: options["iodepth-batch"] ?? experiment.base.iodepthBatch,
    iodepthBatchCompleteMin: min ?? experiment.base.iodepthBatchCompleteMin,
    // fio's default too: as many as it waits for.
    iodepthBatchCompleteMax: max ??
      Math.max(experiment.base.iodepthBatchCompleteMax, min ?? 1),
    submitGetevents: options["submit-getevents"] ??
      experiment.base.submitGetevents,
    verify: options.verify ?? experiment.base.verify,
  };
  checkReaping(base, axes);
  if (base.size < base.bs) {
    throw new UsageError(
      `--size: ${base.size} bytes are less than a block of ${base.bs}`,
    );
  }
  const seed = options.seed ??
    crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const cells = plan(base, axes, { ...preset, seed });
  const known = survey instanceof Error ? undefined : survey;
  return {
    experiment,
    base,
    axes,
    preset,
    seed,
    cells,
    cpus,
    survey: known,
    targetIrqActions:
      known?.disks.flatMap(({ irqs }) =>
        irqs.irqs.map(({ action }) => action)
      ) ?? [],
    requests: requestsOf(survey, cpus.cpus),
    expected: cells.reduce((sum, cell) => sum + seconds(cell), 0),
  };
}
