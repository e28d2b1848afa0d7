import type { FigureName } from "./figures/mod.ts";
import type { LatencyKind } from "./measurement/histogram.ts";
import type { ParameterName, Params } from "./parameters/params.ts";

/** How long an experiment runs and how often; the rest of `--preset`. */
export interface Preset {
  /** Seconds. */
  runtime: number;
  /** Seconds. */
  rampTime: number;
  repeats: number;
  order: Order;
  /**
   * In place of these where the arms take turns: the seconds for which each is
   * measured in a visit at least, and how many visits there are.
   */
  turns?: { readonly runtime: number; readonly repeats: number };
  /**
   * In place of `axes`, and of the number of visits, where no disk is measured,
   * which anybody can have: a first look.
   */
  withoutDisk?: { readonly axes: Axes; readonly repeats: number };
  /** In place of the experiment's, of these axes: fewer values take less time. */
  axes?: Axes;
  /**
   * The values that cells have which are traced where the experiment is traced
   * by itself; without them all cells are. `--trace` is for all of them too.
   */
  traced?: Axes;
}

/** Whether cells run in random or in the plan's own order. */
export type Order = "random" | "sequential";

/** Values of one axis at most. */
export const MAX_VALUES = 1000;

/** The values that a parameter takes in an experiment. */
export type Axes = { readonly [K in ParameterName]?: readonly Params[K][] };

/** What every chart has. */
interface ChartHead {
  /** Name of the file, without ".svg". */
  name: string;
  /** What is shown, "Completion latency, 99th percentile" for example. */
  title: string;
}

/** One metric over one parameter, a line per combination of others. */
export interface LinesSpec extends ChartHead {
  kind: "lines";
  metric: FigureName;
  x: ParameterName;
  /** The parameters that tell lines apart: colour first, then dashes. */
  lines: readonly ParameterName[];
  scale: "linear" | "log";
}

/** The same in a grid of small charts with common axes. */
export interface PanelsSpec extends ChartHead {
  kind: "panels";
  /** Several stand side by side, in place of `columns`. */
  metrics: readonly FigureName[];
  x: ParameterName;
  xScale: "linear" | "log" | "log2";
  lines: readonly ParameterName[];
  scale: "linear" | "log";
  /** The parameters that tell columns and rows of the grid apart. */
  columns?: ParameterName;
  rows?: ParameterName;
  /** The kernel's tick, on both axes where both are times; and x = y. */
  references?: readonly ("tick" | "equal")[];
}

/** Distributions of a latency, in a grid likewise. */
export interface DistributionSpec extends ChartHead {
  kind: "distribution";
  latency: LatencyKind;
  /**
   * What is drawn of each: "share", of the reads that take at most so long, on
   * a linear axis; or "tail", of those that take at least so long, on a log
   * axis, where the rare ones have as much room as the others. Usually
   * "share".
   */
  scale?: "share" | "tail";
  lines: readonly ParameterName[];
  columns?: ParameterName;
  rows?: ParameterName;
  /** Rows beyond that are left out, evenly; the first and the last stay. */
  maxRows?: number;
  /** Only cells with these values. */
  where?: { readonly [K in ParameterName]?: Params[K] };
}

/** A figure of a matrix, from the cells with these values. */
export interface MatrixPanel {
  metric: FigureName;
  where?: { readonly [K in ParameterName]?: Params[K] };
  better: "lower" | "higher";
  scale: "linear" | "log";
}

/** A line per item, in groups, and beside it several figures. */
export interface MatrixSpec extends ChartHead {
  kind: "matrix";
  groups: ParameterName;
  items: ParameterName;
  /** What tells the points of a line apart. */
  points: ParameterName;
  panels: readonly MatrixPanel[];
}

/** Values of some parameters. */
type Where = { readonly [K in ParameterName]?: Params[K] };

/**
 * What is compared, as ratios with their intervals: a line per value of `items`
 * in groups by the other axes, and beside it several figures.
 */
export interface RatiosSpec extends ChartHead {
  kind: "ratios";
  metrics: readonly FigureName[];
  /** With the axis that is compared, a line per arm. */
  items: ParameterName;
  /** What is compared, one of `compared`; else the last axis. */
  axis?: ParameterName;
  /** Only comparisons at these values, where there are such. */
  where?: Where;
  /** The same of single figures. */
  at?: { readonly [K in FigureName]?: Where };
}

/** A chart, as data. */
export type ChartSpec =
  | RatiosSpec
  | LinesSpec
  | PanelsSpec
  | DistributionSpec
  | MatrixSpec;

/** What sentences an experiment's results are put into. */
export const FINDING_NAMES = [
  "modes",
  "busy",
  "core",
  "tick",
  "phase",
  "kicks",
  "think",
  "cap",
  "async",
  "faults",
  "choice",
] as const;

/** One kind of finding. */
export type FindingName = typeof FINDING_NAMES[number];

/** Options that an experiment may give: they are of one machine. */
export const MACHINE_OPTIONS = ["filename", "bs", "cpus"] as const;

/** The name of one of them. */
export type MachineOption = typeof MACHINE_OPTIONS[number];

/** An experiment, as data. */
export interface Experiment {
  /** The name that results are recorded under. */
  name: string;
  /** Another that it goes by: what it looks into, in a word. */
  alias?: string;
  /** One line for `uringlab list`. */
  summary: string;
  /** What it answers, for `--help`. */
  question: string;
  base: Pick<Params, ParameterName>;
  /** The last axis varies fastest and so is compared most closely. */
  axes: Axes;
  /** Axes whose values are compared too, beside those of the last. */
  compared?: readonly ParameterName[];
  /** Whether what the first does changes with the second, both of them axes. */
  interactions?: readonly (readonly [ParameterName, ParameterName])[];
  /** The figure that the main answer is given in; else iops. */
  answer?: FigureName;
  presets: Readonly<Record<PresetName, Preset>>;
  /** The figures of the table on the terminal. */
  table: readonly FigureName[];
  findings: readonly FindingName[];
  /** Whether its figures need a traced run of every cell. */
  traced: boolean;
  /**
   * Options of the command line that hold unless they are given there: what a
   * program that was watched reads, and where it runs.
   */
  options?: Readonly<Partial<Record<MachineOption, string>>>;
  charts: readonly ChartSpec[];
}

/** The figure that an experiment's main answer is given in. */
export function answerFigure(
  { answer, findings }: Pick<Experiment, "answer" | "findings">,
): FigureName {
  // Where a thread computes between looks, latency is what is asked for.
  return answer ?? (findings.includes("tick") ? "clat_avg_us" : "iops");
}

/** The names that `--preset` accepts. */
export const PRESET_NAMES = ["quick", "default", "document"] as const;

/** The name of a preset. */
export type PresetName = typeof PRESET_NAMES[number];
