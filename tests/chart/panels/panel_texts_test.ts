import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { panelChart } from "../../../lib/chart/panels/panel_chart.ts";
import type { PanelChartSpec } from "../../../lib/chart/panels/panel_chart_spec.ts";
import { DOUBT } from "../doubt.ts";
import { assertNoOverlap, boxOf } from "../text_boxes.ts";
import { all, parseXml, type XmlElement } from "../xml.ts";
import {
  breakAt,
  grid,
  markersOf,
  panelsOf,
  verticesOf,
} from "./drawn_panels.ts";
import * as fixtures from "./panel_fixtures.ts";

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

function captionOf(root: XmlElement): string {
  return all(root, ".caption text").map(({ textContent }) => textContent)
    .join(" ");
}
