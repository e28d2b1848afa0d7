import { assert, assertEquals } from "@std/assert";
import { repeatsFor } from "../../lib/stats/repeats_for.ts";

Deno.test("repeatsFor() is as many as there are where the interval is that narrow", () => {
  for (const n of [3, 5, 8, 40]) assertEquals(repeatsFor(2, 2, n), n);
});

Deno.test("repeatsFor() takes four times as many for half of it, fewer of few", () => {
  assertEquals(repeatsFor(1, 2, 1000), 3993);
  const few = repeatsFor(1, 2, 5) ?? NaN;
  assert(few > 10 && few < 14, `${few}`);
});

Deno.test("repeatsFor() tells nothing from two blocks or for no width at all", () => {
  assertEquals(repeatsFor(1, 2, 2), undefined);
  assertEquals(repeatsFor(0, 2, 9), undefined);
  assertEquals(repeatsFor(1e-6, 2, 9), undefined);
});
