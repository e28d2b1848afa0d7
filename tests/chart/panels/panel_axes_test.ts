import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { panelChart } from "../../../lib/chart/panels/panel_chart.ts";
import type { PanelChartSpec } from "../../../lib/chart/panels/panel_chart_spec.ts";
import { all, parseXml } from "../xml.ts";
import {
  assertNever,
  breakAt,
  countOf,
  grid,
  markersOf,
  panelsOf,
  titledMarkers,
  verticesOf,
} from "./drawn_panels.ts";
import * as fixtures from "./panel_fixtures.ts";

Deno.test("panelChart shows equal values at equal places of every panel", () => {
  const points = [{ x: 0, y: 70 }, { x: 30, y: 100 }, { x: 10000, y: 9000 }];
  const places = panelsOf(grid(2, 2, (row, column) => [
    ...points,
    // Panels differ in what else they hold.
    { x: 100 + row, y: 200 + 7000 * column },
  ])).map(({ element, left, top }) =>
    markersOf(element)
      .map(({ x, y }) => [x - left, y - top].map((at) => at.toFixed(1)))
  );
  assertEquals(places.length, 4);
  for (const place of places) {
    assertEquals(place.slice(0, 2), places[0]?.slice(0, 2));
    assertEquals(place.at(-1), places[0]?.at(-1));
  }
});

Deno.test("panelChart labels ticks at outer panels only", () => {
  const labels = (rows: number, columns: number, axis: "x" | "y") =>
    all(
      parseXml(panelChart(grid(rows, columns, () => [{ x: 30, y: 100 }]))),
      `.${axis}-axis text`,
      // The last text is the axis' own label.
    ).slice(0, -1).map(({ textContent }) => textContent);
  const x = labels(1, 1, "x");
  const y = labels(1, 1, "y");
  assertEquals(x.length, 7);
  assertEquals(y, ["50 µs", "100 µs", "200 µs"]);
  assertEquals(labels(3, 1, "x"), x);
  assertEquals(labels(3, 1, "y"), [...y, ...y, ...y]);
  assertEquals(labels(1, 2, "x"), [...x, ...x]);
  assertEquals(labels(1, 2, "y"), y);
});

Deno.test("panelChart shows 0 on a log axis left of a break", () => {
  const [panel] = panelsOf(fixtures.visible);
  assert(panel);
  const [mark] = all(panel.element, ".break");
  assert(mark);
  const at = breakAt(mark);
  const dots = titledMarkers(panel.element)
    .filter(({ title }) => title.startsWith("default,"));
  assertEquals(dots.length, 7);
  for (const { title, x } of dots) {
    assertEquals(x < at, title.includes("think time 0:"), title);
  }
  assertEquals(
    all(parseXml(panelChart(fixtures.visible)), ".x-axis text")[0]?.textContent,
    "0",
  );
});

Deno.test("panelChart leads no line across the break", () => {
  const points = [0, 30, 100, 300].map((x) => ({ x, y: 100 }));
  const vertices = (spec: PanelChartSpec) => {
    const root = parseXml(panelChart(spec));
    return all(root, ".lines polyline").map((line) =>
      line.getAttribute("points")?.split(" ").length
    );
  };
  const spec = grid(1, 1, () => points);
  assertEquals(
    vertices({ ...spec, x: { ...spec.x, values: [0, 30, 100, 300] } }),
    [3],
  );
  assertEquals(
    vertices({
      ...spec,
      x: { ...spec.x, values: [0, 30, 100, 300], scale: "linear" },
    }),
    [4],
  );
});

Deno.test("panelChart breaks an axis only for 0", () => {
  const spec = grid(1, 1, () => [{ x: 30, y: 100 }, { x: 100, y: 100 }]);
  const breaks = (x: Partial<PanelChartSpec["x"]>) =>
    countOf(
      parseXml(panelChart({ ...spec, x: { ...spec.x, ...x } })),
      ".break",
    );
  assertEquals(breaks({ values: [0, 30] }), 1);
  assertEquals(breaks({ values: [30, 100] }), 0);
  assertEquals(breaks({ values: [0, 30], scale: "linear" }), 0);
  assertEquals(breaks({ values: undefined }), 0);
});

Deno.test("panelChart draws references through equal values", () => {
  const points = [{ x: 300, y: 300 }, { x: 4000, y: 4000 }, { x: 9000, y: 60 }];
  const spec = grid(1, 2, () => points);
  const panels = panelsOf({
    ...spec,
    x: { ...spec.x, values: points.map(({ x }) => x) },
    references: [
      { axis: "y", value: 4000, label: "tick" },
      { axis: "x", value: 4000, label: "" },
      { axis: "diagonal", label: "= x" },
      { axis: "y", value: 1e6, label: "beyond" },
      { axis: "x", value: 0, label: "no such place" },
    ],
  });
  for (const { element } of panels) {
    const [low, high] = markersOf(element);
    assert(low && high);
    const lines = all(element, ".references polyline").map(verticesOf);
    assertEquals(lines.length, 3);
    const [level, upright, diagonal = []] = lines;
    for (const [, y = NaN] of level ?? []) assertAlmostEquals(y, high.y, 0.1);
    for (const [x = NaN] of upright ?? []) assertAlmostEquals(x, high.x, 0.1);
    const slope = (high.y - low.y) / (high.x - low.x);
    for (const [x = NaN, y = NaN] of diagonal) {
      assertAlmostEquals(y, low.y + slope * (x - low.x), 0.2);
    }
  }
});

Deno.test("panelChart bends the diagonal where one axis is linear", () => {
  const points = [1, 10, 100].map((x) => ({ x, y: x }));
  const spec = grid(1, 1, () => points);
  const [panel] = panelsOf({
    ...spec,
    x: { ...spec.x, values: [1, 10, 100] },
    y: { ...spec.y, scale: "linear" },
    references: [{ axis: "diagonal", label: "" }],
  });
  assert(panel);
  const line = verticesOf(
    all(panel.element, ".references polyline")[0] ?? assertNever(),
  );
  for (const { x, y } of markersOf(panel.element)) {
    const nearest = line.map(([lx = NaN, ly = NaN]) =>
      Math.hypot(lx - x, ly - y)
    );
    assert(Math.min(...nearest) < 15, `${nearest}`);
  }
});

Deno.test("panelChart labels each reference once", () => {
  const texts = all(parseXml(panelChart(fixtures.visible)), ".notes text")
    .map(({ textContent }) => textContent);
  for (const label of ["tick, 4 ms", "= think time"]) {
    assertEquals(texts.filter((text) => text === label).length, 1, label);
  }
});
