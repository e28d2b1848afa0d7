import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { ChartContext } from "../../../lib/report/experiment/context.ts";
import {
  kicksChart,
  triggersChart,
} from "../../../lib/report/trace/trace_charts.ts";
import { total } from "../../../lib/trace/traced_cell.ts";
import { type Trigger, triggersIn } from "../../../lib/trace/trigger.ts";
import { assertGolden } from "../../golden.ts";
import { assertNoOverlap } from "../../chart/text_boxes.ts";
import { parseXml } from "../../chart/xml.ts";
import { exp7Cells, recordedCell, traced, untraced } from "./fixtures.ts";

const CONTEXT: ChartContext = {
  setting: "16 workers on non-interrupt cores 2-3, random reads of 512 bytes " +
    "from nvme0n1 (Samsung SSD 980 PRO 1TB); lab, Linux 6.1.0",
  settings: { run: "exp7-2024-01-16T12-00-00", seed: "42" },
  repeats: 1,
  runtime: 1,
  hz: 250,
};

/** Of one cell there is no trace. */
const CELLS = exp7Cells().map((cell) => {
  const { mode, busy, iodepth } = cell.row.cell.params;
  return mode === "coop" && !busy && iodepth === 4
    ? untraced(cell.row.cell.params, "not traced: it died")
    : cell;
});

const kicks = (...of: Parameters<typeof kicksChart>) => kicksChart(...of).svg;

const CHARTS = { triggers: triggersChart, kicks };

function texts(svg: string, selector = "text"): string[] {
  return [...parseXml(svg).querySelectorAll(selector)]
    .map((element) => element.textContent);
}

for (const [name, chart] of Object.entries(CHARTS)) {
  Deno.test(`the chart of ${name} is the one in tests/golden`, async () => {
    await assertGolden(`trace/${name}.svg`, chart(CELLS, CONTEXT, {}));
  });

  Deno.test(`the chart of ${name} keeps its texts apart`, () => {
    for (const cells of [CELLS, exp7Cells([1]), exp7Cells([1, 2, 3, 4, 5])]) {
      assertNoOverlap(parseXml(chart(cells, CONTEXT, {})));
    }
  });

  Deno.test(`the chart of ${name} can do with little`, () => {
    const little = [
      [],
      [untraced({}, "no")],
      [traced({})],
      [traced({ busy: true }, { metrics: { ios: 0 } })],
      [traced({}, { trace: { ipis: undefined } })],
      [recordedCell("tracepoints-6.18-default", {}, { ios: 25_130 })],
      [recordedCell("kprobes-6.1-coop", { mode: "coop" }, { ios: 4831 })],
    ];
    for (const cells of little) {
      const svg = chart(cells, CONTEXT, {});
      assertNoOverlap(parseXml(svg));
      assert(!/NaN|Infinity|undefined|\[object/.test(svg), svg);
    }
  });
}

Deno.test("shares of triggers are those of the cells", () => {
  const [cell] = exp7Cells([8]);
  const { trace } = cell!;
  const runs = total(trace?.triggers);
  const segments = texts(triggersChart([cell!], CONTEXT, {}), "title")
    .flatMap((title) => {
      const [, name = "", share, count = ""] =
        /: (\w+) ([\d.]+) % \(([\d,]+)\)$/.exec(title) ?? [];
      return share === undefined ? [] : [{
        name,
        share: Number(share),
        count: Number(count.replace(",", "")),
      }];
    });
  assertEquals(
    segments.map(({ name }) => name),
    // These modes have no SQ threads.
    triggersIn([trace]).filter((name) => name !== "sq_thread"),
  );
  for (const { name, share, count } of segments) {
    assertEquals(count, trace?.triggers.get(name as Trigger), name);
    assertAlmostEquals(share, count / runs * 100, 0.001);
  }
});

Deno.test("what ran no task_work is told from what was not traced", () => {
  const posted = traced({ load: "msg_ring" }, {
    trace: { triggers: new Map() },
  });
  const svg = triggersChart(
    [posted, untraced({ mode: "coop" }, "no")],
    CONTEXT,
    {},
  );
  assertEquals(texts(svg, ".no-data text"), ["no run of task_work", "no data"]);
  assertNoOverlap(parseXml(svg));
});

Deno.test("bars are named by mode and hogs, groups by iodepth", () => {
  const all = texts(triggersChart(exp7Cells([1, 8]), CONTEXT, {}));
  for (const name of ["default", "coop", "default, busy", "coop, busy"]) {
    assertEquals(all.filter((text) => text === name).length, 2, name);
  }
  for (const iodepth of ["1", "8"]) assert(all.includes(iodepth));
});

Deno.test("rates are per second, and the untraced cell is a gap", () => {
  const svg = kicks(CELLS, { ...CONTEXT });
  const points = texts(svg, ".points title");
  // 3 rates of 2 modes at 7 iodepths, one cell lost; kicks of coop are 0.
  assertEquals(points.filter((text) => text.startsWith("reads, ")).length, 13);
  const halved = exp7Cells([8]).map((cell) => ({
    ...cell,
    row: {
      ...cell.row,
      cell: {
        ...cell.row.cell,
        params: { ...cell.row.cell.params, runtime: 2 },
      },
    },
  }));
  const y = (cells: typeof halved) =>
    texts(kicks(cells, CONTEXT), ".points title")
      .filter((text) => text.startsWith("reads, default"));
  assert(y(halved).length > 0);
  assert(y(halved)[0] !== y(exp7Cells([8]))[0]);
});

Deno.test("cells with hogs are left out of the rates, unless all have hogs", () => {
  const cells = exp7Cells([8]);
  const idle = cells.filter(({ row }) => !row.cell.params.busy);
  const busy = cells.filter(({ row }) => row.cell.params.busy);
  assertEquals(kicksChart(cells, CONTEXT), kicksChart(idle, CONTEXT));
  assert(texts(kicks(busy, CONTEXT), ".points title").length > 0);
});

Deno.test("bars are named by all that tells their cells apart", () => {
  const svg = triggersChart(
    [
      traced({ mode: "default", iodepth: 8 }, {
        trace: { triggers: new Map([["timer", 1]]) },
      }),
      traced({
        mode: "coop",
        iodepth: 8,
        wait: "compute",
        thinktime: 50,
        core: "interrupt",
      }, { trace: { triggers: new Map([["timer", 1]]) } }),
    ],
    CONTEXT,
    {},
  );
  const all = texts(svg, "text, title").join("\n");
  assert(all.includes("coop, interrupt core, compute, thinktime 50 us"), all);
});

Deno.test("among bars of several cores each names its own", () => {
  const one = { trace: { triggers: new Map([["timer", 1]] as const) } };
  const bars = (load: "tcp" | "nop") =>
    texts(
      triggersChart(
        [
          traced({ load, mode: "coop" }, one),
          traced({ load, mode: "coop", core: "interrupt" }, one),
          traced({ load, mode: "coop", busy: true, core: "interrupt" }, one),
        ],
        CONTEXT,
        {},
      ),
      "title",
    ).flatMap((title) => /^(coop.*), iodepth/.exec(title)?.[1] ?? []);
  assertEquals(bars("tcp"), [
    "coop, non-interrupt core",
    "coop, interrupt core",
    "coop, interrupt core, busy",
  ]);
  // Nothing interrupts a core there, so that all cores are alike.
  assertEquals(bars("nop"), ["coop", "coop, busy"]);
});
