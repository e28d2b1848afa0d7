/** Machines whose runs are drawn, and how often intervals over them are right. */

// @ts-types="@types/d3-random"
import { randomNormal } from "d3-random";
import {
  groupRatio,
  type MachineFigures,
  type Unit,
} from "../../lib/stats/groups.ts";
import { unpairedRatio } from "../../lib/stats/unpaired.ts";
import { numbers } from "./simulate.ts";

/** How machines and their runs scatter, as natural logarithms. */
export interface GroupDesign {
  /** Machines of either group, and whether they are the same ones. */
  readonly machines: readonly [from: number, to: number];
  readonly paired?: boolean;
  readonly runs: number;
  readonly repeats: number;
  /** Standard deviation of machines, of runs of one, of repeats of a run. */
  readonly ofMachines: number;
  readonly ofRuns: number;
  readonly ofRepeats: number;
  /** How much what is compared differs from machine to machine. */
  readonly ofEffects?: number;
  /** Whether machines are mostly alike, and some much slower. */
  readonly skewed?: boolean;
}

const TRUTH = 1.1;

function draw(
  source: () => number,
  design: GroupDesign,
): [MachineFigures[], MachineFigures[]] {
  const normal = randomNormal.source(source)(0, 1);
  const machine = () =>
    design.ofMachines *
    (design.skewed ? Math.exp(0.5) - Math.exp(normal()) : normal());
  const runs = (centre: number) =>
    Array.from({ length: design.runs }, () => {
      const run = centre + design.ofRuns * normal();
      return Array.from(
        { length: design.repeats },
        () => 80_000 * Math.exp(run + design.ofRepeats * normal()),
      );
    });
  const effect = () => Math.log(TRUTH) + (design.ofEffects ?? 0) * normal();
  const [from, to] = design.machines;
  const bases = Array.from({ length: from }, machine);
  return [
    bases.map((base, i) => ({ host: `a${i}`, runs: runs(base) })),
    Array.from({ length: to }, (_, i) => ({
      host: design.paired ? `a${i}` : `b${i}`,
      runs: runs((design.paired ? bases[i]! : machine()) + effect()),
    })),
  ];
}

/** How often intervals hold the truth, and half of one in the middle. */
export interface GroupCoverage {
  readonly unit: Unit;
  readonly share: number;
  /** Of intervals that take all repeats for independent. */
  readonly naive: number;
  /** The median of half an interval in logarithms. */
  readonly half: number;
}

/** Draws `count` comparisons of two groups from the numbers of a seed. */
export function groupCoverage(
  design: GroupDesign,
  count: number,
  seed = 19,
): GroupCoverage {
  const source = numbers(seed);
  let held = 0;
  let naive = 0;
  const halves: number[] = [];
  let unit: Unit = "repeats";
  const holds = ({ low = NaN, high = NaN }) => low <= TRUTH && TRUTH <= high;
  for (let i = 0; i < count; i++) {
    const [from, to] = draw(source, design);
    const estimate = groupRatio(from, to);
    if (holds(estimate)) held++;
    const [a = [], b = []] = [from, to].map((group) =>
      group.flatMap(({ runs }) => runs.flat())
    );
    if (holds(unpairedRatio(a, b))) naive++;
    halves.push(Math.log((estimate.high ?? NaN) / (estimate.ratio ?? NaN)));
    unit = estimate.unit;
  }
  halves.sort((a, b) => a - b);
  return {
    unit,
    share: held / count,
    naive: naive / count,
    half: halves[count >> 1] ?? NaN,
  };
}

const machine = { runs: 1, repeats: 5, ofRuns: 0, ofRepeats: 0.02 };
const alike = { ...machine, ofMachines: 0 };
const scattered = { ...machine, ofMachines: 0.05 };

/** The comparisons that are tried, by what they are. */
export const GROUP_DESIGNS: Readonly<Record<string, GroupDesign>> = {
  "2 machines against 1": { machines: [2, 1], ...scattered },
  "3 against 1": { machines: [3, 1], ...scattered },
  "2 against 2": { machines: [2, 2], ...scattered },
  "3 against 3": { machines: [3, 3], ...scattered },
  "10 against 10": { machines: [10, 10], ...scattered },
  "10 against 2": { machines: [10, 2], ...scattered },
  "3 against 3, all alike": { machines: [3, 3], ...alike },
  "5 against 5, some much slower": {
    machines: [5, 5],
    ...scattered,
    skewed: true,
  },
  "20 against 3, some much slower": {
    machines: [20, 3],
    ...scattered,
    skewed: true,
  },
  "5 against 5, three runs each": {
    machines: [5, 5],
    ...scattered,
    runs: 3,
    ofRuns: 0.02,
  },
  "the same 2, the effect differs": {
    machines: [2, 2],
    paired: true,
    ...scattered,
    ofMachines: 0.3,
    ofEffects: 0.03,
  },
  "the same 5, the effect differs": {
    machines: [5, 5],
    paired: true,
    ...scattered,
    ofMachines: 0.3,
    ofEffects: 0.03,
  },
  "the same 5, the effect does not": {
    machines: [5, 5],
    paired: true,
    ...scattered,
    ofMachines: 0.3,
  },
  "1 machine, 3 runs against 3": {
    machines: [1, 1],
    ...alike,
    runs: 3,
    ofRuns: 0.03,
  },
  "1 machine, 8 runs against 8": {
    machines: [1, 1],
    ...alike,
    runs: 8,
    ofRuns: 0.03,
  },
  "1 machine, a run each": { machines: [1, 1], ...alike },
};
