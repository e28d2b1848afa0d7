import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  beyondHalf,
  foundDifference,
  halfOfBlocks,
  repeatsToFind,
} from "../../lib/stats/power.ts";
import { repeatsFor } from "../../lib/stats/repeats_for.ts";

Deno.test("a difference is found in 80 % of runs from 1.43 half intervals on", () => {
  // (1.9600 + 0.8416) / 1.9600
  assertAlmostEquals(beyondHalf(100_000), 1.4294, 1e-3);
  // Of few blocks t takes less, and the middle deviation is too small.
  const few = beyondHalf(5);
  assert(few > 1.4 && few < 1.5, `${few}`);
});

Deno.test("foundDifference() needs an interval", () => {
  const none = { ratio: 1, low: undefined, high: undefined, p: undefined };
  assertEquals(foundDifference({ ...none, n: 2 }), undefined);
  const found = foundDifference({
    ratio: 1.1,
    low: 1.1 / 1.03,
    high: 1.1 * 1.03,
    p: 0.01,
    n: 1000,
  });
  assertAlmostEquals(found ?? NaN, 1.43 * Math.log(1.03), 1e-3);
});

Deno.test("repeatsToFind() is as many as there are for what they find", () => {
  for (const n of [5, 8, 26, 300]) {
    assertEquals(repeatsToFind(2.000001 * beyondHalf(n), 2, n), n);
  }
});

Deno.test("repeatsToFind() takes twice as many as as narrow an interval", () => {
  const narrow = repeatsFor(1, 2, 1000) ?? NaN;
  const found = repeatsToFind(1, 2, 1000) ?? NaN;
  assertAlmostEquals(found / narrow, 1.43 ** 2, 0.01);
  assertEquals(repeatsToFind(1, 2, 2), undefined);
  assertEquals(repeatsToFind(1e-6, 2, 9), undefined);
});

Deno.test("halfOfBlocks() goes with the root of their number", () => {
  assertEquals(halfOfBlocks(2, 12, 12), 2);
  assertAlmostEquals(halfOfBlocks(2, 1000, 4000), 1, 1e-2);
  assert(halfOfBlocks(2, 4, 16) < 0.9);
});
