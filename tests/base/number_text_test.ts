import { assertEquals } from "@std/assert";
import { changeText, percent, plural } from "../../lib/base/number_text.ts";

Deno.test("percent() has one digit behind the point", () => {
  assertEquals([0, 0.015, 1, -0.2].map(percent), [
    "0.0 %",
    "1.5 %",
    "100.0 %",
    "-20.0 %",
  ]);
});

Deno.test("changeText() has a sign, or nothing to tell", () => {
  assertEquals([1, 1.015, 0.985, 2, undefined].map(changeText), [
    "+0.0 %",
    "+1.5 %",
    "-1.5 %",
    "+100.0 %",
    "?",
  ]);
});

Deno.test("plural() of one thing has no s", () => {
  assertEquals([0, 1, 2].map((count) => plural(count, "run")), [
    "0 runs",
    "1 run",
    "2 runs",
  ]);
  assertEquals(plural(2, "process"), "2 processes");
});
