import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { exp7 } from "../../../experiments/exp7.ts";
import type { Axes } from "../../../lib/model/experiment.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { caption } from "../../../lib/report/experiment/caption.ts";
import { experimentCharts } from "../../../lib/report/experiment/charts.ts";
import {
  type ChartContext,
  secondsText,
} from "../../../lib/report/experiment/context.ts";
import { USUAL_METRICS } from "../../../lib/stats/compared_metrics.ts";
import { comparisons } from "../../../lib/stats/comparisons.ts";
import { floorsOf } from "../../../lib/stats/floor.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { assertGolden } from "../../golden.ts";
import { parseXml } from "../../chart/xml.ts";
import { exp7Rows, latencies, percentileUs } from "../fixtures.ts";

const AXES: Axes = { ...exp7.axes, iodepth: [1, 4, 16, 64] };

const CONTEXT: ChartContext = {
  setting: "16 workers on non-interrupt cores 2-3, random reads of 512 bytes " +
    "from nvme0n1 (Samsung SSD 980 PRO 1TB); lab, Linux 6.1.0",
  settings: { run: "exp7-2024-01-16T12-00-00", seed: "42" },
  repeats: 3,
  runtime: 3,
  hz: 250,
};

/** Three repetitions; of one cell all failed, of another the first. */
function someRows(): Row[] {
  const failed = {
    status: "failed",
    reason: "pread: EIO",
    metrics: {},
  } as const;
  return exp7Rows(3, AXES).map((row) => {
    const { mode, busy, iodepth } = row.cell.params;
    const all = mode === "coop" && !busy && iodepth === 4;
    const first = mode === "default" && busy && iodepth === 16 &&
      row.cell.repeat === 1;
    return all || first ? { ...row, ...failed } : row;
  });
}

/** The same with latencies that rows without a chart of them need not have. */
function withLatencies(rows: readonly Row[]): Row[] {
  return rows.map((row) => {
    const mean = row.metrics.clat_avg_us;
    const clat = mean === undefined ? undefined : latencies(mean);
    return clat
      ? {
        ...row,
        metrics: { ...row.metrics, clat_p99_us: percentileUs(clat, 0.99) },
        latencies: { slat: clat, clat, lat: clat },
      }
      : row;
  });
}

function charts(rows: readonly Row[], change: Partial<ChartContext> = {}) {
  return experimentCharts(
    exp7,
    summaries(rows, AXES),
    { ...CONTEXT, ...change },
    floorsOf(comparisons(rows, AXES, { metrics: USUAL_METRICS }), rows),
  );
}

/** One of them. */
function chart(
  name: string,
  rows: readonly Row[],
  change: Partial<ChartContext> = {},
) {
  return charts(rows, change).find((one) => one.name === `${name}.svg`);
}

function texts(svg: string): string {
  return [...parseXml(svg).querySelectorAll("text")].map((t) => t.textContent)
    .join("\n");
}

Deno.test("the charts of exp7 are those in tests/golden", async () => {
  const drawn = charts(withLatencies(someRows()));
  assertEquals(drawn.map(({ name }) => name), [
    "answer.svg",
    "result_iops.svg",
    "result_clat_avg.svg",
    "result_clat_p99.svg",
    "result_clat_tail.svg",
  ]);
  for (const { name, svg } of drawn) {
    parseXml(svg);
    await assertGolden(`experiment/exp7/${name}`, svg);
  }
});

Deno.test("a cell that failed is a gap in its line", () => {
  const circles = (rows: readonly Row[]) => {
    const iops = chart("result_iops", rows);
    const points = parseXml(iops!.svg).querySelectorAll(".points title");
    return [...points].map((title) => title.textContent);
  };
  const whole = circles(exp7Rows(3, AXES));
  assertEquals(whole.length, 4 * 4);
  const gap = whole.filter((title) => !circles(someRows()).includes(title));
  assertEquals(circles(someRows()).length, 4 * 4 - 1);
  // The other cell lost one of its repetitions and has another median.
  assertEquals(gap.length, 2);
  assertStringIncludes(gap.join("\n"), "coop");
});

Deno.test("captions say how often, how long and how many failed", () => {
  const iops = chart("result_iops", someRows());
  const text = texts(iops!.svg).replaceAll("\n", " ");
  assertStringIncludes(text, "Median of 3 runs of 3 s;");
  assertStringIncludes(text, "busy: 8 CPU hogs on each measured CPU.");
  assertStringIncludes(text, "Left out: 4 failed.");
});

Deno.test("one run of each cell is said to have no spread", () => {
  const iops = chart("result_iops", exp7Rows(1, AXES), { repeats: 1 });
  const text = texts(iops!.svg).replaceAll("\n", " ");
  assertStringIncludes(text, "One run of 3 s each, so no spread.");
  const whiskers = parseXml(iops!.svg).querySelectorAll(".whiskers *");
  assertEquals([...whiskers].length, 0);
});

Deno.test("whiskers of what is counted in traced runs are said to be ranges", () => {
  const kicks = (repeats: number) =>
    caption(
      CONTEXT,
      summaries(
        exp7Rows(repeats, AXES).map((row): Row => ({
          ...row,
          metrics: { ...row.metrics, kicks_per_io: row.cell.repeat / 10 },
        })),
        AXES,
      ),
      ["kicks_per_io"],
    ).join(" ");
  assertStringIncludes(
    kicks(3),
    "; median of 3 runs, whiskers from the lowest",
  );
  assertEquals(kicks(1).includes("whiskers"), false);
});

