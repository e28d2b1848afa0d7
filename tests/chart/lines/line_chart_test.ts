import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import * as fixtures from "./line_fixtures.ts";
import { lineChart } from "../../../lib/chart/lines/line_chart.ts";
import type { LineChartSpec } from "../../../lib/chart/lines/line_chart_spec.ts";
import type { Point } from "../../../lib/chart/marks/series.ts";
import { assertGolden } from "../../golden.ts";
import { DOUBT } from "../doubt.ts";
import { assertNoOverlap } from "../text_boxes.ts";
import { all, number, parseXml, type XmlElement } from "../xml.ts";

const GOLDEN: Record<string, LineChartSpec> = {
  "chart/lines/iops.svg": fixtures.iops,
  "chart/lines/clat_avg.svg": fixtures.clatAvg,
  "chart/lines/clat_p99.svg": fixtures.clatP99,
  "chart/lines/gaps.svg": fixtures.gaps,
  "chart/lines/zeros.svg": fixtures.zeros,
  "chart/lines/single.svg": fixtures.single,
  "chart/lines/empty.svg": fixtures.empty,
  "chart/lines/linear.svg": fixtures.linear,
};

for (const [name, spec] of Object.entries(GOLDEN)) {
  Deno.test(`lineChart draws ${name}`, async () => {
    await assertGolden(name, lineChart(spec));
  });

  Deno.test(`lineChart keeps texts apart and on the page in ${name}`, () => {
    assertNoOverlap(parseXml(lineChart(spec)));
  });
}

Deno.test("lineChart escapes hostile names", () => {
  const hostile = `<script>alert("1 & 2")</script> ]]> it's \u0000 \ud800`;
  const text = lineChart({
    ...fixtures.gaps,
    title: hostile,
    subtitle: hostile,
    caption: [hostile],
    settings: { [hostile]: hostile },
    x: { ...fixtures.gaps.x, label: hostile },
    y: { label: hostile, unit: hostile, scale: "linear" },
    series: fixtures.gaps.series.map((one) => ({ ...one, name: hostile })),
  });
  const root = parseXml(text);
  const printed = hostile.replace("\u0000", "\ufffd").replace(
    "\ud800",
    "\ufffd",
  );
  assertEquals([...root.querySelectorAll("script")], []);
  assertStringIncludes(
    root.querySelector(".points title")?.textContent ?? "",
    printed,
  );
  assertNoOverlap(root);
});

Deno.test("lineChart refers to nothing outside itself", () => {
  const text = lineChart(fixtures.iops).replace(/ xmlns="[^"]*"/, "");
  for (const outside of ["http", "url(", "href", "<style", "<script", "@"]) {
    assert(!text.includes(outside), outside);
  }
});

Deno.test("lineChart embeds the settings as JSON", () => {
  const settings = { target: "/dev/<a & b>", "it's": '"quoted"' };
  const root = parseXml(lineChart({ ...fixtures.iops, settings }));
  const json = root.querySelector("metadata")?.textContent ?? "";
  assertEquals(JSON.parse(json), settings);
});

Deno.test("lineChart leaves a gap where a value is missing", () => {
  const whole = { x: 4, y: 3 };
  const cases: [string, Point[], number[]][] = [
    ["no gap", [whole], [4]],
    ["absent", [], [2]],
    ["null", [{ x: 4, y: null }], [2]],
    ["NaN", [{ x: 4, y: NaN }], [2]],
    ["doubtful", [{ ...whole, doubt: DOUBT }], [4]],
  ];
  for (const [what, points, vertices] of cases) {
    const root = parseXml(lineChart(withPoints([
      { x: 1, y: 1 },
      { x: 2, y: 2 },
      ...points,
      { x: 8, y: 4 },
    ])));
    assertEquals(verticesOf(root), vertices, what);
  }
});

