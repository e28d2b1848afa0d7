import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as fixtures from "./panel_fixtures.ts";
import type { Point } from "../../../lib/chart/marks/series.ts";
import { panelChart } from "../../../lib/chart/panels/panel_chart.ts";
import type { PanelChartSpec } from "../../../lib/chart/panels/panel_chart_spec.ts";
import { assertGolden } from "../../golden.ts";
import { DOUBT } from "../doubt.ts";
import { assertNoOverlap, boxOf } from "../text_boxes.ts";
import { all, number, parseXml, type XmlElement } from "../xml.ts";

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

Deno.test("panelChart puts a reference's label without room into the caption", () => {
  const label = "word ".repeat(30).trim();
  const root = parseXml(panelChart({
    ...grid(1, 3, () => [{ x: 30, y: 100 }]),
    references: [{ axis: "y", value: 100, label }],
  }));
  assertStringIncludes(captionOf(root), `Dotted: ${label}.`);
  assertNoOverlap(root);
});

Deno.test("panelChart keeps labels clear of data, references and breaks", () => {
  for (const spec of [fixtures.visible, fixtures.one, fixtures.crowded]) {
    for (const { element, bottom } of panelsOf(spec)) {
      const breaks = [...element.querySelectorAll(".break")]
        .map((mark) => ({ x: breakAt(mark), y: bottom - 5 }));
      const references = [...element.querySelectorAll(".references *")]
        .flatMap((line) => pointsAlong(verticesOf(line)));
      for (const text of element.querySelectorAll(".notes text")) {
        const box = boxOf(text);
        for (
          const { x, y } of [...markersOf(element), ...breaks, ...references]
        ) {
          const apart = x < box.left || x > box.right || y < box.top ||
            y > box.bottom;
          assert(apart, `${text.textContent} covers ${x},${y}`);
        }
      }
    }
  }
});

Deno.test("panelChart puts a note without room into the caption", () => {
  const long = "word ".repeat(500).trim();
  const spec = grid(1, 1, () => [{ x: 30, y: 100 }]);
  const root = parseXml(panelChart({
    ...spec,
    notes: [{ row: 0, column: 0, text: long }],
  }));
  const caption = captionOf(root);
  assertStringIncludes(caption, `column 0, row 0: ${long}`);
  assertNoOverlap(root);
});

Deno.test("panelChart lets a note cover no whiskers", () => {
  const values = Array.from({ length: 15 }, (_, index) => 2 ** index);
  const noted = (some: readonly number[]) => {
    const spec = grid(
      1,
      3,
      () => some.map((x) => ({ x, y: 10, low: 1, high: 100, doubt: DOUBT })),
    );
    return parseXml(panelChart({
      ...spec,
      x: { ...spec.x, scale: "log2", values },
      notes: [{ row: 0, column: 1, text: "a note" }],
    }));
  };
  assertEquals(
    all(noted(values.slice(0, 7)), ".notes text")
      .map(({ textContent }) => textContent),
    ["a note"],
  );
  assertStringIncludes(captionOf(noted(values)), "column 1, row 0: a note");
});

Deno.test("panelChart lets a note cover no line behind the series", () => {
  const spec: PanelChartSpec = {
    ...grid(1, 1, () => [{ x: 1, y: 1 }, { x: 64, y: 1 }]),
    backdrops: [100, 97, 94, 91].map((y) => ({
      row: 0,
      column: 0,
      name: "published",
      dashed: false,
      points: [{ x: 1, y }, { x: 64, y: y - 20 }],
    })),
    notes: [{ row: 0, column: 0, text: "impossible: busy interrupt" }],
  };
  for (const { element } of panelsOf(spec)) {
    const [note] = element.querySelectorAll(".notes text");
    assert(note);
    const { left, right, top, bottom } = boxOf(note);
    const behind = [...element.querySelectorAll(".backdrops polyline")]
      .flatMap((line) => pointsAlong(verticesOf(line)));
    assert(behind.length > 0);
    for (const { x, y } of behind) {
      assert(x < left || x > right || y < top || y > bottom, `${x},${y}`);
    }
  }
});

