import { assertEquals } from "@std/assert";
import { sumKnown } from "../../lib/run/sum_known.ts";

Deno.test("sumKnown() has no sum of nothing, nor of what is not all known", () => {
  assertEquals(sumKnown([1, 2, 3]), 6);
  assertEquals(sumKnown([0]), 0);
  assertEquals(sumKnown([]), undefined);
  assertEquals(sumKnown([1, undefined, 3]), undefined);
  assertEquals(sumKnown([undefined, 1]), undefined);
});
