import { assertEquals, assertStringIncludes } from "@std/assert";
import { onAllScales } from "../../../lib/chart/common/scaled_chart.ts";
import { lineChart } from "../../../lib/chart/lines/line_chart.ts";
import { lineChartOnAllScales } from "../../../lib/chart/lines/line_chart_scales.ts";
import { panelChart } from "../../../lib/chart/panels/panel_chart.ts";
import { panelChartOnAllScales } from "../../../lib/chart/panels/panel_chart_scales.ts";
import { assertNoOverlap } from "../text_boxes.ts";
import { parseXml } from "../xml.ts";
import * as lines from "../lines/line_fixtures.ts";
import * as panels from "../panels/panel_fixtures.ts";

Deno.test("onAllScales() draws every choice once, the given one first", () => {
  const { svg, scales, others = [] } = onAllScales(
    { x: "log", y: "linear" },
    ["x", "y"],
    ({ x, y }) => `${x} ${y}`,
  );
  assertEquals([svg, scales], ["log linear", { x: "log", y: "linear" }]);
  assertEquals(others.map(({ svg }) => svg).sort(), [
    "linear linear",
    "linear log",
    "log log",
  ]);
  assertEquals(onAllScales({ x: "log", y: "log" }, [], () => "x"), {
    svg: "x",
  });
});

Deno.test("a line chart is what was asked for, and is legible on every scale", () => {
  const { svg, others = [] } = lineChartOnAllScales(lines.iops);
  assertEquals(svg, lineChart(lines.iops));
  assertEquals(others.length, 3);
  for (const other of others) assertNoOverlap(parseXml(other.svg));
});

Deno.test("a value of 0 or less is told where a log axis has no place for it", () => {
  const { others = [] } = lineChartOnAllScales({
    ...lines.zeros,
    y: { ...lines.zeros.y, scale: "linear" },
  });
  const log = others.find(({ scales }) => scales.y === "log");
  assertStringIncludes(log?.svg ?? "", "a log axis has no place for 0 or less");
});

Deno.test("a panel chart is legible on every scale; shares keep theirs", () => {
  const { svg, others = [] } = panelChartOnAllScales(panels.visible);
  assertEquals(svg, panelChart(panels.visible));
  assertEquals(others.length, 3);
  for (const other of others) assertNoOverlap(parseXml(other.svg));
  assertEquals(
    panelChartOnAllScales(panels.distributions).others?.map(({ scales }) =>
      scales
    ),
    [{ x: "linear", y: panels.distributions.y.scale }],
  );
  assertEquals(panelChartOnAllScales(panels.visible, ["y"]).others?.length, 1);
});

Deno.test("a line without markers says its figures where it is pointed at", () => {
  const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: x + 1 }));
  const root = parseXml(panelChart({
    title: "t",
    x: { label: "time", unit: "s", scale: "linear" },
    y: { label: "rate", unit: "", scale: "linear" },
    columns: [""],
    rows: [""],
    series: [{
      name: "reads",
      style: { color: 0, dashed: false, marker: "circle" },
    }],
    panels: [{ row: 0, column: 0, series: 0, points }],
    markers: false,
  }));
  const spots = [...root.querySelectorAll(".spots title")];
  assertEquals(spots.length, 334);
  assertEquals(spots[1]?.textContent, "reads, time 3 s: 4");
});

Deno.test("marks stand in tracks, and legends name the series that they hide", () => {
  const root = parseXml(lineChart(lines.iops));
  assertEquals(
    [...root.querySelectorAll(".points > .track")]
      .map((track) => track.getAttribute("data-series")),
    lines.iops.series.map((_, index) => `${index}`),
  );
  assertEquals(
    [...root.querySelectorAll(".legend [data-legend]")]
      .map((entry) => [
        entry.getAttribute("data-legend"),
        entry.querySelector("text")?.textContent,
      ]),
    lines.iops.series.map(({ name }, index) => [`${index}`, name]),
  );
});
