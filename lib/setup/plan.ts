import type { GivenParameters, Options } from "../options/options.ts";
import { UsageError } from "../base/errors.ts";
import { captureEnvironment } from "../host/environment.ts";
import type { Survey } from "../source/block/survey.ts";
import type { SystemFiles } from "../host/system.ts";
import type { Cell } from "../model/cell.ts";
import {
  type Axes,
  type Experiment,
  MAX_VALUES,
  type Preset,
} from "../model/experiment.ts";
import type { ParameterName } from "../model/parameters/params.ts";
import type { Core, Params } from "../model/parameters/params.ts";
import { placed, type Places } from "../model/places.ts";
import { plan } from "../model/plan.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import {
  chooseCores,
  chooseCpus,
  choosePartnerCpus,
  type ChosenCpus,
  type GivenCpus,
} from "./choose_cpus.ts";
import type { ChosenTarget } from "./choose_target.ts";
import type { Machine } from "../run/machine.ts";
import { LEAN, leanLoop, maySubmitAndWait } from "./lean.ts";
import { usableCpus } from "../run/usable_cpus.ts";

/** Cores that are measured where none are named, at most. */
const CORES = 2;
/** More than anybody waits for; a slip of the finger is. */
const MAX_CELLS = 100_000;
/** Seconds that a cell takes beside its ramp and its window. */
const OVERHEAD = 0.08;
/** Of a read where their number ends a window: some wait for the tick. */
const SECONDS_PER_READ = 0.001;
/** Seconds to start and to end one hog. */
const OVERHEAD_PER_HOG = 0.003;

