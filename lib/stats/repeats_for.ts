import { MIN_BLOCKS } from "./bootstrap.ts";
import { quantile } from "./student_t.ts";

/** More blocks than anybody would wait for. */
const MOST = 100_000;

/** Half an interval of so many blocks, in standard deviations of one. */
export function reach(blocks: number): number {
  return quantile(0.05, blocks - 1) / Math.sqrt(blocks);
}

/**
 * How many blocks it takes until half an interval is `wanted`, where it is
 * `half` with `blocks` of them; in one unit, of which logarithms are the exact
 * one. As the blocks that come may scatter less or more than those that were,
 * it is what half of such runs take. Undefined where it is more than 100 000,
 * or where there are fewer than 3 blocks to tell from.
 */
export function repeatsFor(
  wanted: number,
  half: number,
  blocks: number,
): number | undefined {
  if (blocks < MIN_BLOCKS || !(wanted > 0)) return undefined;
  const deviation = half / reach(blocks);
  const enough = (n: number) => deviation * reach(n) <= wanted;
  if (!enough(MOST)) return undefined;
  let [low, high] = [MIN_BLOCKS, MOST];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
