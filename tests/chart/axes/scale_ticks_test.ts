import { assert, assertEquals } from "@std/assert";
import { roundScale } from "../../../lib/chart/axes/scale.ts";
import {
  labelBounds,
  scaleTicks,
} from "../../../lib/chart/axes/scale_ticks.ts";
import { shownLabels } from "../../../lib/chart/axes/tick_labels.ts";
import { textWidth } from "../../../lib/chart/common/text_width.ts";

const SPAN = { left: 0, right: 300 };

Deno.test("scaleTicks has powers of ten as major, the unlabelled as minor", () => {
  const scale = roundScale("log", [1, 1000], [0, 300]);
  const ticks = scaleTicks(scale, "log", (value) => `${value} µs`, SPAN);
  const labels = (pick: "major" | "minor") =>
    ticks.filter((tick) => tick[pick]).map(({ label }) => label);
  const powers = ["1 µs", "10 µs", "100 µs", "1000 µs"];
  assertEquals(ticks.length, 10);
  assertEquals(labels("major"), powers);
  assertEquals(
    labels("minor"),
    ticks.map(({ label }) => label).filter((label) => !powers.includes(label)),
  );
});

Deno.test("scaleTicks has no major ones on other axes", () => {
  for (const scale of ["linear", "log2"] as const) {
    const ticks = scaleTicks(
      roundScale(scale, [1, 10], [0, 300]),
      scale,
      String,
      SPAN,
    );
    assert(ticks.length > 3);
    assert(ticks.every(({ major, minor }) => !major && !minor));
  }
});

Deno.test("labelBounds keeps labels of neighbours apart", () => {
  const gap = 18;
  const label = "1000 µs";
  const [last] = shownLabels(
    [{ at: 100, label }],
    labelBounds({
      left: 0,
      right: 100,
    }),
  );
  const [first] = shownLabels(
    [{ at: 100 + gap, label }],
    labelBounds({
      left: 100 + gap,
      right: 200,
    }),
  );
  assert(last && first);
  assert(first.at - last.at > textWidth(label, { size: 12 }) + 5);
});
