import { assertEquals } from "@std/assert";
import { atMost } from "../../lib/stats/binomial.ts";

// qbinom(0.95, n, 0.05) of R.
Deno.test("atMost() is the quantile of the binomial distribution", () => {
  const known = [[0, 0], [1, 0], [2, 1], [14, 2], [20, 3], [42, 5], [100, 9]];
  for (const [n = 0, most = 0] of known) assertEquals(atMost(n), most, `${n}`);
  assertEquals(atMost(10, 0.5), 8);
});
