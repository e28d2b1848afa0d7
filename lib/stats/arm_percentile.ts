/**
 * A percentile of all reads of an arm, and what each of its blocks says of it.
 *
 * The mean of the percentiles of short blocks is not the percentile of all
 * reads: what disturbs one block in ten is in the tail of all reads, but moves
 * the mean by a tenth. So the blocks' reads are put together, every read
 * counting alike, and a block with more of them counts more: that is what a
 * long window would have seen.
 *
 * How far the percentile is to be trusted, the blocks tell all the same. Of
 * each it is known which share of its reads lies below the percentile of all;
 * how far a share moves the percentile, the slope of the distribution tells
 * (Woodruff, Confidence intervals for medians and other position measures, JASA
 * 47, 1952). So every block is given the percentile that its own reads speak
 * for: the geometric mean of these is the percentile of all reads, and their
 * scatter is that of such a percentile. They go into the same estimators as any
 * other figure of a block.
 *
 * The slope is that between the two ends of the share's 95 % interval, about
 * two standard errors to both sides. Chosen by simulation (evidence.md, and
 * tests/stats/percentiles_test.ts holds it to this) against one and three of
 * them and against the jackknife, which multiplies what leaving out a block
 * does to the percentile by the number of the others.
 */

import {
  addUp,
  type Below,
  countBelow,
  counted,
  latencyAt,
  positionOf,
} from "../model/measurement/counted.ts";
import { figure, type FigureName } from "../model/figures/mod.ts";
import { type Histogram, isSupported } from "../model/measurement/histogram.ts";
import type { Row } from "../model/row.ts";

/** A percentile of an arm. */
export interface ArmPercentile {
  /**
   * Of all reads, in us. Undefined where there are fewer than 10 / (1 - share)
   * of them, or where it lies above 100 s.
   */
  readonly value: number | undefined;
  /**
   * By block, in us; their geometric mean is the value. Empty without a value
   * above 0, as nothing has a ratio to 0.
   */
  readonly blocks: ReadonlyMap<number, number>;
  /** How many reads it is of. */
  readonly reads: number;
}

/** Standard errors of a share to either side, between which the slope is told. */
const REACH = 2;
/** The clock's step in ns: a latency of 0 is one that is below it. */
const CLOCK_STEP = 1;

/** How much the logarithm of the percentile grows per share of reads. */
function slopeAt(
  below: Below,
  share: number,
  reads: number,
  deviations: readonly number[],
): number {
  const n = deviations.length;
  const squares = deviations.reduce((sum, one) => sum + one * one, 0);
  // Blocks that agree by chance do not know it better than their reads do.
  const error = Math.sqrt(
    Math.max(squares / (n * (n - 1)), share * (1 - share) / reads),
  );
  const last = Math.min(reads - 1, below.at(-1) ?? 0);
  const from = Math.max(1, (share - REACH * error) * reads);
  const to = Math.min(last, (share + REACH * error) * reads);
  const [low, high] = [positionOf(below, from), positionOf(below, to)];
  if (low === undefined || high === undefined || to <= from) return 0;
  const log = (position: number) =>
    Math.log(Math.max(CLOCK_STEP, latencyAt(position)));
  return (log(high) - log(low)) / (to - from) * reads;
}

/**
 * The latency that a share (0 to 1) of all reads of these blocks are not above.
 * Blocks without reads have no say.
 */
export function armPercentile(
  histograms: ReadonlyMap<number, Histogram>,
  share: number,
): ArmPercentile {
  const some = [...histograms].map(([block, histogram]) => ({
    block,
    histogram,
    counts: counted(histogram),
  })).filter(({ counts }) => counts.all > 0);
  const reads = some.reduce((sum, { counts }) => sum + counts.all, 0);
  const none = { value: undefined, blocks: new Map(), reads };
  if (!isSupported(share, reads)) return none;
  const below = addUp(some.map(({ counts }) => counts));
  const position = positionOf(below, share * reads);
  if (position === undefined) return none;
  const least = Math.min(...some.map(({ histogram }) => histogram.min));
  const most = Math.max(...some.map(({ histogram }) => histogram.max));
  const ns = Math.min(most, Math.max(least, latencyAt(position)));
  const value = ns / 1e3;
  if (value <= 0) return { ...none, value };
  // How many reads more lie below than the share of the block's own.
  const deviations = some.map(({ counts }) =>
    some.length * (countBelow(counts, position) - share * counts.all) / reads
  );
  const slope = some.length > 1 ? slopeAt(below, share, reads, deviations) : 0;
  return {
    value,
    blocks: new Map(
      some.map(({ block }, i) => [
        block,
        value * Math.exp(-slope * deviations[i]!),
      ]),
    ),
    reads,
  };
}

/**
 * The percentile of that name of all reads of these rows, which are of one arm;
 * of a single row its own. Undefined of figures that are none and where a row
 * has no histogram, as those of a run without histograms.csv: there only the
 * figures of single rows are left.
 */
export function percentileOfRows(
  rows: ReadonlyMap<number, Row>,
  name: FigureName,
): ArmPercentile | undefined {
  const { percentile } = figure(name);
  if (!percentile || rows.size === 0) return undefined;
  const histograms = new Map<number, Histogram>();
  for (const [block, { latencies }] of rows) {
    const histogram = latencies?.[percentile.of];
    if (!histogram) return undefined;
    histograms.set(block, histogram);
  }
  const [[block, row] = []] = rows;
  const [histogram] = histograms.values();
  if (rows.size > 1 || block === undefined || !row || !histogram) {
    return armPercentile(histograms, percentile.share);
  }
  const value = row.metrics[name];
  return {
    value,
    blocks: new Map(value !== undefined && value > 0 ? [[block, value]] : []),
    reads: counted(histogram).all,
  };
}
