/** An effect on machines that is drawn, and how often intervals are right. */

// @ts-types="@types/d3-random"
import { randomNormal } from "d3-random";
import { acrossMachines } from "../../lib/stats/across.ts";
import {
  type Pair,
  type PairedRatio,
  usualEstimator,
} from "../../lib/stats/bootstrap.ts";
import { judge, ofOne, sideOf } from "../../lib/stats/two_means.ts";
import { numbers } from "./simulate.ts";

/** Machines, and how the effect scatters, as natural logarithms. */
export interface MachinesDesign {
  readonly machines: number;
  readonly blocks: number;
  /** Standard deviation from machine to machine, and from block to block. */
  readonly ofMachines: number;
  readonly ofBlocks: number;
}

/** How often each interval is right. */
export interface AcrossShares {
  readonly all: number;
  readonly another: number;
  /** Of machines, those that are told to differ. */
  readonly claimed: number;
}

const TRUTH = 1.1;

type Estimator = (pairs: readonly Pair[]) => PairedRatio;

/** Student's interval of pairs: what the usual one is about, in no time. */
export function studentRatio(pairs: readonly Pair[]): PairedRatio {
  const side = sideOf(pairs.map(({ from, to }) => Math.log(to / from)));
  const { half, p } = judge(side.centre, ofOne(side));
  return {
    ratio: Math.exp(side.centre),
    low: Math.exp(side.centre - half),
    high: Math.exp(side.centre + half),
    p,
    n: side.n,
  };
}

/** Draws so many labs from the numbers of a seed. */
export function acrossCoverage(
  { machines, blocks, ofMachines, ofBlocks }: MachinesDesign,
  count: number,
  estimator: Estimator = usualEstimator,
  seed = 19,
): AcrossShares {
  const normal = randomNormal.source(numbers(seed))(0, 1);
  const effect = () => Math.log(TRUTH) + ofMachines * normal();
  const right = { all: 0, another: 0, claimed: 0 };
  const holds = (
    { low = NaN, high = NaN }: {
      low: number | undefined;
      high: number | undefined;
    },
    truth: number,
  ) => low <= truth && truth <= high;
  for (let i = 0; i < count; i++) {
    const effects = Array.from({ length: machines }, (_, machine) => {
      const centre = effect();
      return {
        host: `${machine}`,
        estimate: estimator(
          Array.from({ length: blocks }, (_, block) => ({
            block,
            from: 1,
            to: Math.exp(centre + ofBlocks * normal()),
          })),
        ),
      };
    });
    const found = acrossMachines(effects);
    if (!found) continue;
    if (holds(found.all, TRUTH)) right.all++;
    // What another machine of this lab has, were it measured so long.
    const other = effect() + ofBlocks * normal() / Math.sqrt(blocks);
    if (holds(found.another, Math.exp(other))) right.another++;
    right.claimed += found.machines
      .filter(({ byOthers }) => !holds(byOthers, 1)).length / machines;
  }
  return {
    all: right.all / count,
    another: right.another / count,
    claimed: right.claimed / count,
  };
}

/** What is tried, by what it is. */
export const MACHINES: Readonly<Record<string, MachinesDesign>> = {
  "2 machines": { machines: 2, blocks: 5, ofMachines: 0.03, ofBlocks: 0.02 },
  "3 machines": { machines: 3, blocks: 5, ofMachines: 0.03, ofBlocks: 0.02 },
  "10 machines": { machines: 10, blocks: 5, ofMachines: 0.03, ofBlocks: 0.02 },
  "3 that are alike": { machines: 3, blocks: 5, ofMachines: 0, ofBlocks: 0.02 },
  "10 that are alike, 3 blocks": {
    machines: 10,
    blocks: 3,
    ofMachines: 0,
    ofBlocks: 0.02,
  },
  "10 that are alike, 10 blocks": {
    machines: 10,
    blocks: 10,
    ofMachines: 0,
    ofBlocks: 0.02,
  },
};
