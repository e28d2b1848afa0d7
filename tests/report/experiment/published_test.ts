import { assertEquals, assertStringIncludes } from "@std/assert";
import { exp7 } from "../../../experiments/exp7.ts";
import type { PublishedSeries } from "../../../lib/model/published.ts";
import {
  behindText,
  distributionsBehind,
  figuresBehind,
} from "../../../lib/report/experiment/published.ts";
import { experimentCharts } from "../../../lib/report/experiment/charts.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { parseXml } from "../../chart/xml.ts";
import { exp7Rows } from "../fixtures.ts";

const AXES = { ...exp7.axes, iodepth: [1, 4, 16] };
const SUMMARIES = summaries(exp7Rows(3, AXES), AXES);

const SERIES: PublishedSeries = {
  source: {
    cite: "exp_99",
    where: "nowhere",
    date: "2024",
    machine: "2 cores",
    kernel: "Linux 6.3",
  },
  name: "coop",
  quantity: "IOPS",
  unit: "",
  x: "iodepth",
  points: [[1, 10], [4, 30], [16, 40], [64, 50]],
  drawn: [{
    experiment: "exp7",
    figure: "iops",
    x: "iodepth",
    where: { mode: "coop", busy: false },
    scaled: true,
  }],
};

function behind(series: PublishedSeries) {
  return figuresBehind(
    "exp7",
    [series],
    { metric: "iops", x: "iodepth" },
    SUMMARIES,
  );
}

function ours(iodepth: number): number {
  return SUMMARIES.find(({ params: p }) =>
    p.mode === "coop" && !p.busy && p.iodepth === iodepth
  )!.spread("iops")!.middle;
}

Deno.test("a published line begins where ours does, and keeps its shape", () => {
  const [found] = behind(SERIES);
  // What lies beyond our axis is left out.
  assertEquals(found!.line.points.map(({ x }) => x), [1, 4, 16]);
  assertEquals(
    found!.line.points.map(({ y }) => Math.round(y / ours(1) * 10)),
    [
      10,
      30,
      40,
    ],
  );
  assertStringIncludes(
    behindText([found!]).join(),
    "scaled to the first point",
  );
});

Deno.test("a published line that begins later is scaled to the point that both have", () => {
  const [found] = behind({ ...SERIES, points: [[2, 1], [4, 2], [16, 3]] });
  assertEquals(found!.line.points.at(0)?.y, ours(4) / 2);
});

Deno.test("what is published as it is keeps its values, and its quantity is said", () => {
  const [drawn] = SERIES.drawn;
  const [found] = behind({
    ...SERIES,
    quantity: "wake-ups per notification",
    drawn: [{ ...drawn!, scaled: false }],
  });
  assertEquals(found!.line.points.map(({ y }) => y), [10, 30, 40]);
  assertStringIncludes(
    behindText([found!]).join(),
    "as it was published: wake-ups per notification",
  );
});

Deno.test("no line is drawn where we have no such cell or another figure", () => {
  const [drawn] = SERIES.drawn;
  assertEquals(behind({ ...SERIES, drawn: [] }), []);
  assertEquals(
    behind({
      ...SERIES,
      drawn: [{ ...drawn!, where: { mode: "defer" } }],
    }),
    [],
  );
  assertEquals(behindText([]), []);
});

Deno.test("a published distribution stands in the panel of its cell", () => {
  const found = distributionsBehind(
    "exp10",
    [{
      ...SERIES,
      drawn: [{
        experiment: "exp10",
        latency: "lat",
        where: { mode: "coop" },
        scaled: false,
      }],
    }],
    "lat",
    SUMMARIES,
  );
  assertEquals(found.length, 1);
  assertEquals(found[0]!.anchor.params.mode, "coop");
});

Deno.test("charts show what is published behind all that was measured", () => {
  const charts = experimentCharts(
    exp7,
    SUMMARIES,
    {
      setting: "",
      settings: {},
      repeats: 3,
      runtime: 3,
      hz: 250,
      published: [SERIES],
    },
    [],
  );
  const svg = charts.find(({ name }) => name === "result_iops.svg")!.svg;
  const root = parseXml(svg);
  assertEquals(
    [...root.querySelectorAll(".backdrops title")].map((t) => t.textContent),
    ["exp_99: coop, IOPS"],
  );
  assertStringIncludes(
    svg.slice(svg.indexOf('class="backdrops"')),
    'class="lines"',
  );
});
