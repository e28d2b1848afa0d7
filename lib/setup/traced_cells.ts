import type { Cell } from "../model/cell.ts";
import { tracedSeconds } from "../model/cell_seconds.ts";
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

/** What is other in a cell that is traced for so many seconds. */
export function asTraced(cell: Cell, runtime: number): Cell {
  return {
    ...cell,
    params: {
      ...cell.params,
      runtime,
      // One cell is traced at a time.
      turn: 0,
      // The tracer counts until the end of the window as it was planned.
      numberIos: 0,
    },
  };
}

/** Seconds that tracing will take, more or less, where all cells have figures. */
export function tracingSeconds(run: Traceable): number {
  const runtime = traceRuntime(run.checked);
  const cells = cellsToTrace(run).map((cell) => asTraced(cell, runtime));
  return TRACE_BLOCKS * tracedSeconds(cells);
}
