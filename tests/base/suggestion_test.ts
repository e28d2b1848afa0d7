import { assertEquals } from "@std/assert";
import { suggestion } from "../../lib/base/suggestion.ts";

const KNOWN = ["default", "coop", "defer"];

Deno.test("a slip of the finger is told what it may have meant", () => {
  for (const slip of ["cop", "coopp", "ocop", "COOP"]) {
    assertEquals(suggestion(slip, KNOWN), '; did you mean "coop"?', slip);
  }
  assertEquals(suggestion("defualt", KNOWN), '; did you mean "default"?');
});

Deno.test("anything else is told what is known", () => {
  for (const word of ["xyz", "", "q"]) {
    assertEquals(suggestion(word, KNOWN), "; known: default, coop, defer");
  }
});

Deno.test("where there are too many names it is told who has them", () => {
  const elsewhere = "--help has them all";
  assertEquals(
    suggestion("xyz", KNOWN, { elsewhere }),
    "; --help has them all",
  );
  assertEquals(
    suggestion("cop", KNOWN, { elsewhere, prefix: "--" }),
    '; did you mean "--coop"?',
  );
});
