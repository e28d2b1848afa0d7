import { formatCpuList } from "../../base/cpu_list.ts";
import type { FigureName, Figures } from "../figures/mod.ts";
import type { Params } from "../parameters/params.ts";

/** What advice speaks of. */
export interface AdvisedTarget {
  /** Names of its disks, "vda" for example. */
  disks: readonly string[];
}

/** What the premises ask of the machine. */
export interface PremiseContext {
  /** Requests that the target's queues hold; undefined where unknown. */
  requests: number | undefined;
}

/**
 * What a broken premise does to a run of a cell. `invalid`: its figures are
 * not to be trusted, and are shown as such; `excluded`: it is not the cell that
 * was asked for, as something changed meanwhile, so that its figures count
 * nowhere; `note`: the reader should know.
 */
export type Effect = "note" | "invalid" | "excluded";

/** What must hold in a cell for its figures to mean what the chart says. */
export interface Premise {
  /** What should hold, for the reader of a report. */
  wanted: string;
  effect: Effect;
  /** Whether it bears on how fast reads are, not on what is done for each. */
  ofSpeed?: true;
  /** Of which cells it speaks; of all if absent. */
  concerns?: (params: Params) => boolean;
  /**
   * Why it says nothing of the other cells, as a clause behind "because", where
   * a reader would miss it; reports pass over it in silence if absent.
   */
  otherwise?: string;
  /** The figures that tell; without one of them nobody knows. */
  figures: readonly FigureName[];
  /** Why no run has these figures, if it is not that the machine has none. */
  untold?: string;
  /** What to do about it, with the command where there is one. */
  advice: (params: Params, target: AdvisedTarget) => string;
  /** The figure that breaks the premise, or undefined when it holds. */
  broken: (
    metrics: Figures,
    params: Params,
    context: PremiseContext,
  ) => number | undefined;
}

/** The value of a premise that does not hold; a figure that is NaN is absent. */
export function unless(holds: boolean, value: number): number | undefined {
  return holds || Number.isNaN(value) ? undefined : value;
}

/** "0-1" as a shell takes it; of the CPUs that a cell measures. */
export function cpuList({ cpus }: Params): string {
  return formatCpuList(cpus);
}

/** The advice where somebody moved the workers. */
export function keepAffinity(): string {
  return "keep cpusets and tools that set affinities away during the run, " +
    "then measure again";
}
