import { assertEquals, assertMatch } from "@std/assert";
import {
  DIRECTION_NAMES,
  readsText,
  refusedDirection,
} from "../../../lib/model/parameters/directions.ts";

Deno.test("what writes is refused with the reason, what reads is not", () => {
  for (const word of ["write", "randwrite", "rw", "readwrite", "randrw"]) {
    assertMatch(refusedDirection(word) ?? "", /only reads/, word);
  }
  for (const word of ["trim", "trimwrite", "randtrim"]) {
    assertMatch(refusedDirection(word) ?? "", /only reads/, word);
  }
  for (const word of [...DIRECTION_NAMES, "red"]) {
    assertEquals(refusedDirection(word), undefined, word);
  }
});

Deno.test("texts say in which order blocks are read", () => {
  assertEquals(readsText(["randread"]), "random reads");
  assertEquals(readsText(["randread", "read"]), "random and sequential reads");
});
