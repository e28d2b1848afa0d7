import { assert, assertEquals } from "@std/assert";
import { roundScale } from "../../../lib/chart/axes/scale.ts";
import {
  labelBounds,
  scaleTicks,
} from "../../../lib/chart/axes/scale_ticks.ts";
import { shownLabels } from "../../../lib/chart/axes/tick_labels.ts";
import { textWidth } from "../../../lib/chart/common/text_width.ts";
import { FONTS } from "../../../lib/chart/common/theme.ts";

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

Deno.test("an axis of ratios has at least two labels, one of them that of 1", () => {
  const reaches = [1, 1.011, 1.04, 1.08, 1.3, 1.95, 2, 2.4, 4, 5.5, 9, 11, 40];
  for (const high of [...reaches, 1e3, 1e4, 1e5, 1e6, 1e7]) {
    for (const width of [110, 140, 160, 200, 300]) {
      const span = { left: 0, right: width };
      const scale = roundScale("ratio", [high], [7, width - 7], width / 40);
      const ticks = scaleTicks(scale, "ratio", String, span, FONTS.panelNote);
      const shown = shownLabels(ticks, labelBounds(span), FONTS.panelNote)
        .map(({ label }) => label);
      const where = `1 to ${high} in ${width} px: ${shown.join(" ")}`;
      assert(shown.length >= 2, where);
      assert(shown.includes("1"), where);
    }
  }
});