Deno.test("a run without hogs does not speak of them", () => {
  const rows = exp7Rows(2, { ...AXES, busy: [false] });
  const iops = chart("result_iops", rows);
  assertEquals(texts(iops!.svg).includes("busy"), false);
});

Deno.test("some rows of a long axis are drawn, its ends among them", () => {
  const axes = { ...exp7.axes, busy: [false] };
  const rows = withLatencies(exp7Rows(1, axes));
  const tail = experimentCharts(exp7, summaries(rows, axes), CONTEXT, [])
    .at(-1);
  const text = texts(tail!.svg).split("\n");
  assertEquals(
    text.filter((line) => /^iodepth \d/.test(line)),
    ["iodepth 1", "iodepth 8", "iodepth 64"],
  );
  assert(text.includes("3 of 7 rows are shown."));
});

Deno.test("a tail tells on hover how long the rare reads take", () => {
  const axes: Axes = { iodepth: [4], busy: [false], mode: ["default"] };
  const rows = withLatencies(exp7Rows(1, axes));
  const tail = experimentCharts(exp7, summaries(rows, axes), CONTEXT, [])
    .at(-1);
  const [title] = parseXml(tail!.svg).querySelectorAll(".lines title");
  assertMatch(
    title!.textContent,
    /^default, without busy, .*: 50 % ≥ [\d,.]+ µs, 10 % ≥ .*, 1 % ≥ .*, 0\.1 % ≥ /,
  );
});

Deno.test("a cell whose premises did not hold is hollow", () => {
  const axes: Axes = { iodepth: [1, 4], busy: [false], mode: ["default"] };
  const some = summaries(exp7Rows(2, axes), axes).map((summary, i) => ({
    ...summary,
    invalid: i,
  }));
  const [, iops] = experimentCharts(exp7, some, CONTEXT, []);
  const root = parseXml(iops!.svg);
  const [sound, hollow] = root.querySelectorAll(".points circle");
  assertEquals(sound?.getAttribute("stroke"), "#ffffff");
  assertEquals(hollow?.getAttribute("fill"), "#ffffff");
  assertMatch(hollow?.textContent ?? "", /premises did not hold$/);
  assertStringIncludes(texts(iops!.svg), "Hollow: premises did not hold");
  const none = chart("result_iops", exp7Rows(2, AXES));
  assert(!texts(none!.svg).includes("Hollow"));
});

Deno.test("of many runs a quarter must be invalid for a hollow point", () => {
  const axes: Axes = { iodepth: [1, 4], busy: [false], mode: ["default"] };
  const some = summaries(exp7Rows(26, axes), axes).map((summary, i) => ({
    ...summary,
    invalid: 6 + i,
  }));
  const [, iops] = experimentCharts(exp7, some, CONTEXT, []);
  const [sound, hollow] = parseXml(iops!.svg).querySelectorAll(
    ".points circle",
  );
  assertEquals(sound?.getAttribute("stroke"), "#ffffff");
  assertEquals(hollow?.getAttribute("fill"), "#ffffff");
  assertMatch(
    hollow?.textContent ?? "",
    /, in 7 of 26 runs premises did not hold$/,
  );
  const caption = texts(iops!.svg).replaceAll("\n", " ");
  assertStringIncludes(caption, "Not valid, but counted: 13 of 52 runs.");
  assertStringIncludes(
    caption,
    "Hollow: premises did not hold in a quarter or more of its runs.",
  );
});

Deno.test("lines are told apart by mode and busy", () => {
  const iops = chart("result_iops", someRows());
  const legend = texts(iops!.svg).split("\n");
  for (const name of ["default", "coop", "default, busy", "coop, busy"]) {
    assertEquals(legend.filter((text) => text === name).length, 1, name);
  }
});

Deno.test("what follows from what is told apart has no lines of its own", () => {
  const rows = exp7Rows(2, AXES);
  const changed = (change: (params: Params) => Partial<Params>) =>
    rows.map((row) => ({
      ...row,
      cell: {
        ...row.cell,
        params: { ...row.cell.params, ...change(row.cell.params) },
      },
    }));
  const followed = changed(({ iodepth }) => ({ iodepthBatch: iodepth }));
  const names = (some: readonly Row[]) =>
    texts(chart("result_iops", some)!.svg).split("\n")
      .filter((text) => /^(default|coop)/.test(text));
  assertEquals(names(followed), names(rows));
  const apart = rows.concat(changed(() => ({ fixedbufs: true })));
  assertStringIncludes(
    texts(
      experimentCharts(
        exp7,
        summaries(apart, { ...AXES, fixedbufs: [false, true] }),
        CONTEXT,
        [],
      )[1]!.svg,
    ),
    "fixedbufs",
  );
});

Deno.test("cells that are not all measured as long are told so", () => {
  assertEquals(secondsText({ runtime: 0.2 }), "0.2 s");
  assertEquals(secondsText({ runtime: 0.2, longest: 0.2 }), "0.2 s");
  assertEquals(secondsText({ runtime: 0.2, longest: 0.3 }), "0.2 to 0.3 s");
});
