import { assertEquals, assertMatch } from "@std/assert";
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
  return choiceFindings({ summaries: summaries(rows, modes.axes) });
}

function iopsOf(iops: number): Figures {
  return { iops };
}

/** Runs at depth with these IOPS. */
function fast(mode: ModeName, cpu: number, ...iops: number[]): Row[] {
  return runs(
    { mode, iodepth: 32 },
    ...iops.map((value) => ({ iops: value, cpu_per_io_us: cpu })),
  );
}

/** What is said of a choice as such. */
const TRUST = "The best of its aim is among those named in 95 % of such " +
  "choices, whichever it is; more --repeats leave fewer of them.";

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
    "For throughput on the non-interrupt core: mode defer, wait wait (1500 " +
    "IOPS, [1490 .. 1510] over 3 runs; every other of 2 is shown to be worse).",
    "For latency when waiting on the non-interrupt core: mode single " +
    "(71.26 us p50, [70 .. 72] over 3 runs; every other of 2 is shown to be " +
    "worse).",
    "For latency when polling the CQ between compute on the non-interrupt " +
    "core: mode coop_flag (111 us p50, [110 .. 112] over 3 runs; every other " +
    "of 2 is shown to be worse).",
    TRUST,
  ]);
});

Deno.test("of those that are not shown to be worse, the cheapest is chosen", () => {
  const rows = [
    ...fast("default", 5, 1000, 1010, 1020, 1005, 1001),
    ...fast("coop", 3.4567, 990, 1005, 1012, 1003, 1008),
    ...fast("single", 4, 1011, 1012, 1013, 1010, 1014),
    // Cheaper, but slower beyond doubt.
    ...fast("defer", 1, 900, 901, 902, 900, 901),
  ];
  const [first = "", trust] = said(rows);
  assertMatch(
    first,
    /^For throughput on the non-interrupt core: mode coop, wait wait \(1005 IOPS, \[990 \.\. 1012\] over 5 runs; -0\.8 % \(95 % CI -\d\.\d % to \+\d\.\d %, simultaneous over all 3\) against the best, single; of 4 these 3 are not shown to be worse than the best: coop, single, default; of these it takes the least CPU time, 3\.46 us per read\)\.$/,
  );
  assertEquals(trust, TRUST);
});

Deno.test("where CPU time is not known, the best of equals is chosen", () => {
  const rows = [
    ...runs({ mode: "coop", iodepth: 32 }, ...[1000, 1010, 1012].map(iopsOf)),
    ...runs(
      { mode: "single", iodepth: 32, wait: "peek" },
      ...[1005, 1015, 1011].map(iopsOf),
    ),
  ];
  assertEquals(said(rows).slice(0, -1), [
    "For throughput on the non-interrupt core: mode single, wait peek (1011 " +
    "IOPS, [1005 .. 1015] over 3 runs; of 2 these 2 are not shown to be worse " +
    "than the best: coop, single (peek)).",
  ]);
});

Deno.test("fewer than three runs each are no ground to choose on", () => {
  const rows = [...fast("default", 5, 1000, 1001), ...fast("coop", 4, 1200)];
  assertEquals(said(rows), [
    "No choice: it takes 3 valid runs of a cell, and there are at most 2 " +
    "(--repeats).",
  ]);
  assertEquals(choices(summaries(rows, modes.axes)), []);
});

Deno.test("runs that are not valid do not choose", () => {
  const untrusted = fast("defer", 1, 2000, 2001, 2002).map((one) => ({
    ...one,
    broken: [{ premise: "cpu_steal" as const, value: 0.2 }],
  }));
  const rows = [...fast("default", 5, 1000, 1001, 1002), ...untrusted];
  assertMatch(
    said(rows)[0] ?? "",
    /mode default, .*; no other has three valid runs\)\.$/,
  );
});

Deno.test("cells that there cannot be are no choice", () => {
  const rows = [
    impossibleRow({ mode: "iopoll", iodepth: 32 }, "no poll queues"),
    ...fast("default", 5, 1000, 1001, 1002),
  ];
  assertEquals(said(rows).slice(0, -1), [
    "For throughput on the non-interrupt core: mode default, wait wait (1001 " +
    "IOPS, [1000 .. 1002] over 3 runs; no other has three valid runs).",
  ]);
});

Deno.test("every core has a choice of its own", () => {
  const rows = (["non-interrupt", "interrupt"] as const).flatMap((core) =>
    (["default", "coop"] as const).flatMap((mode) =>
      runs(
        { core, mode, iodepth: 32 },
        ...[1, 1.01, 1.02].map((noise) =>
          iopsOf(
            noise * ((mode === "coop") === (core === "non-interrupt") ? 9 : 5),
          )
        ),
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
    ...runs(
      { mode: "default", iodepth: 1, wait: "spin" },
      ...[9999, 9998, 9997].map(iopsOf),
    ),
    ...runs({ mode: "default", iodepth: 32 }, ...[100, 101, 102].map(iopsOf)),
    ...runs(
      { mode: "defer", iodepth: 32, wait: "peek" },
      ...[200, 201, 203].map(iopsOf),
    ),
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
    ...runs(
      { iodepth: 1, mode: "single" },
      ...[70, 71, 72].map((lat_p50_us) => ({ lat_p50_us })),
    ),
  ], modes.axes);
  const marks = [...choiceMarks(all)].map(([{ params }, letters]) =>
    `${params.mode} ${letters}`
  );
  assertEquals(marks.sort(), ["defer T", "single W"]);
});
