import { assert, assertEquals } from "@std/assert";
import {
  ALPHA,
  FIRST_LOOK,
  levelOf,
  LOOKS,
  looksAfter,
  roundsAt,
} from "../../lib/stats/looks.ts";

Deno.test("roundsAt() grows, and looksAfter() is its inverse", () => {
  assertEquals(roundsAt(1), FIRST_LOOK);
  for (let look = 1; look < LOOKS; look++) {
    assert(roundsAt(look + 1) > roundsAt(look));
    assertEquals(looksAfter(roundsAt(look)), look);
    assertEquals(looksAfter(roundsAt(look + 1) - 1), look);
  }
  assertEquals(looksAfter(FIRST_LOOK - 1), 0);
  assertEquals(looksAfter(1e6), LOOKS);
});

Deno.test("all looks at all parts together spend the 5 % and no more", () => {
  for (const parts of [1, 3]) {
    const spent = LOOKS * parts * (1 - levelOf(parts));
    assert(Math.abs(spent - ALPHA) < 1e-12);
  }
});
