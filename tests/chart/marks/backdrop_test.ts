import { assertEquals } from "@std/assert";
import { lineChart } from "../../../lib/chart/lines/line_chart.ts";
import { panelChart } from "../../../lib/chart/panels/panel_chart.ts";
import { iops } from "../lines/line_fixtures.ts";
import { assertNoOverlap } from "../text_boxes.ts";
import { parseXml } from "../xml.ts";

const LINE = {
  name: "grey",
  dashed: true,
  points: [{ x: 1, y: 1e6 }, { x: 64, y: 2e6 }],
};

Deno.test("lineChart makes room for what is behind its series", () => {
  const root = parseXml(lineChart({ ...iops, backdrops: [LINE] }));
  assertNoOverlap(root);
  const lines = [...root.querySelectorAll(".backdrops polyline")];
  assertEquals(lines.length, 1);
  const ys = (lines[0]!.getAttribute("points") ?? "").split(" ")
    .map((point) => Number(point.split(",")[1]));
  // Within the page, and rising.
  assertEquals(ys.every((y) => y > 0), true);
  assertEquals(ys[0]! > ys[1]!, true);
  assertEquals(lines[0]!.getAttribute("stroke-dasharray"), "5 3.5");
});

Deno.test("lineChart draws no backdrop beside a log axis", () => {
  const root = parseXml(lineChart({
    ...iops,
    y: { ...iops.y, scale: "log" },
    backdrops: [{ ...LINE, points: [{ x: 1, y: 0 }, { x: 64, y: 5 }] }],
  }));
  const [line] = [...root.querySelectorAll(".backdrops polyline")];
  assertEquals(line!.getAttribute("points")!.split(" ").length, 1);
});

Deno.test("panelChart draws a backdrop in its panel only", () => {
  const root = parseXml(panelChart({
    title: "t",
    subtitle: "s",
    settings: {},
    x: { label: "x", unit: "", scale: "linear", values: [1, 64] },
    y: { label: "y", unit: "", scale: "linear" },
    columns: ["a", "b"],
    rows: [""],
    series: [{
      name: "one",
      style: { color: 0, dashed: false, marker: "circle" },
    }],
    panels: [0, 1].map((column) => ({
      row: 0,
      column,
      series: 0,
      points: [{ x: 1, y: 1 }, { x: 64, y: 2 }],
    })),
    backdrops: [{ ...LINE, row: 0, column: 1 }],
  }));
  const panels = [...root.querySelectorAll(".panel")];
  assertEquals(
    panels.map((panel) =>
      [...panel.querySelectorAll(".backdrops *")].length > 0
    ),
    [false, true],
  );
});
