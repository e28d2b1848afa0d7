// @ts-types="@types/d3-array"
import { mean } from "d3-array";
import { type Pair, type PairedRatio, usualEstimator } from "./bootstrap.ts";
import type { Comparison } from "./comparisons.ts";

/**
 * How an arm compares with the other on average over all combinations of the
 * other axes that they were compared in, with its interval: every block's
 * ratio is the geometric mean over the combinations, all of which count alike.
 * Blocks that not every combination has are left out, as their means would be
 * of something else. For comparisons of one figure and one pair of arms. `level`
 * is that of the interval's trust, 0.95 unless given.
 */
export function pooledRatio(
  compared: readonly Comparison[],
  level?: number,
): PairedRatio {
  const combinations = compared.filter(({ pairs }) => pairs.length > 0);
  const [first] = combinations;
  const blocks = (first?.pairs ?? []).map(({ block }) => block)
    .filter((block) =>
      combinations.every(({ pairs }) =>
        pairs.some((pair) => pair.block === block)
      )
    );
  const pooled = blocks.map((block): Pair => {
    const some = combinations.flatMap(({ pairs }) =>
      pairs.filter((pair) => pair.block === block)
    );
    const geometricMean = (arm: "from" | "to") =>
      Math.exp(mean(some, (pair) => Math.log(pair[arm])) ?? NaN);
    return { block, from: geometricMean("from"), to: geometricMean("to") };
  });
  return usualEstimator(pooled, first?.metric.resolution ?? 0, level);
}
