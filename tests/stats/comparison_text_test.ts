import { assertEquals } from "@std/assert";
import type { Axes } from "../../lib/model/experiment.ts";
import { armsText, whereText } from "../../lib/stats/comparison_text.ts";
import { comparisons } from "../../lib/stats/comparisons.ts";
import { rowsOf } from "./rows.ts";

const AXES: Axes = {
  thinkTouchEvery: [20],
  forceAsync: [true],
  numberIos: [100, 200],
};

Deno.test("comparisons name parameters as their options are called", () => {
  const rows = rowsOf(AXES, 3, ({ numberIos = 1 }) => ({ iops: numberIos }));
  const [one] = comparisons(rows, AXES);
  assertEquals(
    one && whereText(one),
    "think-touch-every 20, force-async on",
  );
  assertEquals(one && armsText(one), "number-ios 200 / 100");
});
