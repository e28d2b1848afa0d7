import type { LoadName } from "./parameters/loads.ts";
import type { Cell } from "./cell.ts";
import type { Axes, Experiment, Preset } from "./experiment.ts";
import type { Params } from "./parameters/params.ts";
import type { Places } from "./places.ts";

/** How long a run goes on and how often: what its preset and its options say. */
export interface RunPreset
  extends Omit<Preset, "turns" | "axes" | "traced" | "withoutDisk"> {
  /** Seconds of a turn, or that the rule decides; absent: no arms take turns. */
  turn?: number | "rule";
}

/**
 * A run as it was planned: all that it takes to draw its results again, and to
 * go on with it.
 */
export interface PlannedRun {
  experiment: Experiment;
  /** What all cells have, but for what the axes and the places say. */
  base: Params;
  axes: Axes;
  preset: RunPreset;
  /** Whether it compares each combination with itself. */
  aa: boolean;
  /** Of the plan. */
  seed: number;
  cells: readonly Cell[];
  places: Places;
  /** "vda (virtio-blk)" */
  disks: readonly string[];
  /** Actions of the target's interrupts. */
  targetIrqActions: readonly string[];
  /** CONFIG_HZ of the kernel; null where it is not known. */
  hz: number | null;
}

/** The load of a run, or the first of several that need no disk. */
export function loadOf({ base, axes }: PlannedRun): LoadName {
  return axes.load?.[0] ?? base.load;
}
