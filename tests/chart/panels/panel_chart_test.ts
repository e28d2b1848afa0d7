import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { panelChart } from "../../../lib/chart/panels/panel_chart.ts";
import type { PanelChartSpec } from "../../../lib/chart/panels/panel_chart_spec.ts";
import { assertGolden } from "../../golden.ts";
import { assertNoOverlap, boxOf } from "../text_boxes.ts";
import { all, parseXml } from "../xml.ts";
import {
  countOf,
  grid,
  many,
  markersOf,
  panelsOf,
  titledMarkers,
  verticesOf,
} from "./drawn_panels.ts";
import * as fixtures from "./panel_fixtures.ts";

const GOLDEN: Record<string, PanelChartSpec> = {
  "chart/panels/visible.svg": fixtures.visible,
  "chart/panels/distributions.svg": fixtures.distributions,
  "chart/panels/coinciding.svg": fixtures.coinciding,
  "chart/panels/one.svg": fixtures.one,
  "chart/panels/nothing.svg": fixtures.nothing,
};

for (const [name, spec] of Object.entries(GOLDEN)) {
  Deno.test(`panelChart draws ${name}`, async () => {
    await assertGolden(name, panelChart(spec));
  });
}

for (const [name, spec] of Object.entries(fixtures)) {
  Deno.test(`panelChart keeps texts apart and on the page: ${name}`, () => {
    assertNoOverlap(parseXml(panelChart(spec)));
  });

  Deno.test(`panelChart keeps data and labels in their panel: ${name}`, () => {
    for (const panel of panelsOf(spec)) {
      for (const line of panel.element.querySelectorAll(".references *")) {
        for (const [x = NaN, y = NaN] of verticesOf(line)) {
          assert(x >= panel.left - 0.1 && x <= panel.right + 0.1, `${x}`);
          assert(y >= panel.top - 0.1 && y <= panel.bottom + 0.1, `${y}`);
        }
      }
      for (const text of panel.element.querySelectorAll(".notes text")) {
        const { left, right, top, bottom } = boxOf(text);
        assert(right > left, "a text of nothing");
        assert(left >= panel.left && right <= panel.right, text.textContent);
        assert(top >= panel.top && bottom <= panel.bottom, text.textContent);
      }
      for (const { x, y } of markersOf(panel.element)) {
        assert(x >= panel.left && x <= panel.right, `${x}`);
        // Positions are rounded.
        assert(y >= panel.top - 0.1 && y <= panel.bottom + 0.1, `${y}`);
      }
    }
  });
}

Deno.test("panelChart escapes hostile names", () => {
  const hostile = `<script>alert("1 & 2")</script> ]]> it's \u0000 \ud800`;
  for (const spec of [fixtures.visible, fixtures.distributions]) {
    const root = parseXml(panelChart({
      ...spec,
      title: hostile,
      subtitle: hostile,
      caption: [hostile],
      settings: { [hostile]: hostile },
      x: { ...spec.x, label: hostile, unit: hostile },
      y: { ...spec.y, label: hostile, unit: hostile },
      columns: spec.columns.map(() => hostile),
      rows: spec.rows.map(() => hostile),
      series: spec.series.map((one) => ({ ...one, name: hostile })),
      references: (spec.references ?? [])
        .map((one) => ({ ...one, label: hostile })),
      notes: (spec.notes ?? []).map((one) => ({ ...one, text: hostile })),
    }));
    assertEquals(countOf(root, "script"), 0);
    const printed = hostile.replace("\u0000", "\ufffd")
      .replace("\ud800", "\ufffd");
    const [title] = all(root, ".points title, .lines title");
    assertStringIncludes(title?.textContent ?? "", printed);
    assertNoOverlap(root);
  }
});

Deno.test("panelChart refers to nothing outside itself", () => {
  for (const spec of [fixtures.visible, fixtures.distributions]) {
    const text = panelChart(spec).replace(/ xmlns="[^"]*"/, "");
    for (const outside of ["http", "url(", "href", "<style", "<script", "@"]) {
      assert(!text.includes(outside), outside);
    }
  }
});

Deno.test("panelChart embeds the settings as JSON", () => {
  const settings = { target: "/dev/<a & b>", "it's": '"quoted"' };
  const root = parseXml(panelChart({ ...fixtures.one, settings }));
  const json = root.querySelector("metadata")?.textContent ?? "";
  assertEquals(JSON.parse(json), settings);
});

