/**
 * Claims on simulated machines, on which what they are about is known: how
 * often a verdict is wrong, and how often the interval of a claim's last look
 * holds the truth, though what was found decided which look was the last.
 */

import { assert } from "@std/assert";
// @ts-types="@types/d3-random"
import { randomLcg, randomNormal } from "d3-random";
import { meanEstimator } from "../../lib/stats/bootstrap.ts";
import type { Claim, ClaimPart } from "../../lib/model/claim.ts";
import { judgeClaim, type PartFigures } from "../../lib/stats/claims.ts";
import { LOOKS, roundsAt } from "../../lib/stats/looks.ts";

/** Fewer resamples than usual, as the number of runs tells how exact it is. */
const MEAN = meanEstimator({ resamples: 1599 });

const SOURCE = { cite: "x", where: "x", date: "x", machine: "x", kernel: "x" };

/** A claim that ratios are 1, and 3 % beside it at most. */
function claimOf(parts: number): Claim {
  const part: ClaimPart = {
    where: "",
    measure: { kind: "ratio", figure: "iops", from: {}, to: { mode: "coop" } },
    published: { low: 1, high: 1 },
    margin: 0.03,
  };
  return {
    name: "x",
    sentence: "x",
    sources: [SOURCE],
    published: "x",
    parts: [part, ...Array.from({ length: parts - 1 }, () => part)],
  };
}

type Noise = (next: () => number) => () => number;

const NOISES: Readonly<Record<string, Noise>> = {
  normal: (next) => {
    const normal = randomNormal.source(next)(0, 0.05);
    return normal;
  },
  // One round in ten is disturbed, in either arm.
  "heavy-tailed": (next) => {
    const normal = randomNormal.source(next)(0, 0.03);
    return () => normal() * (next() < 0.1 ? 5 : 1);
  },
};

interface Outcome {
  readonly runs: number;
  readonly wrong: number;
  readonly covered: number;
  readonly told: number;
}

/** Claims whose parts have these true ratios, each measured to its end. */
function simulate(
  truths: readonly number[],
  noise: Noise,
  runs: number,
  looks: number,
): Outcome {
  const claim = claimOf(truths.length);
  const holds = truths.every((truth) => 0.97 <= truth && truth <= 1.03);
  const next = randomLcg(0.137);
  const draw = noise(next);
  let [wrong, covered, told] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const values = truths.map((truth) =>
      Array.from({ length: roundsAt(looks) }, (_, i) => ({
        round: i + 1,
        value: truth * Math.exp(draw()),
      }))
    );
    for (let look = 1; look <= looks; look++) {
      const figures = values.map((rounds): PartFigures => ({
        rounds: rounds.slice(0, roundsAt(look)),
        invalid: 0,
      }));
      const { verdict, parts } = judgeClaim(claim, figures, MEAN);
      if (verdict === "not shown" && look < looks) continue;
      const right = holds ? "holds" : "does not hold";
      if (verdict !== "not shown") {
        told++;
        if (verdict !== right) wrong++;
      }
      const all = parts.every(({ estimate }, i) =>
        estimate && estimate.low <= truths[i]! && truths[i]! <= estimate.high
      );
      if (all) covered++;
      break;
    }
  }
  return { runs, wrong, covered, told };
}

/** More than the share by three standard deviations is no chance. */
function mostOf(share: number, runs: number): number {
  return share * runs + 3 * Math.sqrt(share * (1 - share) * runs);
}

const RUNS = 1000;
/** As many as a run of 20 minutes has. */
const USED = LOOKS - 2;

for (const [name, noise] of Object.entries(NOISES)) {
  // Just beyond the end of what holds, where a verdict is most easily wrong.
  for (const truths of [[1.0301], [0.9999, 1.0301], [1.0299]]) {
    Deno.test(`claims of ${truths} are judged wrong in 5 % of runs at most: ${name}`, () => {
      const { wrong, covered, runs } = simulate(truths, noise, RUNS, USED);
      assert(wrong <= mostOf(0.05, runs), `${wrong} of ${runs} are wrong`);
      assert(
        runs - covered <= mostOf(0.05, runs),
        `${covered} of ${runs} intervals hold the truth`,
      );
    });
  }
}

Deno.test("claims that are clearly true or false are told", () => {
  const noise = NOISES["normal"]!;
  for (const truth of [1, 1.15]) {
    const { told, wrong, runs } = simulate([truth], noise, 100, LOOKS - 1);
    assert(told >= 0.8 * runs, `${told} of ${runs} are told of ${truth}`);
    assert(wrong <= mostOf(0.05, runs));
  }
});
