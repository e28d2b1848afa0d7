/**
 * Claims on simulated machines, on which what they are about is known: how
 * often a verdict is wrong, and how often the interval of a claim's last look
 * holds the truth, though what was found decided which look was the last.
 */

// @ts-types="@types/d3-random"
import { randomLcg, randomNormal } from "d3-random";
import { meanEstimator } from "../../lib/stats/bootstrap.ts";
import type { Claim, ClaimPart } from "../../lib/model/claim.ts";
import { NO_FIGURES, type PartFigures } from "../../lib/stats/claim_figures.ts";
import { judgeClaim } from "../../lib/stats/claims.ts";
import { roundsAt } from "../../lib/stats/looks.ts";

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

export const CLAIM_NOISES: Readonly<Record<string, Noise>> = {
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

export interface Outcome {
  readonly runs: number;
  readonly wrong: number;
  readonly covered: number;
  readonly told: number;
  /** Rounds until they were told, or all that there were; of all runs. */
  readonly rounds: number;
}

/** Claims whose parts have these true ratios, each measured to its end. */
export function claimsJudged(
  truths: readonly number[],
  noise: Noise,
  runs: number,
  looks: number,
): Outcome {
  const claim = claimOf(truths.length);
  const holds = truths.every((truth) => 0.97 <= truth && truth <= 1.03);
  const next = randomLcg(0.137);
  const draw = noise(next);
  let [wrong, covered, told, rounds] = [0, 0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const values = truths.map((truth) =>
      Array.from({ length: roundsAt(looks) }, (_, i) => ({
        round: i + 1,
        value: truth * Math.exp(draw()),
        reads: 1e4,
      }))
    );
    for (let look = 1; look <= looks; look++) {
      const figures = values.map((rounds): PartFigures => ({
        ...NO_FIGURES,
        rounds: rounds.slice(0, roundsAt(look)),
      }));
      const { verdict, parts } = judgeClaim(claim, figures, MEAN);
      if (verdict === "not shown" && look < looks) continue;
      rounds += roundsAt(look);
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
  return { runs, wrong, covered, told, rounds };
}
