import { assertEquals } from "@std/assert";
import { formatExact, formatTick } from "../../../lib/chart/common/quantity.ts";

Deno.test("formatTick shortens counts", () => {
  const texts = [0, 0.2, 500, 20_000, 12_500, 1.5e6, 3e9, -20_000]
    .map((value) => formatTick(value, "IOPS"));
  assertEquals(
    texts,
    ["0", "0.2", "500", "20k", "12.5k", "1.5M", "3G", "-20k"],
  );
});

Deno.test("formatTick gives durations the unit that reads best", () => {
  const texts = [0.5, 200, 1000, 2500, 5e4, 2e6]
    .map((value) => formatTick(value, "us"));
  assertEquals(texts, ["500 ns", "200 µs", "1 ms", "2.5 ms", "50 ms", "2 s"]);
});

Deno.test("formatTick writes per cent", () => {
  assertEquals(formatTick(40, "%"), "40 %");
});

Deno.test("formatExact keeps the figure", () => {
  assertEquals(formatExact(34512.25, "IOPS"), "34,512.25 IOPS");
  assertEquals(formatExact(265.1239, "us"), "265.124 µs");
  assertEquals(formatExact(0.00012345), "0.0001235");
  assertEquals(formatExact(0, "IOPS"), "0 IOPS");
});