Deno.test("lineChart breaks a line in two at a gap in its middle", () => {
  const points = [1, 2, 8, 16].map((x) => ({ x, y: x }));
  const root = parseXml(lineChart(withPoints(points, [1, 2, 4, 8, 16])));
  assertEquals(verticesOf(root), [2, 2]);
  assertEquals(all(root, ".points circle").length, 4);
});

Deno.test("lineChart takes points in any order", () => {
  const points = [1, 2, 4, 8].map((x) => ({ x, y: x }));
  assertEquals(
    lineChart(withPoints(points)),
    lineChart(withPoints([...points].reverse())),
  );
});

Deno.test("lineChart gives each point its exact figure", () => {
  const root = parseXml(lineChart(fixtures.gaps));
  const titles = all(root, ".points title").map((title) => title.textContent);
  assertEquals(
    titles[0],
    "default, iodepth 1: 5,400 IOPS (5,292 to 5,508)",
  );
  assert(
    titles.includes("coop, iodepth 16: 45,100 IOPS, premises did not hold"),
  );
});

Deno.test("lineChart says which whiskers a log axis cuts", () => {
  const drawn = (scale: "log" | "linear") => {
    const { zeros } = fixtures;
    const root = parseXml(lineChart({ ...zeros, y: { ...zeros.y, scale } }));
    const heads = all(root, ".whiskers path")
      .filter((path) => path.getAttribute("d")?.includes("L"));
    const caption = all(root, ".caption text")
      .map((line) => line.textContent).join(" ");
    return { heads: heads.length, told: caption.includes("An arrowhead: the") };
  };
  assertEquals(drawn("log"), {
    heads: fixtures.zeros.x.values.length,
    told: true,
  });
  assertEquals(drawn("linear"), { heads: 0, told: false });
});

Deno.test("lineChart says what it left out", () => {
  const caption = (spec: LineChartSpec) =>
    all(parseXml(lineChart(spec)), ".caption text")
      .map((line) => line.textContent).join(" ");
  assert(!caption(fixtures.zeros).includes("Hollow"));
  assertStringIncludes(
    caption(fixtures.zeros),
    "no place for 0 or less: coop at iodepth 1, 2.",
  );
  assertStringIncludes(
    caption(fixtures.gaps),
    "No value: default at iodepth 8;",
  );
  assertStringIncludes(caption(fixtures.gaps), "Hollow: premises did not hold");
});

Deno.test("lineChart names a series without values", () => {
  const names = all(parseXml(lineChart(fixtures.gaps)), ".legend text")
    .map((line) => line.textContent);
  assert(names.includes("coop, busy (no data)"));
});

Deno.test("lineChart shows every one of four equal series", () => {
  const root = parseXml(lineChart(fixtures.zeros));
  const places = all(root, ".points circle")
    .map((one) => `${number(one, "cx")},${number(one, "cy")}`);
  assertEquals(new Set(places).size, places.length);
});

Deno.test("lineChart grows rather than squeezing a long legend", () => {
  const [first] = fixtures.iops.series;
  assert(first);
  const series = Array.from(
    { length: 40 },
    (_, index) => ({ ...first, name: `series ${index}` }),
  );
  const root = parseXml(lineChart({ ...fixtures.iops, series }));
  assert(number(all(root, "svg")[0] ?? root, "height") > 600);
  assertNoOverlap(root);
});

function withPoints(
  points: readonly Point[],
  values: readonly number[] = [1, 2, 4, 8],
): LineChartSpec {
  const style = {
    color: 0,
    dashed: false,
    marker: "circle",
  } as const;
  return {
    title: "gap",
    x: { label: "x", values, scale: "log2" },
    y: { label: "y", unit: "", scale: "linear" },
    series: [{ name: "one", style, points }],
  };
}

function verticesOf(root: XmlElement): number[] {
  return all(root, ".lines polyline")
    .map((line) => line.getAttribute("points")?.split(" ").length ?? 0);
}
