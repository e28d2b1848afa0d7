import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { panelChart } from "../../../lib/chart/panels/panel_chart.ts";
import { all, parseXml } from "../xml.ts";
import {
  assertNever,
  countOf,
  grid,
  many,
  markersOf,
  panelsOf,
} from "./drawn_panels.ts";
import * as fixtures from "./panel_fixtures.ts";

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
