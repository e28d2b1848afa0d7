/**
 * The estimators on simulated machines, whose truth is known. `deno task
 * simulate` prints more of it, with more runs; lib/stats/evidence.md has that.
 */

import { assert, assertGreater, assertLess } from "@std/assert";
import {
  choices,
  coverage,
  floorsKept,
  interactionCoverage,
  largestCoverage,
  stoppedCoverage,
} from "./simulations.ts";
import { DISTURBANCES, EFFECTS, type Series } from "./turns.ts";

/** Three standard deviations of a share of 95 % among so many runs. */
function tolerance(runs: number): number {
  return 3 * Math.sqrt(0.95 * 0.05 / runs);
}

/**
 * What comes and goes in the rhythm of the turns: balanced orders cancel much
 * of it, which the interval does not know, so that it is wider than it need be.
 */
const CANCELLED: readonly string[] = [
  "every 2nd turn",
  "every 5th turn",
  "a wave of 10 turns",
  "bursting",
];

for (const [name, disturbance] of Object.entries(DISTURBANCES)) {
  Deno.test(`93 to 97 % of intervals hold the truth: ${name}`, () => {
    const runs = 1000;
    for (const [count, turns] of [[3, 2], [5, 8], [10, 2], [40, 2]] as const) {
      const share = coverage(
        { disturbance, effect: EFFECTS.stays, turns },
        count,
        runs,
      );
      const most = CANCELLED.includes(name) ? 1 : 0.97 + tolerance(runs);
      const what = `${count} visits of ${turns} turns: ${share}`;
      assert(share >= 0.95 - tolerance(runs) && share <= most, what);
    }
  });
}

Deno.test("93 to 97 % of intervals hold the mean of an effect that moves", () => {
  const runs = 1000;
  for (const disturbance of [DISTURBANCES.normal, DISTURBANCES["AR(1) 0.9"]]) {
    for (const count of [3, 8, 20, 40]) {
      const design = { disturbance, effect: EFFECTS.moves, turns: 8 };
      const share = coverage(design, count, runs);
      const far = Math.abs(share - 0.95);
      assertLess(far, 0.02 + tolerance(runs), `${count} visits: ${share}`);
    }
  }
});

Deno.test("the interval of all places holds the truth of the one that looks largest", () => {
  const runs = 300;
  for (const name of ["normal", "heavy-tailed"] as const) {
    const design = {
      disturbance: DISTURBANCES[name],
      effect: EFFECTS.stays,
      turns: 2,
    };
    const { own, together } = largestCoverage(design, 10, 14, runs);
    const what = `${name}: ${own}, ${together}`;
    assertGreater(together, 0.95 - tolerance(runs), what);
    assertLess(own, 0.92, what);
  }
});

Deno.test("intervals widen where the effect wanders, though not enough", () => {
  const of = (effect: keyof typeof EFFECTS, count: number) =>
    coverage(
      {
        disturbance: DISTURBANCES.normal,
        effect: EFFECTS[effect],
        turns: 8,
      },
      count,
      500,
    );
  // Without serialWidening(): 77 % and 36 %.
  assertGreater(of("wanders, AR(1) 0.5", 40), 0.87);
  assertGreater(of("wanders, AR(1) 0.9", 40), 0.62);
});

Deno.test("93 to 97 % of intervals hold the truth where --precision stops", () => {
  for (const name of ["normal", "heavy-tailed", "AR(1) 0.5"] as const) {
    const design = {
      disturbance: DISTURBANCES[name],
      effect: EFFECTS.stays,
      turns: 2,
    };
    for (const [compared, precision] of [[1, 3], [14, 6]] as const) {
      const runs = Math.ceil(600 / compared);
      const goal = { compared, precision, most: 30 };
      const { share } = stoppedCoverage(design, goal, runs);
      const what = `${name}, ${compared} places: ${share}`;
      assertGreater(share, 0.945 - tolerance(600), what);
      assertLess(share, 0.975 + tolerance(600), what);
    }
  }
});

for (const name of ["normal", "heavy-tailed"] as const) {
  Deno.test(`the best is left out of 5 % of choices at most: ${name}`, () => {
    const noise = DISTURBANCES[name];
    for (
      const [arms, best, blocks] of [
        [2, 1, 3],
        [2, 2, 5],
        [6, 1, 5],
        [6, 6, 3],
        [12, 12, 5],
        [12, 3, 10],
      ] as const
    ) {
      const runs = 200;
      const { missed } = choices({ arms, best, blocks, noise }, runs);
      const most = 0.05 + 2 * Math.sqrt(0.05 * 0.95 / runs);
      assertLess(missed, most, `${best} of ${arms}, ${blocks} blocks`);
    }
  });
}

Deno.test("a choice leaves out what is worse", () => {
  const noise: Series = (source) => {
    const z = DISTURBANCES.normal(source);
    return () => z() / 30;
  };
  const { size } = choices({ arms: 6, best: 2, blocks: 5, noise }, 20);
  assert(size > 1.5 && size < 2.3, `${size}`);
});

for (
  const name of ["normal", "heavy-tailed", "AR(1) 0.9", "drifting"] as const
) {
  Deno.test(`93 to 97 % of intervals hold an interaction: ${name}`, () => {
    const runs = 1000;
    const disturbance = DISTURBANCES[name];
    for (const count of [3, 5, 20]) {
      const design = { disturbance, effect: EFFECTS.stays, turns: 2 };
      const share = interactionCoverage(design, count, runs);
      const far = Math.abs(share - 0.95);
      assertLess(far, 0.02 + tolerance(runs), `${count} visits: ${share}`);
    }
  });
}

for (
  const [name, disturbance, effect] of [
    ["normal", DISTURBANCES.normal, EFFECTS.stays],
    ["heavy-tailed", DISTURBANCES["heavy-tailed"], EFFECTS.stays],
    ["AR(1) 0.9", DISTURBANCES["AR(1) 0.9"], EFFECTS.stays],
    ["drifting", DISTURBANCES.drifting, EFFECTS.stays],
    ["the effect moves", DISTURBANCES.normal, EFFECTS.moves],
  ] as const
) {
  Deno.test(`a difference as large as the floor is found in about 80 %, none in 95 % where there is none: ${name}`, () => {
    const runs = 400;
    for (const count of [8, 26]) {
      const kept = floorsKept({ disturbance, effect }, count, runs);
      const what = `${count} visits: ${JSON.stringify(kept)}`;
      assertLess(Math.abs(kept.found - 0.8), 0.1, what);
      assertLess(kept.claimed, 0.05 + tolerance(runs), what);
      assertLess(kept.ownClaimed, 0.07, what);
    }
  });
}

Deno.test("an arm against itself promises too much where the effect moves", () => {
  const { found, foundByOwn } = floorsKept(
    { disturbance: DISTURBANCES.normal, effect: EFFECTS.moves },
    26,
    200,
  );
  assertLess(foundByOwn, 0.5);
  assertGreater(found, 0.7);
});
