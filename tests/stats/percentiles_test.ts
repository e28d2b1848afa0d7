/**
 * The percentile of all reads on simulated machines, whose truth is known. `deno
 * task simulate 1000 tails` prints more of it; lib/stats/evidence.md has that.
 */

import { assert, assertGreater, assertLess } from "@std/assert";
import { type Tailed, tailed, TAILS } from "./tails.ts";

const RUNS = 200;
const READS = 400;
const LONG = 1e6;
/** Three standard deviations of a share of 95 % among so many runs. */
const TOLERANCE = 3 * Math.sqrt(0.95 * 0.05 / RUNS);

/** The disturbances that strike whole visits are too rare for few of them. */
const RARE: readonly string[] = ["every fifth visit disturbed"];

for (const [name, tail] of Object.entries(TAILS)) {
  Deno.test(`93 to 97 % of intervals hold the ratio of the p99 of all reads: ${name}`, () => {
    const found = new Map<number, Record<"together" | "each", Tailed>>();
    for (const visits of [3, 20]) {
      const one = tailed(tail, { visits, reads: READS, long: LONG }, RUNS);
      found.set(visits, one);
      const { coverage } = one.together;
      const most = RARE.includes(name) ? 1 : 0.97 + TOLERANCE;
      const what = `${visits} visits: ${coverage}`;
      assert(coverage >= 0.93 - TOLERANCE && coverage <= most, what);
    }
    // The mean of the visits' own is that of no distribution.
    const { together, each } = found.get(20)!;
    assertLess(Math.abs(together.bias), 0.03, `${together.bias}`);
    assertGreater(Math.abs(each.bias), Math.abs(together.bias));
  });
}
