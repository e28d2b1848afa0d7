import { assertEquals } from "@std/assert";
import { modes } from "../../../experiments/modes.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { ModeName } from "../../../lib/model/parameters/modes.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import {
  choiceFindings,
  choiceMarks,
  choices,
} from "../../../lib/report/findings/choice.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { impossibleRow, row } from "../../model/fixtures.ts";

/** Several runs of a cell. */
function runs(change: Partial<Params>, ...metrics: Figures[]): Row[] {
  return metrics.map((some, i) =>
    row(change, { repeat: i + 1, metrics: some })
  );
}

function said(rows: readonly Row[]): string[] {
  return choiceFindings(summaries(rows, modes.axes));
}

/** Runs at depth with these IOPS. */
function fast(mode: ModeName, cpu: number, ...iops: number[]): Row[] {
  return runs(
    { mode, iodepth: 32 },
    ...iops.map((value) => ({ iops: value, cpu_per_io_us: cpu })),
  );
}

Deno.test("the best is chosen for every aim, with the figure and its range", () => {
  const p50 = (...values: number[]): Figures[] =>
    values.map((value) => ({ lat_p50_us: value, iops: 1 }));
  const rows = [
    ...fast("default", 5, 1000, 1010, 1020),
    ...fast("defer", 4, 1500, 1510, 1490),
    ...runs({ iodepth: 1, mode: "default" }, ...p50(80, 81, 82)),
    ...runs({ iodepth: 1, mode: "single" }, ...p50(70, 71.26, 72)),
    ...runs(
      { iodepth: 1, mode: "coop_flag", wait: "compute" },
      ...p50(110, 111, 112),
    ),
    ...runs(
      { iodepth: 1, mode: "coop", wait: "compute" },
      ...p50(4000, 4100, 4200),
    ),
  ];
  assertEquals(said(rows), [
    "For throughput on the non-interrupt core: mode defer, wait wait " +
    "(1500 IOPS (1490 to 1510); no other is within its spread).",
    "For latency when waiting on the non-interrupt core: mode single " +
    "(71.26 us p50 (70 to 72); no other is within its spread).",
    "For latency when polling the CQ between compute on the non-interrupt " +
    "core: mode coop_flag (111 us p50 (110 to 112); no other is within its " +
    "spread).",
  ]);
});

Deno.test("of those that the runs do not tell apart, the cheapest is chosen", () => {
  const rows = [
    ...fast("default", 5, 1000, 1010, 1020),
    ...fast("coop", 3.4567, 990, 1005, 1012),
    ...fast("single", 4, 1011, 1012, 1013),
    // Cheaper, but slower beyond doubt.
    ...fast("defer", 1, 900, 901, 902),
  ];
  assertEquals(said(rows), [
    "For throughput on the non-interrupt core: mode coop, wait wait (1005 " +
    "IOPS (990 to 1012); 2 others are within the spread of the best, of " +
    "these it takes the least CPU time, 3.46 us per read).",
  ]);
  assertEquals(said(rows.slice(3)), [
    "For throughput on the non-interrupt core: mode coop, wait wait (1005 " +
    "IOPS (990 to 1012); 1 other is within the spread of the best, of " +
    "these it takes the least CPU time, 3.46 us per read).",
  ]);
});

Deno.test("where CPU time is not known, the best of equals is chosen", () => {
  const rows = [
    ...runs({ mode: "coop", iodepth: 32 }, { iops: 1000 }, { iops: 1010 }),
    ...runs({ mode: "single", iodepth: 32 }, { iops: 1005 }, { iops: 1015 }),
  ];
  assertEquals(said(rows), [
    "For throughput on the non-interrupt core: mode single, wait wait " +
    "(1010 IOPS (1005 to 1015); 1 other is within the spread of the best).",
  ]);
});

Deno.test("one run each is said to be no proof", () => {
  const rows = [...fast("default", 5, 1000), ...fast("coop", 4, 1200)];
  assertEquals(said(rows), [
    "For throughput on the non-interrupt core: mode coop, wait wait " +
    "(1200 IOPS; of one run each, which may be noise).",
  ]);
});

Deno.test("cells that there cannot be are no choice", () => {
  const rows = [
    impossibleRow({ mode: "iopoll", iodepth: 32 }, "no poll queues"),
    ...fast("default", 5, 1000, 1001, 1002),
  ];
  assertEquals(said(rows), [
    "For throughput on the non-interrupt core: mode default, wait wait " +
    "(1001 IOPS (1000 to 1002); no other has figures).",
  ]);
});

Deno.test("every core has a choice of its own", () => {
  const rows = (["non-interrupt", "interrupt"] as const).flatMap((core) =>
    (["default", "coop"] as const).flatMap((mode) =>
      runs(
        { core, mode, iodepth: 32 },
        { iops: (mode === "coop") === (core === "non-interrupt") ? 9 : 5 },
      )
    )
  );
  const found = choices(summaries(rows, modes.axes));
  assertEquals(
    found.map(({ core, summary: { params } }) => [core, params.mode]),
    [["non-interrupt", "coop"], ["interrupt", "default"]],
  );
});

Deno.test("throughput may be had by any way to wait, at the greatest depth", () => {
  const rows = [
    ...runs({ mode: "default", iodepth: 1, wait: "spin" }, { iops: 9999 }),
    ...runs({ mode: "default", iodepth: 32 }, { iops: 100 }),
    ...runs({ mode: "defer", iodepth: 32, wait: "peek" }, { iops: 200 }),
  ];
  const [throughput] = choices(summaries(rows, modes.axes));
  assertEquals(throughput?.summary.params.wait, "peek");
});

Deno.test("nothing measured is nothing chosen", () => {
  assertEquals(said([]), []);
  assertEquals(said([impossibleRow({}, "none")]), []);
});

Deno.test("the chosen cells are marked with the letters of their aims", () => {
  const all = summaries([
    ...fast("default", 5, 1000, 1010, 1020),
    ...fast("defer", 4, 1500, 1510, 1490),
    ...runs({ iodepth: 1, mode: "single" }, { lat_p50_us: 70 }),
  ], modes.axes);
  const marks = [...choiceMarks(all)].map(([{ params }, letters]) =>
    `${params.mode} ${letters}`
  );
  assertEquals(marks.sort(), ["defer T", "single W"]);
});
