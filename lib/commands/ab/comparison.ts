import { type PairedRatio, usualEstimator } from "../../stats/bootstrap.ts";
import { type Better, type Verdict, verdict } from "../../stats/verdict.ts";
import type { Metric } from "./metric.ts";
import type { Run, RunPair, Side } from "./pairs.ts";

/** A figure that two commands are compared by. */
export interface AbFigure {
  readonly name: string;
  readonly better: Better;
  /** How it is written: a time, or a plain number. */
  readonly unit: "s" | "1";
  value(run: Run): number;
}

/** getrusage(2) tells times in us. */
const LEAST_SECONDS = 1e-6;

const WALL: AbFigure = {
  name: "wall time",
  better: "lower",
  unit: "s",
  value: ({ wallSeconds }) => wallSeconds,
};

const CPU: AbFigure = {
  name: "CPU time",
  better: "lower",
  unit: "s",
  value: ({ userSeconds, systemSeconds }) =>
    Math.max(LEAST_SECONDS, userSeconds + systemSeconds),
};

/** What is compared, the figure that decides first. */
export function abFigures(metric: Metric | undefined): AbFigure[] {
  if (!metric) return [WALL, CPU];
  const { name, better } = metric;
  return [
    { name, better, unit: "1", value: (run) => run.metric ?? NaN },
    WALL,
    CPU,
  ];
}

/** How B compares with A by one figure. */
export interface AbComparison {
  readonly figure: AbFigure;
  readonly values: Readonly<Record<Side, readonly number[]>>;
  readonly estimate: PairedRatio;
  readonly verdict: Verdict;
}

/** B / A by each figure, over the pairs. */
export function compareSides(
  pairs: readonly RunPair[],
  figures: readonly AbFigure[],
): AbComparison[] {
  return figures.map((figure) => {
    const values = {
      A: pairs.map(({ A }) => figure.value(A)),
      B: pairs.map(({ B }) => figure.value(B)),
    };
    const estimate = usualEstimator(
      values.A.map((from, block) => ({ block, from, to: values.B[block]! })),
    );
    return {
      figure,
      values,
      estimate,
      verdict: verdict(estimate, figure.better),
    };
  });
}
