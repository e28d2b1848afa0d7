/**
 * The third step of a run: what it will do, cell by cell. It reads nothing of
 * the target any more and starts nothing.
 */

import type { GivenParameters } from "../options/experiment_options.ts";
import { UsageError } from "../base/errors.ts";
import { captureEnvironment, type Environment } from "../host/environment.ts";
import { cellId } from "../model/cell.ts";
import type { Axes, Experiment } from "../model/experiment.ts";
import type { ParameterName } from "../model/parameters/params.ts";
import type { Params } from "../model/parameters/params.ts";
import { placed } from "../model/places.ts";
import { plan } from "../model/plan.ts";
import type { PlannedRun, RunPreset } from "../model/planned_run.ts";
import { visitsOf, withTurns } from "../model/turns.ts";
import type { Visit } from "../model/visit.ts";
import { LOADS } from "../model/parameters/loads.ts";
import { machineIdentity } from "../run/identity.ts";
import type { Surroundings } from "../run/surroundings.ts";
import { usableCpus } from "../run/usable_cpus.ts";
import { logicalBlock } from "../source/block/queues.ts";
import type { Survey } from "../source/block/survey.ts";
import type { Checked } from "./check.ts";
import { checkCount, checkReaping } from "./check_cells.ts";
import { loadsOf } from "./choose.ts";
import { withBusyCpus } from "./choose_busy.ts";
import { choosePlaces } from "./choose_places.ts";
import { secondsOf } from "../model/cell_seconds.ts";
import {
  isMeant,
  withBuffers,
  withFittingBatches,
  withLeanLoop,
  withObstacle,
  withRamp,
} from "./fit_cell.ts";
import { LEAN } from "./lean.ts";
import { withWriter } from "./choose_writer.ts";
import { withEqualCpus } from "./equal_cpus.ts";
import { preflight } from "./preflight.ts";
import { refusedBy } from "./refused_by.ts";
import { refuseDifferences } from "./resume.ts";
import { presetIn } from "./traced_cells.ts";

/** A run that may start: what is checked, and every cell of it. */
export interface Plan extends PlannedRun {
  readonly checked: Checked;
  /** Of the machine. */
  readonly environment: Environment;
  /** The CPUs that this process may use. */
  readonly usableCpus: readonly number[];
  /** The cells as they are measured: together, or alone. */
  readonly visits: readonly Visit[];
  /** Seconds that the run will take. */
  readonly expected: number;
  /** Whether the machine refuses a ring, or calls, as a cell wants them. */
  readonly isRefused: (params: Params) => boolean;
}

/** What is known of the target's disks and of the CPUs, if anything is. */
export function surveyOf(
  { checked: { survey } }: Pick<Plan, "checked">,
): Survey | undefined {
  return survey instanceof Error ? undefined : survey;
}

/** Visits before --precision is looked at for the first time. */
const FIRST_VISITS = 8;

/**
 * How long and how often, by the preset and the options. Arms take turns where
 * the preset has turns and nobody says --turn 0, or where --turn says how long.
 */
function presetOf(checked: Checked): RunPreset {
  const { options } = checked;
  const preset = presetIn(checked);
  const turn = options.turn ?? (preset.turns ? "rule" : 0);
  const { runtime, repeats } = turn === 0 ? preset : preset.turns ?? preset;
  // Who says how narrow intervals are to be may be content with fewer visits.
  const first = turn === 0 || options.precision === undefined
    ? repeats
    : Math.min(repeats, FIRST_VISITS);
  return {
    runtime: options.runtime ?? runtime,
    rampTime: options["ramp-time"] ?? preset.rampTime,
    repeats: options.repeats ?? first,
    order: options.order ?? preset.order,
    ...(turn !== 0 && { turn }),
  };
}

/**
 * The experiment's parameters with those given: a list is compared, one value
 * is set unless the experiment compares it anyway.
 */
