import { assertEquals } from "@std/assert";
import { wrapText } from "../../../lib/chart/common/wrap_text.ts";

const FONT = { size: 10, bold: false };

Deno.test("wrapText() keeps a number and its unit together", () => {
  assertEquals(wrapText("coop, thinktime 50 us", 95, FONT), [
    "coop, thinktime",
    "50 us",
  ]);
  assertEquals(wrapText("whiskers: 95 % intervals", 65, FONT), [
    "whiskers:",
    "95 %",
    "intervals",
  ]);
  // What follows a number and is no unit is a word of its own.
  assertEquals(wrapText("iodepth 50 user", 55, FONT), ["iodepth 50", "user"]);
});
