import { assertAlmostEquals, assertEquals } from "@std/assert";
import { beyond, quantile } from "../../lib/stats/student_t.ts";

/** Quantiles at 97.5 % and 99.95 % from printed tables, to their last digit. */
const TABLE = [
  [1, 12.7062, 636.6192],
  [2, 4.3027, 31.5991],
  [4, 2.7764, 8.6103],
  [9, 2.2622, 4.7809],
  [58, 2.0017, 3.4663],
  [1000, 1.9623, 3.3003],
] as const;

Deno.test("quantiles are those of the tables", () => {
  for (const [freedom, five, tenth] of TABLE) {
    assertAlmostEquals(quantile(0.05, freedom), five, 6e-5);
    assertAlmostEquals(quantile(0.001, freedom), tenth, 6e-5);
  }
});

Deno.test("with one degree of freedom it is Cauchy's distribution", () => {
  assertEquals(beyond(0, 1), 1);
  for (const t of [0.01, 1, 30]) {
    const cauchy = 1 - 2 * Math.atan(t) / Math.PI;
    assertAlmostEquals(beyond(t, 1), cauchy, 1e-12);
    assertAlmostEquals(beyond(-t, 1), cauchy, 1e-12);
  }
});

Deno.test("the quantile inverts the probability, for broken freedoms too", () => {
  for (const freedom of [1.3, 2.5, 7.77, 57.9]) {
    for (const p of [0.9, 0.5, 0.05, 1e-6]) {
      assertAlmostEquals(beyond(quantile(p, freedom), freedom) / p, 1, 1e-9);
    }
  }
});