function withGiven(
  { base, axes }: Pick<Experiment, "base" | "axes">,
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

/** What is read and how much of it; of a load without a disk nothing. */
function bytesOf(
  { experiment, target, options, survey }: Checked,
): Pick<Params, "filename" | "size" | "bs"> {
  if (target) {
    const { path, size, bs = logicalBlock(survey) } = target;
    return { filename: path, size, bs };
  }
  const [load = "nop"] = loadsOf(experiment, options);
  const bs = options.bs ?? LOADS[load].bytes ?? LOADS.pipe.bytes;
  return { filename: "", size: bs, bs };
}

/**
 * Settles every parameter of a run from the options, the experiment and the
 * machine, and plans its cells. Throws {@linkcode UsageError}.
 */
export function planRun(
  checked: Checked,
  around: Pick<Surroundings, "files" | "machine">,
): Plan {
  const { experiment, options, survey } = checked;
  const preset = presetOf(checked);
  const { base: set, axes: all } = withGiven(
    {
      base: { ...experiment.base, ...(options.lean && LEAN) },
      // Names that are there keep their place, and so the order of the cells.
      axes: { ...experiment.axes, ...presetIn(checked).axes },
    },
    options.parameters,
  );
  const aa = options.aa ?? false;
  const axes = aa ? withoutComparison(all) : all;
  const workers = Math.max(...axes.workers ?? [set.workers]);
  const places = withBusyCpus(
    choosePlaces(options, axes, set.core, workers, survey, around),
    { base: set, axes },
    checked,
    around,
  );
  const first = [...places.values()].find((place) => typeof place === "object");
  if (!first) throw new UsageError(`no cores: ${[...places.values()][0]}`);
  const base: Params = {
    ...set,
    cpus: first.cpus,
    partnerCpus: first.partnerCpus,
    busyCpus: [],
    busyPerCpu: options["busy-per-cpu"] ??
      Math.ceil(workers / first.cpus.length),
    wakerCpus: checked.wakerCpus,
    // Of several loads that are compared, the base is one of them.
    load: loadsOf(experiment, options)[0] ?? set.load,
    ...bytesOf(checked),
    runtime: preset.runtime,
    rampTime: preset.rampTime,
    turn: preset.turn === undefined || preset.turn === "rule" ? 0 : preset.turn,
    verify: options.verify ?? set.verify,
  };
  if (base.size < base.bs) {
    throw new UsageError(
      `--size: ${base.size} bytes are less than a block of ${base.bs}`,
    );
  }
  const seed = options.seed ??
    crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const disks = survey instanceof Error ? [] : survey.disks;
  const environment = captureEnvironment(around.files);
  const run: Unplanned = {
    checked,
    experiment,
    base,
    axes,
    aa,
    preset,
    seed,
    places,
    disks: disks.map(({ leaf }) =>
      leaf.model === null ? leaf.name : `${leaf.name} (${leaf.model})`
    ),
    targetIrqActions: disks.flatMap(({ irqs }) =>
      irqs.irqs.map(({ action }) => action)
    ),
    hz: environment.kernelConfig.hz,
    environment,
    usableCpus: usableCpus(around.files, around.machine),
    isRefused: options["dry-run"] ? () => false : refusedBy(around.machine),
  };
  const planned = withRepeats(run, preset.repeats);
  planned.cells.forEach(checkReaping);
  return planned;
}

/** A plan before its cells are known. */
type Unplanned = Omit<Plan, "cells" | "visits" | "expected">;

/** The complaint about a filter that leaves nothing, with a name to look at. */
function noneMatches(filter: RegExp, run: Unplanned): UsageError {
  const { base, axes, aa, seed } = run;
  const [first] = plan(base, axes, {
    repeats: 1,
    order: "sequential",
    seed,
    aa,
  });
  return new UsageError(
    `--filter: no cell matches ${filter}` +
      (first ? `; one is named ${cellId(first, run)}` : ""),
  );
}

/**
 * The run with so many repetitions: what it has in common with one of fewer is
 * the same, so that a run can go on.
 */
export function withRepeats(
  run: Unplanned,
  repeats: number,
): Plan {
  const preset = { ...run.preset, repeats };
  checkCount(run.axes, repeats);
  const { seed, aa } = run;
  const { lean, parameters, filter } = run.checked.options;
  const placedCells = plan(run.base, run.axes, {
    ...preset,
    seed,
    aa,
    isWanted: (cell) =>
      isMeant({ ...run.base, ...cell.params }, run) &&
      (filter?.test(cellId(cell, run)) ?? true),
  })
    .map((cell) => withFittingBatches(cell, run))
    .map((cell) => placed(cell, run.places))
    .map((cell) => withBuffers(cell, run.checked.options))
    .map(withObstacle)
    .map((cell) => withWriter(cell, run.checked.target))
    .map(withEqualCpus)
    .map((cell) => lean ? withLeanLoop(cell, parameters) : cell);
  if (filter && placedCells.length === 0) throw noneMatches(filter, run);
  const { turn, runtime } = preset;
  const cells = turn === undefined
    ? placedCells
    : withTurns(placedCells, run, { turn, runtime }, run.isRefused)
      .map((cell) => withRamp(cell, run.checked.options["ramp-time"]));
  const visits = visitsOf(cells, run);
  const expected = secondsOf(cells, run);
  return { ...run, preset, cells, visits, expected };
}

/**
 * Plans what is checked, and makes sure that this machine can measure it and
 * that it belongs to the run that it goes on with; a dry run is not measured.
 * Throws {@linkcode UsageError} and {@linkcode RunError}.
 */
export function makePlan(
  checked: Checked,
  around: Pick<Surroundings, "files" | "machine" | "version">,
): Plan {
  const planned = planRun(checked, around);
  const { options, target, recorded } = checked;
  if (options["dry-run"]) return planned;
  preflight(planned.visits, around.files, around.machine, {
    allowSlowClock: options["allow-slow-clock"] ?? false,
    memAlign: target?.memAlign,
  });
  if (recorded) {
    refuseDifferences(recorded, planned, {
      ...machineIdentity(around.version),
      environment: planned.environment,
    });
  }
  return planned;
}
