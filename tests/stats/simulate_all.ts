/**
 * The long simulations: prints the tables of lib/stats/evidence.md. All of them
 * take some ten minutes of one CPU; the numbers are the same on every machine.
 *
 *     deno task simulate [RUNS] [coverage|precision|interaction|choice|floor|tails|claims|groups|machines|largest|uniform]
 */

import { CLAIM_NOISES, claimsJudged } from "./claim_runs.ts";
import { acrossCoverage, MACHINES } from "./across_runs.ts";
import { GROUP_DESIGNS, groupCoverage } from "./group_runs.ts";
import { DELAYS, toldNotUniform } from "./delays.ts";
import { LOOKS } from "../../lib/stats/looks.ts";
import { tailed, TAILS } from "./tails.ts";
import { DISTURBANCES, EFFECTS } from "./turns.ts";
import {
  choices,
  coverage,
  floorsKept,
  interactionCoverage,
  largestCoverage,
  stoppedCoverage,
} from "./simulations.ts";

const RUNS = Number(Deno.args[0] ?? 2000);
const PART = Deno.args[1];
const VISITS = [3, 4, 5, 8, 10, 20, 40];

function table(head: readonly unknown[], rows: readonly unknown[][]): void {
  const line = (cells: readonly unknown[]) => `| ${cells.join(" | ")} |`;
  console.log(
    [head, head.map((_, i) => i ? "---:" : "---"), ...rows].map(line).join(
      "\n",
    ) + "\n",
  );
}

const percent = (share: number) => (share * 100).toFixed(1);

const designs = [
  ...Object.entries(DISTURBANCES).map(([name, disturbance]) =>
    [name, { disturbance, effect: EFFECTS.stays }] as const
  ),
  ...(["moves", "wanders, AR(1) 0.5", "wanders, AR(1) 0.9"] as const).map(
    (name) =>
      [`the effect ${name}`, {
        disturbance: DISTURBANCES.normal,
        effect: EFFECTS[name],
      }] as const,
  ),
];

