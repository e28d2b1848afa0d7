import { assert } from "@std/assert";
import { LOOKS } from "../../lib/stats/looks.ts";
import { CLAIM_NOISES, claimsJudged } from "./claim_runs.ts";

/** More than the share by three standard deviations is no chance. */
function mostOf(share: number, runs: number): number {
  return share * runs + 3 * Math.sqrt(share * (1 - share) * runs);
}

const RUNS = 1000;
/** As many as a run of 20 minutes has. */
const USED = LOOKS - 2;

for (const [name, noise] of Object.entries(CLAIM_NOISES)) {
  // Just beyond the end of what holds, where a verdict is most easily wrong.
  for (const truths of [[1.0301], [0.9999, 1.0301], [1.0299]]) {
    Deno.test(`claims of ${truths} are judged wrong in 5 % of runs at most: ${name}`, () => {
      const { wrong, covered, runs } = claimsJudged(truths, noise, RUNS, USED);
      assert(wrong <= mostOf(0.05, runs), `${wrong} of ${runs} are wrong`);
      assert(
        runs - covered <= mostOf(0.05, runs),
        `${covered} of ${runs} intervals hold the truth`,
      );
    });
  }
}

Deno.test("claims that are clearly true or false are told", () => {
  const noise = CLAIM_NOISES["normal"]!;
  for (const truth of [1, 1.15]) {
    const { told, wrong, runs } = claimsJudged([truth], noise, 100, LOOKS - 1);
    assert(told >= 0.8 * runs, `${told} of ${runs} are told of ${truth}`);
    assert(wrong <= mostOf(0.05, runs));
  }
});
