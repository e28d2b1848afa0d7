import { assertEquals } from "@std/assert";
import { rounded } from "../../lib/base/field.ts";

Deno.test("rounded keeps nine digits and what is missing", () => {
  assertEquals(rounded(0.1 + 0.2), 0.3);
  assertEquals(rounded(123456789), 123456789);
  assertEquals(rounded(1 / 3), 0.333333333);
  assertEquals(rounded(0), 0);
  assertEquals(rounded(undefined), undefined);
});
