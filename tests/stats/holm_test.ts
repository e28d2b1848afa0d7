import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { holm } from "../../lib/stats/holm.ts";
import { numbers } from "./simulate.ts";

Deno.test("p values are raised by their rank, and stay in their places", () => {
  // 4 x 0.01, 3 x 0.015, 2 x 0.03 and 0.04, which may not fall below 0.06.
  const expected = [0.06, 0.04, 0.06, 0.045];
  holm([0.03, 0.01, 0.04, 0.015]).forEach((p, i) =>
    assertAlmostEquals(p!, expected[i]!, 1e-12)
  );
  assertEquals(holm([0.9, 0.8]), [1, 1]);
  assertEquals(holm([0.04]), [0.04]);
  assertEquals(holm([]), []);
});

Deno.test("what has no p stays without one and does not count", () => {
  assertEquals(holm([undefined, 0.02, undefined, 0.5]), [
    undefined,
    0.04,
    undefined,
    0.5,
  ]);
});

Deno.test("5 % of families without differences hold a claim", () => {
  const next = numbers(3);
  const runs = 4000;
  let claimed = 0;
  for (let run = 0; run < runs; run++) {
    const ps = Array.from({ length: 14 }, next);
    if (holm(ps).some((p) => p! <= 0.05)) claimed++;
  }
  const share = claimed / runs;
  const tolerance = 3 * Math.sqrt(0.05 * 0.95 / runs);
  assert(Math.abs(share - 0.05) <= tolerance, `${share}`);
});