const PARTS: Readonly<Record<string, () => void>> = {
  coverage() {
    for (const turns of [2, 8]) {
      console.log(`Coverage, visits of ${turns} turns (${RUNS} runs each)\n`);
      table(
        ["visits", ...VISITS],
        designs.map(([name, design]) => [
          name,
          ...VISITS.map((count) =>
            percent(coverage({ ...design, turns }, count, RUNS))
          ),
        ]),
      );
    }
  },
  precision() {
    console.log("Coverage where --precision stops, and visits on average\n");
    table(
      ["", "1 place, 4 %", "1 place, 2 %", "14 places, 6 %", "14 places, 4 %"],
      designs.map(([name, design]) => [
        name,
        ...([[1, 4], [1, 2], [14, 6], [14, 4]] as const).map(
          ([compared, precision]) => {
            const { share, visits } = stoppedCoverage(
              { ...design, turns: 2 },
              { compared, precision, most: 40 },
              Math.ceil(RUNS / compared),
            );
            return `${percent(share)} (${visits.toFixed(1)})`;
          },
        ),
      ]),
    );
  },
  claims() {
    console.log(
      "Claims of 0.97 to 1.03: told, wrong, covered; rounds on average\n",
    );
    const truths = [[1], [1.0299], [1.0301], [1.05], [1.1], [1, 1, 1.0301]];
    table(
      ["truth", ...truths],
      Object.entries(CLAIM_NOISES).map(([name, noise]) => [
        name,
        ...truths.map((truth) => {
          const { told, wrong, covered, rounds } = claimsJudged(
            truth,
            noise,
            RUNS,
            LOOKS - 2,
          );
          const shares = [told, wrong, covered].map((n) => percent(n / RUNS));
          return `${shares.join(", ")}; ${(rounds / RUNS).toFixed(0)}`;
        }),
      ]),
    );
  },
  groups() {
    console.log("Groups: coverage, that of repeats, and half the interval\n");
    table(
      ["groups", "unit", "covered", "repeats", "half"],
      Object.entries(GROUP_DESIGNS).map(([name, design]) => {
        const { unit, share, naive, half } = groupCoverage(design, RUNS);
        return [name, unit, percent(share), percent(naive), percent(half)];
      }),
    );
  },
  machines() {
    console.log("Over machines: coverage, of another, told to differ\n");
    table(
      ["machines", "all", "another", "told to differ"],
      Object.entries(MACHINES).map(([name, design]) => {
        const { all, another, claimed } = acrossCoverage(design, RUNS);
        return [name, ...[all, another, claimed].map(percent)];
      }),
    );
  },
  uniform() {
    console.log("Told not to be uniform; by a test that knows no dependence\n");
    const counts = [3, 5, 10, 24];
    table(
      ["delays, 200 reads a visit", ...counts],
      Object.entries(DELAYS).map(([name, delays]) => [
        name,
        ...counts.map((count) => {
          const { told, naive } = toldNotUniform(delays, count, RUNS);
          return `${percent(told)}, ${percent(naive)}`;
        }),
      ]),
    );
  },
  largest() {
    console.log("The largest of 14 places: its own interval, that of all\n");
    const counts = [3, 5, 10, 26];
    table(
      ["visits", ...counts],
      designs.map(([name, design]) => [
        name,
        ...counts.map((count) => {
          const { own, together } = largestCoverage(
            { ...design, turns: 2 },
            count,
            14,
            RUNS,
          );
          return `${percent(own)}, ${percent(together)}`;
        }),
      ]),
    );
  },
  interaction() {
    console.log("Coverage of the interaction\n");
    table(
      ["visits", ...VISITS],
      designs.map(([name, design]) => [
        name,
        ...VISITS.map((count) =>
          percent(interactionCoverage({ ...design, turns: 2 }, count, RUNS))
        ),
      ]),
    );
  },
  floor() {
    console.log(
      "Differences as large as the floor that are found; as that of an arm " +
        "against itself; as the larger. Claims without a difference; and " +
        "those of an arm against itself\n",
    );
    const shown = [8, 26, 60];
    table(
      ["visits", ...shown],
      designs.map(([name, design]) => [
        name,
        ...shown.map((count) => {
          const kept = floorsKept(design, count, Math.ceil(RUNS / 2));
          const { found, foundByOwn, foundByLarger, claimed, ownClaimed } =
            kept;
          return [found, foundByOwn, foundByLarger].map((share) =>
            (share * 100).toFixed(0)
          ).join(" / ") + `; ${percent(claimed)}, ${percent(ownClaimed)}`;
        }),
      ]),
    );
  },
  choice() {
    console.log(
      "Choices that miss the best, miss any of several, and their size\n",
    );
    table(
      ["arms, of them best", 3, 5, 10],
      ([[2, 1], [2, 2], [6, 1], [6, 6], [12, 12], [48, 1], [48, 3], [
        48,
        48,
      ]] as const)
        .map(([arms, best]) => [
          `${arms}, ${best}`,
          ...[3, 5, 10].map((blocks) => {
            const { missed, anyMissed, size } = choices(
              { arms, best, blocks, noise: DISTURBANCES.normal },
              Math.ceil(RUNS / Math.max(1, arms / 4)),
            );
            return `${percent(missed)}, ${percent(anyMissed)}, ${
              size.toFixed(1)
            }`;
          }),
        ]),
    );
  },
  tails() {
    console.log(
      "The 99th percentile of all reads / the mean of those of visits: " +
        "coverage, half width, bias\n",
    );
    const counts = [3, 5, 10, 26, 40];
    table(
      ["visits of 1000 reads", ...counts],
      Object.entries(TAILS).flatMap(([name, tail]) => {
        const found = counts.map((visits) =>
          tailed(tail, { visits, reads: 1000 }, RUNS)
        );
        return (["together", "each"] as const).map((way) => [
          `${name}, ${way}`,
          ...found.map(({ [way]: { coverage, half, bias } }) =>
            [coverage, half, bias].map(percent).join(", ")
          ),
        ]);
      }),
    );
  },
};

for (const [name, print] of Object.entries(PARTS)) {
  if (PART === undefined || PART === name) print();
}