/** A run, ready to start. */
export interface Prepared extends PlannedRun {
  /** Of the target's disks, where there are any. */
  survey: Survey | undefined;
  /** Requests that the queues of some CPUs hold, where known. */
  requests: (cpus: readonly number[]) => number | undefined;
  /** What was given with --lean, whose loop otherwise fits each cell. */
  leanBut: GivenParameters | undefined;
  /** The CPUs that this process may use. */
  usableCpus: readonly number[];
  /** Seconds that the run will take. */
  expected: number;
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

/**
 * The experiment's parameters with those given: a list is compared, one value
 * is set unless the experiment compares it anyway.
 */
function withGiven(
  { base, axes }: Experiment,
  given: GivenParameters,
): { base: Experiment["base"]; axes: Axes } {
  const set = { ...base };
  const compared: Record<string, readonly unknown[]> = {};
  for (const [name, values] of Object.entries(given)) {
    if (name in axes) continue;
    if (values.length === 1) Object.assign(set, { [name]: values[0] });
    else compared[name] = values;
  }
  // In front, so that what the experiment compares stays side by side.
  for (const [name, values] of Object.entries(axes)) {
    compared[name] = given[name as ParameterName] ?? values;
  }
  return { base: set, axes: compared };
}

/** The axes but for the last, which keeps its first value only. */
function withoutComparison(axes: Axes): Axes {
  const [last] = Object.entries(axes).slice(-1);
  return last ? { ...axes, [last[0]]: last[1].slice(0, 1) } : axes;
}

/** The cell with the loop of --lean that fits it, but for what was given. */
function withLeanLoop(
  { params, ...cell }: Cell,
  given: GivenParameters,
): Cell {
  const loop = Object.entries(leanLoop(params)).filter(
    ([name]) => !(name in given),
  );
  return { ...cell, params: { ...params, ...Object.fromEntries(loop) } };
}

function checkReaping({ params: p }: Cell): void {
  if (p.submitAndWait && !maySubmitAndWait(p)) {
    throw new UsageError(
      "--submit-and-wait: needs --wait wait and a mode whose submit calls " +
        `submit, not --wait ${p.wait} in mode ${p.mode}`,
    );
  }
  const { iodepthBatchCompleteMin: min, iodepthBatchCompleteMax: max } = p;
  if (min > max) {
    throw new UsageError(
      `--iodepth-batch-complete-min: ${min} is above ` +
        `--iodepth-batch-complete-max, ${max}`,
    );
  }
  for (
    const [name, value] of [
      ["iodepth-batch", p.iodepthBatch],
      ["iodepth-batch-complete-min", min],
    ] as const
  ) {
    if (value > p.iodepth) {
      throw new UsageError(
        `--${name}: ${value} is above --iodepth, ${p.iodepth}`,
      );
    }
  }
}

/** The CPUs that the user wants for a kind of core. */
function givenFor(
  kind: Core,
  alone: boolean,
  options: Options,
): GivenCpus | undefined {
  // --cpus are the CPUs to measure, where only one kind is.
  const names = kind !== "interrupt"
    ? ["cpus"] as const
    : alone
    ? ["interrupt-cpus", "cpus"] as const
    : ["interrupt-cpus"] as const;
  const option = names.find((name) => options[name]);
  const cpus = option && options[option];
  return cpus && { option, cpus };
}

function choosePlaces(
  options: Options,
  axes: Axes,
  core: Core,
  workers: number,
  survey: Survey | Error,
  files: SystemFiles,
  machine: Machine,
): Places {
  const withPartner = (chosen: ChosenCpus | string) =>
    typeof chosen === "string" ? chosen : {
      ...chosen,
      partnerCpus: choosePartnerCpus(
        options["partner-cpus"],
        chosen.cpus,
        files,
        machine,
      ),
    };
  const asked = axes.core ?? options.parameters.core;
  const kinds = asked ?? [core];
  if (options["interrupt-cpus"] && !kinds.includes("interrupt")) {
    throw new UsageError(
      "--interrupt-cpus: no interrupt core is measured; ask for it with --core",
    );
  }
  const most = Math.min(CORES, workers);
  if (!asked && core !== "interrupt") {
    const cpus = chooseCpus(options.cpus, most, survey, files, machine);
    return new Map([[core, withPartner(cpus)]]);
  }
  const given = kinds.map((kind) =>
    givenFor(kind, kinds.length === 1, options)
  );
  const choose = (count: number) =>
    kinds.map((kind, i) =>
      chooseCores(kind, given[i], count, survey, files, machine)
    );
  const wanted = given.find((some) => some)?.cpus.length ?? most;
  // One CPU against two would compare their number.
  const least = choose(wanted).reduce(
    (count, chosen) =>
      typeof chosen === "string" ? count : Math.min(count, chosen.cpus.length),
    wanted,
  );
  const chosen = choose(least);
  return new Map(kinds.map((kind, i) => [kind, withPartner(chosen[i]!)]));
}

function seconds(cell: Cell): number {
  if (cell.impossible) return 0;
  const { runtime, rampTime, busy, busyPerCpu, cpus } = cell.params;
  const { numberIos, thinktime } = cell.params;
  const enough = numberIos
    ? numberIos * (SECONDS_PER_READ + thinktime / 1e6)
    : Infinity;
  return Math.min(runtime, enough) + rampTime + OVERHEAD +
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
  const preset = presetOf(experiment, options);
  const { base: set, axes: all } = withGiven(
    options.lean
      ? { ...experiment, base: { ...experiment.base, ...LEAN } }
      : experiment,
    options.parameters,
  );
  const aa = options.aa ?? false;
  const axes = aa ? withoutComparison(all) : all;
  const workers = Math.max(...axes.workers ?? [set.workers]);
  const places = choosePlaces(
    options,
    axes,
    set.core,
    workers,
    survey,
    files,
    machine,
  );
  const first = [...places.values()].find((place) => typeof place === "object");
  if (!first) throw new UsageError(`no cores: ${[...places.values()][0]}`);
  const given = options.parameters;
  const base: Params = {
    ...set,
    cpus: first.cpus,
    partnerCpus: first.partnerCpus,
    busyPerCpu: options["busy-per-cpu"] ??
      Math.ceil(workers / first.cpus.length),
    filename: target.path,
    size: target.size,
    bs: target.bs ?? logicalBlock(survey),
    runtime: preset.runtime,
    rampTime: preset.rampTime,
    // fio's default too: as many as it waits for.
    iodepthBatchCompleteMax: given.iodepthBatchCompleteMax
      ? set.iodepthBatchCompleteMax
      : Math.max(set.iodepthBatchCompleteMax, set.iodepthBatchCompleteMin),
    verify: options.verify ?? set.verify,
  };
  if (base.size < base.bs) {
    throw new UsageError(
      `--size: ${base.size} bytes are less than a block of ${base.bs}`,
    );
  }
  const seed = options.seed ??
    crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const known = survey instanceof Error ? undefined : survey;
  const run: Omit<Prepared, "cells" | "expected"> = {
    experiment,
    base,
    axes,
    aa,
    preset,
    seed,
    places,
    survey: known,
    disks: known?.disks.map(({ leaf }) => `${leaf.name} (${leaf.model})`) ?? [],
    targetIrqActions:
      known?.disks.flatMap(({ irqs }) =>
        irqs.irqs.map(({ action }) => action)
      ) ?? [],
    requests: (cpus) => requestsOf(survey, cpus),
    leanBut: options.lean ? given : undefined,
    hz: captureEnvironment(files).kernelConfig.hz,
    usableCpus: usableCpus(files, machine),
  };
  const prepared = withRepeats(run, preset.repeats);
  prepared.cells.forEach(checkReaping);
  return prepared;
}

/**
 * The run with so many repetitions: what it has in common with one of fewer is
 * the same, so that a run can go on.
 */
export function withRepeats(
  run: Omit<Prepared, "cells" | "expected">,
  repeats: number,
): Prepared {
  const preset = { ...run.preset, repeats };
  for (const [name, { length }] of Object.entries(run.axes)) {
    if (length > MAX_VALUES) {
      throw new UsageError(
        `${name}: ${length} values are more than ${MAX_VALUES}`,
      );
    }
  }
  const count = Object.values(run.axes).reduce(
    (all, { length }) => all * length,
    repeats,
  );
  if (count > MAX_CELLS) {
    throw new UsageError(`${count} cells are more than ${MAX_CELLS}`);
  }
  const { seed, aa } = run;
  const cells = plan(run.base, run.axes, { ...preset, seed, aa })
    .map((cell) => placed(cell, run.places))
    .map((cell) => run.leanBut ? withLeanLoop(cell, run.leanBut) : cell);
  const expected = cells.reduce((sum, cell) => sum + seconds(cell), 0);
  return { ...run, preset, cells, expected };
}
