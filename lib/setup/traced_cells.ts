import type { Cell } from "../model/cell.ts";
import type { Axes, Preset } from "../model/experiment.ts";
import { hasRing } from "../model/parameters/engines.ts";
import type { ParameterName } from "../model/parameters/params.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import { TRACE_BLOCKS, TRACE_RUNTIME } from "../options/experiment_options.ts";
import type { Checked } from "./check.ts";
import { isDiskless } from "./choose.ts";

/** What tells which cells of a run are traced. */
type Traceable = Pick<PlannedRun, "cells" | "axes"> & {
  readonly checked: Pick<Checked, "experiment" | "options">;
};

/**
 * Seconds that a traced cell takes beside its ramp and its window: 0.09 to 0.19 in
 * 165 of them on a quiet machine with two CPUs (exp5, exp11, modes).
 */
const OVERHEAD = 0.12;

/** The preset of a run, as its experiment has it, of a disk or of none. */
export function presetIn(
  { experiment, options }: Pick<Checked, "experiment" | "options">,
): Preset {
  const preset = experiment.presets[options.preset ?? "default"];
  const { withoutDisk, turns } = preset;
  if (!withoutDisk || !isDiskless(experiment, options)) return preset;
  return {
    ...preset,
    axes: { ...preset.axes, ...withoutDisk.axes },
    ...(turns && { turns: { ...turns, repeats: withoutDisk.repeats } }),
  };
}

/**
 * The values that a run's preset confines its tracing to, by axis; empty where
 * all cells are traced. An axis without any of these values confines nothing,
 * as otherwise whoever asks for other values would see nothing traced.
 */
export function confinement({ checked, axes }: Traceable): Axes {
  if (checked.options.trace) return {};
  const wanted = Object.entries(presetIn(checked).traced ?? {});
  return Object.fromEntries(
    wanted.filter(([name, values]) => {
      const compared: readonly unknown[] = axes[name as ParameterName] ?? [];
      return compared.some((value) => values.includes(value as never));
    }),
  );
}

/** Tells which cells a run traces if they have figures. */
export function isToTrace(run: Traceable): (cell: Cell) => boolean {
  const confined = Object.entries(confinement(run));
  return ({ params, impossible }) =>
    // What completes without a ring passes none of its tracepoints.
    impossible === undefined && hasRing(params) &&
    confined.every(([name, values]) =>
      (values as readonly unknown[]).includes(params[name as ParameterName])
    );
}

/** The cells that a run traces if they have figures, each once. */
export function cellsToTrace(run: Traceable): Cell[] {
  const wanted = isToTrace(run);
  return run.cells.filter((cell) => cell.repeat === 1 && wanted(cell));
}

/** Seconds for which each cell of a run is traced. */
export function traceRuntime(
  { options }: Pick<Checked, "options">,
): number {
  return options["trace-runtime"] ?? TRACE_RUNTIME;
}

/** Seconds that tracing will take, more or less. */
export function tracingSeconds(run: Traceable): number {
  return TRACE_BLOCKS * cellsToTrace(run).reduce(
    (sum, { params: { rampTime } }) =>
      sum + traceRuntime(run.checked) + rampTime + OVERHEAD,
    0,
  );
}