Deno.test("panelChart says which series have no points in a panel", () => {
  const notes = (spec: PanelChartSpec) =>
    panelsOf(spec).map(({ element }) =>
      [...element.querySelectorAll(".notes text")]
        .map(({ textContent }) => textContent).join(" ")
    );
  const spec = grid(
    1,
    3,
    (_, column) => column === 2 ? [] : [{ x: 30, y: 100 }],
  );
  const [first] = spec.series;
  assert(first);
  const two = {
    ...spec,
    series: [first, { ...first, name: "failed" }],
    notes: [{ row: 0, column: 1, text: "why" }],
  };
  assertEquals(notes(two), ["no data: failed", "why", "no data"]);
});

Deno.test("panelChart says what it left out, and where", () => {
  const caption = captionOf(parseXml(panelChart(fixtures.one)));
  assertStringIncludes(caption, "No value: default at think time 1 ms;");
  assertStringIncludes(
    caption,
    "no place for 0 or less: coop at think time 100 µs.",
  );
  assertStringIncludes(caption, "Hollow: premises did not hold");
  assertStringIncludes(caption, "think time is broken beside 0");
  const two = grid(1, 2, (_, column) => [{ x: 30, y: column === 0 ? 0 : 1 }]);
  assertStringIncludes(
    captionOf(parseXml(panelChart(two))),
    "one in column 0, row 0 at think time 30 µs.",
  );
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

Deno.test("a distribution rises in steps from 0 to 100 %", () => {
  for (const panel of panelsOf(many(400))) {
    const paths = all(panel.element, ".lines path");
    assertEquals(paths.length, 8);
    for (const path of paths) {
      const steps = [
        ...(path.getAttribute("d") ?? "")
          .matchAll(/([MHV])([\d.]+)(?:,([\d.]+))?/g),
      ];
      const [, , , start] = steps[0] ?? [];
      assertEquals(
        steps.map(([, command]) => command).join(""),
        "M" + "HV".repeat(400),
      );
      assertAlmostEquals(Number(start), panel.bottom, 0.02);
      const across = steps.filter(([, command]) => command === "H")
        .map(([, , x]) => Number(x));
      const up = steps.filter(([, command]) => command === "V")
        .map(([, , y]) => Number(y));
      assertAlmostEquals(up.at(-1) ?? NaN, panel.top, 0.02);
      assertEquals(across, across.toSorted((a, b) => a - b));
      assertEquals(up, up.toSorted((a, b) => b - a));
    }
  }
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

Deno.test("a distribution's axis is in per cent, whatever y says", () => {
  const ticks = all(parseXml(panelChart(many(3))), ".y-axis text")
    .map(({ textContent }) => textContent);
  const column = ["0", "25 %", "50 %", "75 %", "100 %"];
  assertEquals(ticks, [...column, ...column, ...column, "share"]);
});

Deno.test("a distribution tells its quantiles", () => {
  const points = [1, 2, 3, 4].map((x) => ({ x: 100 * x, y: x / 4 }));
  const spec = grid(1, 1, () => points);
  const root = parseXml(
    panelChart({ ...spec, step: "cumulative", markers: false }),
  );
  assertEquals(
    all(root, ".lines title").map(({ textContent }) => textContent),
    [
      "one, column 0, row 0, think time: " +
      "50 % ≤ 200 µs, 90 % ≤ 400 µs, 99 % ≤ 400 µs",
    ],
  );
});

Deno.test("a tail falls from 100 % to the rarest, on an axis of tenths", () => {
  const points = [{ x: 100, y: 1 }, { x: 200, y: 0.5 }, { x: 900, y: 0.004 }];
  const given = grid(1, 1, () => points);
  const spec = { ...given, x: { ...given.x, values: undefined } };
  const root = parseXml(panelChart({ ...spec, step: "tail", markers: false }));
  const [path] = all(root, ".lines path");
  const commands = [
    ...(path?.getAttribute("d") ?? "").matchAll(
      /([MHV])([\d.]+)(?:,([\d.]+))?/g,
    ),
  ];
  assertEquals(commands.map(([, command]) => command).join(""), "MVHVHV");
  const heights = commands.flatMap(([, command, one, other]) =>
    command === "H" ? [] : [Number(command === "M" ? other : one)]
  );
  assertEquals(heights, heights.toSorted((a, b) => a - b));
  assertEquals(
    all(root, ".y-axis text").map(({ textContent }) => textContent).slice(
      0,
      -1,
    ),
    ["100 %", "10 %", "1 %", "0.1 %"],
  );
  assertEquals(
    all(root, ".lines title").map(({ textContent }) => textContent),
    [
      "one, column 0, row 0, think time: " +
      "50 % ≥ 200 µs, 10 % ≥ 200 µs, 1 % ≥ 200 µs",
    ],
  );
});

Deno.test("a distribution may begin at 0, and stays level over the break", () => {
  const panels = panelsOf(fixtures.coinciding);
  const path = all(panels[1]?.element ?? assertNever(), ".lines path")[3];
  // 30 % at 0, which is on the axis, then level to the next value.
  const steps = /^M([\d.]+),([\d.]+)H\1V([\d.]+)H([\d.]+)V/
    .exec(path?.getAttribute("d") ?? "");
  const [, zero, bottom, share, next] = (steps ?? []).map(Number);
  const { top } = panels[1] ?? assertNever();
  assert(zero !== undefined && next !== undefined && next > zero + 30);
  assertAlmostEquals(
    ((bottom ?? NaN) - (share ?? NaN)) / ((bottom ?? NaN) - top),
    0.3,
    0.001,
  );
});

Deno.test("lines without markers differ in their dashes, as in the legend", () => {
  const root = parseXml(panelChart(many(5)));
  const dashes = (selector: string) =>
    all(root, selector).map((line) => line.getAttribute("stroke-dasharray"));
  const inLegend = dashes(".legend line");
  assertEquals(new Set(inLegend).size, 8);
  assertEquals(dashes(".panel .lines path").slice(0, 8), inLegend);
});

Deno.test("distributions that coincide show every marker", () => {
  for (const { element } of panelsOf(many(400))) {
    const markers = markersOf(element, ".keys");
    assertEquals(markers.length, 16);
    const heights = markers.map(({ y }) => y).sort((a, b) => a - b);
    for (const [index, y] of heights.slice(1).entries()) {
      assert(y - (heights[index] ?? y) > 6, `${heights}`);
    }
  }
});

Deno.test("lines without steps or markers have neither", () => {
  const spec = grid(
    1,
    1,
    () => [{ x: 30, y: 100, low: 90 }, { x: 100, y: 200 }],
  );
  const values = [30, 100];
  const root = parseXml(panelChart({
    ...spec,
    x: { ...spec.x, values },
    markers: false,
  }));
  assertEquals(all(root, ".lines polyline").length, 1);
  assertEquals(countOf(root, ".points, .keys, .whiskers, .lines path"), 0);
});

/** One series over think times in a grid. */
function grid(
  rows: number,
  columns: number,
  pointsOf: (row: number, column: number) => Point[],
): PanelChartSpec {
  const style = {
    color: 0,
    dashed: false,
    marker: "circle",
  } as const;
  const titles = (what: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${what} ${index}`);
  return {
    title: "grid",
    x: {
      label: "think time",
      unit: "us",
      values: [0, 30, 100, 300, 1000, 3000, 10000],
      scale: "log",
    },
    y: { label: "latency", unit: "us", scale: "log" },
    columns: titles("column", columns),
    rows: titles("row", rows),
    series: [{ name: "one", style }],
    panels: titles("", rows).flatMap((_, row) =>
      titles("", columns).map((_, column) => ({
        row,
        column,
        series: 0,
        points: pointsOf(row, column),
      }))
    ),
  };
}

/** Eight equal distributions of so many points in each of 3 x 3 panels. */
function many(count: number): PanelChartSpec {
  const points = Array.from({ length: count }, (_, index) => ({
    x: 100 * 1.01 ** index,
    y: (index + 1) / count,
  }));
  return {
    ...fixtures.crowded,
    x: { label: "latency", unit: "us", scale: "log" },
    y: { label: "share", unit: "us", scale: "log" },
    panels: fixtures.crowded.panels.map((panel) => ({ ...panel, points })),
    references: [],
    notes: [],
    markers: false,
    step: "cumulative",
  };
}

function panelsOf(spec: PanelChartSpec) {
  return all(parseXml(panelChart(spec)), ".panel").map((element) => {
    const [frame] = all(element, ".frame rect");
    assert(frame);
    const [left, top] = [number(frame, "x"), number(frame, "y")];
    return {
      element,
      left,
      top,
      right: left + number(frame, "width"),
      bottom: top + number(frame, "height"),
    };
  });
}

/** The middles of markers of any shape, from left to right. */
function markersOf(
  panel: XmlElement,
  layer = ".points",
): { x: number; y: number }[] {
  return [...panel.querySelectorAll(`${layer} *`)]
    .filter(({ tagName }) => ["circle", "rect", "polygon"].includes(tagName))
    .map(middleOf)
    .sort((a, b) => a.x - b.x);
}

function titledMarkers(panel: XmlElement) {
  return [...panel.querySelectorAll(".points > g > *")].flatMap((shape) => {
    const title = shape.querySelector("title");
    return title ? [{ title: title.textContent, ...middleOf(shape) }] : [];
  });
}

function middleOf(shape: XmlElement): { x: number; y: number } {
  switch (shape.tagName) {
    case "circle":
      return { x: number(shape, "cx"), y: number(shape, "cy") };
    case "rect":
      return {
        x: number(shape, "x") + number(shape, "width") / 2,
        y: number(shape, "y") + number(shape, "height") / 2,
      };
    default: {
      // The first corner of a triangle or a diamond is above its middle.
      const [top = "", side = ""] = (shape.getAttribute("points") ?? "").split(
        " ",
      );
      const [x = NaN] = top.split(",").map(Number);
      const [, y = NaN] = side.split(",").map(Number);
      return { x, y };
    }
  }
}

function verticesOf(line: XmlElement): number[][] {
  return (line.getAttribute("points") ?? "").split(" ")
    .filter((pair) => pair !== "")
    .map((pair) => pair.split(",").map(Number));
}

/** Points on a line, less than 5 px apart. */
function pointsAlong(vertices: readonly number[][]) {
  return vertices.slice(1).flatMap(([x = NaN, y = NaN], index) => {
    const [fromX = NaN, fromY = NaN] = vertices[index] ?? [];
    const count = Math.ceil(Math.hypot(x - fromX, y - fromY) / 5);
    return Array.from({ length: count + 1 }, (_, step) => ({
      x: fromX + (x - fromX) * step / count,
      y: fromY + (y - fromY) * step / count,
    }));
  });
}

/** The middle of a break. */
function breakAt(mark: XmlElement): number {
  const [, x] = /^M([\d.]+),/.exec(mark.getAttribute("d") ?? "") ?? [];
  return Number(x) + 2.5;
}

function countOf(root: XmlElement, selector: string): number {
  return [...root.querySelectorAll(selector)].length;
}

function captionOf(root: XmlElement): string {
  return all(root, ".caption text").map(({ textContent }) => textContent)
    .join(" ");
}

function assertNever(): never {
  throw new Error("no such panel");
}