Deno.test("panelChart sets panels side by side in equal sizes", () => {
  const panels = panelsOf(fixtures.crowded);
  assertEquals(panels.length, 9);
  for (const [index, { left, right, top, bottom }] of panels.entries()) {
    const [first, above] = [panels[0], panels[index - 3]];
    const before = index % 3 === 0 ? undefined : panels[index - 1];
    assert(first);
    assertAlmostEquals(right - left, first.right - first.left, 0.02);
    assertAlmostEquals(bottom - top, first.bottom - first.top, 0.02);
    assert(!before || left > before.right);
    assert(!above || top > above.bottom);
  }
});

Deno.test("panelChart titles its columns and rows", () => {
  const root = parseXml(panelChart(fixtures.visible));
  const panels = panelsOf(fixtures.visible);
  for (const [column, title] of all(root, ".columns text").entries()) {
    assertEquals(title.textContent, fixtures.visible.columns[column]);
    const { left, right, bottom } = boxOf(title);
    const panel = panels[column];
    assert(panel && left > panel.left && right < panel.right);
    assert(bottom < panel.top);
  }
  for (const [row, title] of all(root, ".rows text").entries()) {
    assertEquals(title.textContent, fixtures.visible.rows[row]);
    const { left, top, bottom } = boxOf(title);
    const panel = panels[3 * row + 2];
    assert(panel && left > panel.right);
    assert(top > panel.top && bottom < panel.bottom);
  }
});

Deno.test("panelChart without titles has none", () => {
  const spec = grid(1, 1, () => [{ x: 30, y: 100 }]);
  const untitled = panelChart({ ...spec, rows: [""], columns: [""] });
  const root = parseXml(untitled);
  assertEquals(countOf(root, ".columns text, .rows text"), 0);
  assertEquals(panelChart({ ...spec, rows: [], columns: [] }), untitled);
});

Deno.test("panelChart has one legend for all panels", () => {
  const names = all(parseXml(panelChart(fixtures.visible)), ".legend text")
    .map(({ textContent }) => textContent);
  assertEquals(names, [
    "default",
    "coop",
    "coop_flag",
    "single",
    "defer (no data)",
  ]);
});

Deno.test("panelChart calls only a series without any points so", () => {
  const spec = grid(
    1,
    2,
    (_, column) => column === 0 ? [] : [{ x: 30, y: 100 }],
  );
  const names = all(parseXml(panelChart(spec)), ".legend text")
    .map(({ textContent }) => textContent);
  assertEquals(names, ["one"]);
});

Deno.test("panelChart gives each point its place and exact figure", () => {
  const titles = panelsOf(fixtures.visible).flatMap(({ element }) =>
    titledMarkers(element).map(({ title }) => title)
  );
  assertEquals(titles.length, 6 * 4 * 7);
  assertEquals(
    titles[3],
    "default, compute, non-interrupt core, think time 300 µs: " +
      "222 µs (206.46 to 244.2)",
  );
});

Deno.test("panelChart sets points that would hide each other side by side", () => {
  const [panel] = panelsOf(fixtures.crowded);
  assert(panel);
  const places = markersOf(panel.element).map(({ x, y }) => `${x},${y}`);
  assertEquals(places.length, 8 * 15);
  assertEquals(new Set(places).size, places.length);
});

Deno.test("panelChart takes points in any order and in parts", () => {
  const points = [0, 30, 100, 300].map((x) => ({ x, y: 90 + x }));
  const spec = grid(1, 1, () => points);
  const [panel] = spec.panels;
  assert(panel);
  const parts = [points.slice(2).reverse(), points.slice(0, 2).reverse()];
  assertEquals(
    panelChart({
      ...spec,
      panels: parts.map((some) => ({ ...panel, points: some })),
    }),
    panelChart(spec),
  );
});

Deno.test("panelChart refuses points of no panel or series", () => {
  const spec = grid(1, 1, () => []);
  const none = { row: 0, column: 0, series: 0, points: [] };
  for (const wrong of [{ row: 1 }, { column: -1 }, { series: 0.5 }]) {
    assertThrows(
      () => panelChart({ ...spec, panels: [{ ...none, ...wrong }] }),
      RangeError,
      `Cannot draw ${Object.keys(wrong)[0]}`,
    );
  }
  assertThrows(
    () => panelChart({ ...spec, notes: [{ row: 2, column: 0, text: "" }] }),
    RangeError,
    "Cannot draw row 2: the chart has 1",
  );
});

Deno.test("a chart of nothing at all says so", () => {
  const spec = { ...many(3), series: [], panels: [] };
  const root = parseXml(panelChart(spec));
  assertEquals(
    new Set(all(root, ".notes text").map(({ textContent }) => textContent)),
    new Set(["no data"]),
  );
  assert(!panelChart(spec).includes("Markers tell"));
});
