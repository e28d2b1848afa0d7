import type { MetricName } from "./metrics.ts";
import type { Params } from "./params.ts";

/** What an experiment leaves to the machine it runs on. */
export type MachineParams = "cpus" | "filename" | "size" | "bs" | "busyPerCpu";

/** How long an experiment runs and how often; the rest of `--preset`. */
export interface Preset {
  /** Seconds. */
  runtime: number;
  /** Seconds. */
  rampTime: number;
  repeats: number;
  order: Order;
}

/** Whether cells run in random or in the plan's own order. */
export type Order = "random" | "sequential";

/** The values that a parameter takes in an experiment. */
export type Axes = { readonly [K in keyof Params]?: readonly Params[K][] };

/** A chart: one metric over one axis, a line per combination of others. */
export interface ChartSpec {
  /** Name of the file, without ".svg". */
  name: string;
  /** What is shown, "Completion latency, 99th percentile" for example. */
  title: string;
  metric: MetricName;
  x: keyof Params;
  /** The parameters that tell lines apart: colour first, then dashes. */
  lines: readonly (keyof Params)[];
  scale: "linear" | "log";
}

/** An experiment, as data. */
export interface Experiment {
  name: string;
  /** One line for `uringlab list`. */
  summary: string;
  /** What it answers, for `--help`. */
  question: string;
  base: Omit<Params, MachineParams | "runtime" | "rampTime">;
  /** The last axis varies fastest and so is compared most closely. */
  axes: Axes;
  presets: Readonly<Record<PresetName, Preset>>;
  charts: readonly ChartSpec[];
}

/** The names that `--preset` accepts. */
export const PRESET_NAMES = ["quick", "default", "document"] as const;

/** The name of a preset. */
export type PresetName = typeof PRESET_NAMES[number];
