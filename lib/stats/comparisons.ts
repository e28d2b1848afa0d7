// @ts-types="@types/d3-array"
import { group, groups } from "d3-array";
import type { Axes } from "../model/experiment.ts";
import type { FigureName } from "../model/figures/mod.ts";
import type { ParameterName, Params } from "../model/parameters/params.ts";
import { compareByAxes } from "../model/plan.ts";
import { isUsable, isValid, type Row } from "../model/row.ts";
import { percentileOfRows } from "./arm_percentile.ts";
import {
  type Pair,
  type PairedRatio,
  type RatioEstimator,
  usualEstimator,
} from "./bootstrap.ts";
import { COMPARED_METRICS, type ComparedMetric } from "./compared_metrics.ts";
import { type Family, judged } from "./family.ts";
import type { Verdict } from "./verdict.ts";

/** One figure of two arms that differ in one parameter only. */
export interface Comparison {
  readonly axis: ParameterName;
  /** The axis's value in the baseline and in the other arm. */
  readonly from: unknown;
  readonly to: unknown;
  /** The values of the other axes, the same in both arms. */
  readonly where: Partial<Params>;
  readonly metric: ComparedMetric;
  /** Of a percentile of all reads: what each block says of it. */
  readonly pairs: readonly Pair[];
  /** Blocks that both arms ran in, but not both with the figure. */
  readonly dropped: number;
  /** Of the pairs, those with a run whose figures are not to be trusted. */
  readonly invalid: number;
  /** Whether it is of percentiles of all reads, not of those of each run. */
  readonly together: boolean;
  readonly estimate: PairedRatio;
  readonly verdict: Verdict;
}

/** What comparisons are made of. */
export interface ComparisonOptions {
  readonly metrics?: readonly ComparedMetric[];
  /** The parameter to compare by; default: the last axis. */
  readonly axis?: ParameterName;
  /**
   * The position of a row's arm among the values of the axis; default: that of
   * the row's own value. For arms that do not differ in it, as in an A/A run.
   */
  readonly armOf?: (row: Row) => number;
  /** Whether the figures of a row may be used; default: {@linkcode isUsable}. */
  readonly usable?: (row: Row) => boolean;
  readonly family?: Family;
  readonly estimate?: RatioEstimator;
}

/** The ratio of a comparison with the interval of another level of trust. */
export function ratioAt(
  { pairs, metric }: Pick<Comparison, "pairs" | "metric">,
  level: number,
): PairedRatio {
  return usualEstimator(pairs, metric.resolution, level);
}

type Blocks = ReadonlyMap<number, Row>;

/** The rows of one arm by block. */
function blocksOf(rows: readonly Row[]): Blocks {
  const blocks = new Map<number, Row>();
  for (const row of rows) {
    const { repeat } = row.cell;
    if (blocks.has(repeat)) {
      throw new RangeError(
        `cannot pair the rows: block ${repeat} has one arm twice`,
      );
    }
    blocks.set(repeat, row);
  }
  return blocks;
}

/** A figure of an arm by block. */
type FigureByBlock = ReadonlyMap<number, number | undefined>;

/** Percentiles of all reads, of both arms or of none. */
function percentilesOf(
  arms: readonly [Blocks, Blocks],
  name: FigureName,
): [FigureByBlock, FigureByBlock] | undefined {
  const [from, to] = arms.map((arm) => percentileOfRows(arm, name)?.blocks);
  return from && to ? [from, to] : undefined;
}

function pairUp(
  from: Blocks,
  to: Blocks,
  name: FigureName,
  usable: (row: Row) => boolean,
): Pick<Comparison, "pairs" | "dropped" | "together"> {
  const both = [...from.keys()].filter((block) => to.has(block))
    .sort((a, b) => a - b);
  const kept = both.filter((block) =>
    usable(from.get(block)!) && usable(to.get(block)!)
  );
  const rowsOf = (arm: Blocks): Blocks =>
    new Map(kept.map((block) => [block, arm.get(block)!]));
  const figuresOf = (arm: Blocks): FigureByBlock =>
    new Map(kept.map((block) => [block, arm.get(block)?.metrics[name]]));
  const percentiles = percentilesOf([rowsOf(from), rowsOf(to)], name);
  const [fromFigures, toFigures] = percentiles ??
    [figuresOf(from), figuresOf(to)];
  const pairs = kept.flatMap((block) => {
    const [a = 0, b = 0] = [fromFigures.get(block), toFigures.get(block)];
    // Of two figures that no run has the ratio may be 0 or without end.
    return a > 0 && b > 0 && Number.isFinite(Math.log(b / a))
      ? [{ block, from: a, to: b }]
      : [];
  });
  return {
    pairs,
    dropped: both.length - pairs.length,
    together: percentiles !== undefined,
  };
}

function valuesOf(params: Params, names: readonly ParameterName[]) {
  return Object.fromEntries(
    names.map((name) => [name, params[name]]),
  ) as Partial<Params>;
}

/**
 * Every comparison of a run: for each combination of the other axes' values,
 * in the order of the axes, each value of the axis against its first one. The
 * figures are paired by block, which is the row's `repeat`; percentiles are of
 * all reads of the blocks that both arms have, where their rows have histograms
 * (arm_percentile.ts). Rows of impossible cells count as not there, and a
 * comparison without a row in one of its arms is left out. Throws RangeError
 * where an arm has two rows in a block.
 */
export function comparisons(
  rows: readonly Row[],
  axes: Axes,
  options: ComparisonOptions = {},
): Comparison[] {
  const names = Object.keys(axes) as ParameterName[];
  const axis = options.axis ?? names.at(-1);
  if (axis === undefined) return [];
  const { [axis]: values = [], ...otherAxes } = axes;
  const others = names.filter((name) => name !== axis);
  const positions = new Map((values as unknown[]).map((one, i) => [one, i]));
  const {
    metrics = COMPARED_METRICS,
    armOf = (row) => positions.get(row.cell.params[axis]) ?? -1,
    usable = isUsable,
    family = "each",
    estimate = usualEstimator,
  } = options;

  const compared = groups(
    rows.filter((row) => row.status !== "impossible")
      .toSorted((a, b) =>
        compareByAxes(a.cell.params, b.cell.params, otherAxes)
      ),
    (row) => JSON.stringify(valuesOf(row.cell.params, others)),
  ).flatMap(([, some]) => {
    const where = valuesOf(some[0]!.cell.params, others);
    const byArm = group(some, armOf);
    const [base, ...arms] = values.map((_, arm) =>
      blocksOf(byArm.get(arm) ?? [])
    );
    return arms.flatMap((arm, i) =>
      !base?.size || !arm.size ? [] : metrics.map((metric) => {
        const paired = pairUp(base, arm, metric.name, usable);
        return {
          axis,
          from: values[0],
          to: values[i + 1],
          where,
          metric,
          ...paired,
          invalid: paired.pairs.filter(({ block }) =>
            [base, arm].some((of) =>
              isValid(of.get(block)!) === false
            )
          ).length,
          estimate: estimate(paired.pairs, metric.resolution),
        };
      })
    );
  });
  return judged(compared, family);
}
