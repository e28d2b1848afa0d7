import { assert, assertEquals, assertMatch } from "@std/assert";
import { EXPERIMENTS } from "../../../experiments/all.ts";
import { exp7 } from "../../../experiments/exp7.ts";
import type { Axes, Experiment } from "../../../lib/model/experiment.ts";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { LoadName } from "../../../lib/model/parameters/loads.ts";
import { product } from "../../../lib/model/plan.ts";
import type { Row } from "../../../lib/model/row.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { summaryTable } from "../../../lib/report/tables/summary_table.ts";
import { failedRow, impossibleRow, row } from "../../model/fixtures.ts";
import { exp7Rows } from "../fixtures.ts";

function table(
  rows: readonly Row[],
  { axes, table }: Pick<Experiment, "axes" | "table"> = exp7,
): string[] {
  const load = rows[0]?.cell.params.load ?? "read";
  const text = summaryTable(summaries(rows, axes), axes, table, { load });
  assert(text.endsWith("\n"));
  return text.slice(0, -1).split("\n");
}

/** Figures as large as a fast disk and a slow machine make them. */
const LARGE: Figures = {
  ios: 1_234_567,
  iops: 1_234_567,
  clat_avg_us: 123_456,
  clat_p50_us: 123_456,
  clat_p99_us: 999_999,
  lat_p50_us: 123_456,
  lat_p99_us: 999_999,
  lat_max_us: 9_999_999,
  cpu_share: 1,
  cpu_per_io_us: 12_345,
  cqes_per_reap: 12.34,
  res_per_io: 12.34,
  target_irqs_per_io: 1,
  syscalls_per_io: 123.45,
  kicks_per_io: 1.23,
};

Deno.test("the table of exp7 is at most 80 columns wide", () => {
  const lines = table(exp7Rows(3));
  assertEquals(lines.length, 1 + 28);
  for (const line of lines) {
    assert(line.length <= 80, `${line.length} columns: ${line}`);
    assertEquals(line, line.trimEnd());
  }
});

Deno.test("figures as large as exp7 may have fit into 80 columns, too", () => {
  const rows = (["default", "coop"] as const).flatMap((mode) =>
    [1, 2].map((repeat) =>
      row({ mode, iodepth: 64, busy: true }, {
        repeat,
        metrics: {
          iops: 3_000_000 * repeat,
          clat_avg_us: 1_234_567,
          clat_p99_us: 9_876_543,
          cpu_share: 1,
          res_per_io: 12.345,
          syscalls_per_io: 2,
        },
      })
    )
  );
  for (const line of table(rows)) assert(line.length <= 80, line);
});

Deno.test("the table shows medians and half the range of IOPS", () => {
  const metrics = [95, 110, 100].map((iops, i) => ({
    iops,
    clat_avg_us: [3, 2, 1.2345][i]!,
    clat_p99_us: 123.456,
    cpu_share: 0.505,
    res_per_io: 0,
    syscalls_per_io: 1.999,
  }));
  const rows = metrics.map((some, i) =>
    row({ mode: "coop", busy: true }, { repeat: i + 1, metrics: some })
  );
  assertEquals(table(rows), [
    "iodepth  busy  mode  IOPS       clat us  p99 us   CPU  RES/IO  calls/IO",
    "      4  on    coop   100  ±8%     2.00     123  0.51    0.00      2.00",
  ]);
});

Deno.test("one repetition has no spread", () => {
  const [, line = ""] = table([row({}, { metrics: { iops: 100 } })]);
  assertEquals(line, "      4  off   default   100");
});

Deno.test("figures that are missing are empty, never 0", () => {
  const [, blank = "", good = ""] = table([
    row({ iodepth: 1 }, { metrics: {} }),
    row({ iodepth: 2 }, { metrics: { iops: 0, cpu_share: 0 } }),
  ]);
  assertEquals(blank, "      1  off   default");
  assertMatch(good, /^ {6}2 {2}off {3}default {5}0 {2,}0\.00$/);
});

Deno.test("a cell without figures says why, in line with the others", () => {
  const mode = ["coop", "default", "defer"] as const;
  const axes: Axes = { iodepth: [1, 2], mode };
  const lines = table([
    failedRow({ iodepth: 1, mode: "coop" }, "pread: EIO"),
    row({ iodepth: 1, mode: "default" }, { metrics: { iops: 100 } }),
    impossibleRow({ iodepth: 1, mode: "defer" }, "io_uring_setup: EINVAL"),
  ], { axes, table: ["iops", "clat_avg_us"] });
  assertEquals(lines, [
    "iodepth  mode     IOPS    clat us",
    "      1  coop     failed",
    "      1  default   100",
    "      1  defer    impossible",
  ]);
});

Deno.test("a cell that failed now and then has the figures of the rest", () => {
  const [, line = ""] = table([
    row({}, { metrics: { iops: 100 } }),
    failedRow({}, "pread: EIO"),
    impossibleRow({}, "io_uring_setup: EINVAL"),
  ]);
  assertEquals(line, "      4  off   default   100");
  const [, worse = ""] = table([
    impossibleRow({}, "io_uring_setup: EINVAL"),
    failedRow({}, "pread: EIO"),
  ]);
  assertEquals(worse, "      4  off   default  failed");
});

for (const experiment of EXPERIMENTS) {
  Deno.test(`the table of ${experiment.name} fits into 80 columns`, () => {
    const combinations = product(experiment.axes);
    const rows = combinations.flatMap((params, i) =>
      [1, 2].map((repeat) =>
        row({ ...experiment.base, ...params }, {
          repeat,
          // As wide as the others, in lines of their own.
          ...(i % 7 === 3
            ? { status: "impossible", reason: "there is no such core" }
            : { metrics: { ...LARGE, iops: 1_000_000 * repeat } }),
        })
      )
    );
    const lines = table(rows, experiment);
    for (const line of lines) {
      assert(line.length <= 80, `${line.length} columns: ${line}`);
      assertEquals(line, line.trimEnd());
    }
    // A line for every cell, whatever stands above some of them.
    const told = lines.filter((line) => / {2}(\d+|impossible)/.test(line));
    assertEquals(told.length, combinations.length);
  });
}

Deno.test("what does not fit stands above the cells that share it", () => {
  const axes: Axes = {
    core: ["non-interrupt", "interrupt"],
    wait: ["second_thread", "eventfd"],
    thinkGetevents: [false, true],
    mode: ["default", "coop"],
  };
  const figures = [
    "iops",
    "lat_p50_us",
    "lat_p99_us",
    "cpu_per_io_us",
    "syscalls_per_io",
  ] as const;
  const metrics = {
    iops: 100,
    lat_p50_us: 1,
    lat_p99_us: 2,
    cpu_per_io_us: 3,
    syscalls_per_io: 4,
  };
  const rows = product(axes).slice(2, 10).map((params) =>
    row(params, { metrics })
  );
  assertEquals(table(rows, { axes, table: figures }), [
    "wait           enter  mode     IOPS    p50 us  p99 us  CPU us  calls/IO",
    "",
    "core non-interrupt",
    "second_thread  on     default   100      1.00    2.00    3.00      4.00",
    "second_thread  on     coop      100      1.00    2.00    3.00      4.00",
    "eventfd        off    default   100      1.00    2.00    3.00      4.00",
    "eventfd        off    coop      100      1.00    2.00    3.00      4.00",
    "eventfd        on     default   100      1.00    2.00    3.00      4.00",
    "eventfd        on     coop      100      1.00    2.00    3.00      4.00",
    "",
    "core interrupt",
    "second_thread  off    default   100      1.00    2.00    3.00      4.00",
    "second_thread  off    coop      100      1.00    2.00    3.00      4.00",
  ]);
});

Deno.test("a parameter with one value has no column, but for the usual three", () => {
  const axes: Axes = {
    workers: [16],
    iodepth: [4],
    thinktime: [0, 100],
    mode: ["coop"],
  };
  const wait = "compute" as const;
  const rows = [0, 100].map((thinktime) =>
    row({ workers: 16, mode: "coop", wait, thinktime }, {
      metrics: { ios: 7 },
    })
  );
  assertEquals(table(rows, { axes, table: ["ios"] }), [
    "iodepth  think us  mode  reads",
    "      4         0  coop      7",
    "      4       100  coop      7",
  ]);
});

Deno.test("figures without a head of their own stand under their names", () => {
  const rows = [row({}, { metrics: { think_share: 0.5, nvcsw: 1234 } })];
  const [head, line] = table(rows, {
    axes: {},
    table: ["think_share", "nvcsw"],
  });
  assertEquals(head, "think_share  nvcsw");
  assertEquals(line, "      0.500   1234");
});

Deno.test("a table without cells is its head", () => {
  assertEquals(table([]).length, 1);
});

Deno.test("a marked cell has its mark at the end of its line", () => {
  const rows = [row({ mode: "default" }), row({ mode: "coop" })];
  const axes: Axes = { mode: ["default", "coop"] };
  const all = summaries(rows, axes);
  const marks = new Map([[all[1]!, "TW"]]);
  const [head = "", first = "", second = ""] = summaryTable(
    all,
    axes,
    ["ios"],
    { marks },
  ).split("\n");
  assertMatch(second, /^coop .*TW$/);
  assert(!first.includes("T"), first);
  assertEquals(head.trimEnd(), head);
});

Deno.test("what is counted is headed in the words of the load", () => {
  const head = (load: LoadName) => {
    const [first = ""] = table([row({ load }, { metrics: { iops: 1 } })], {
      axes: { mode: ["default"] },
      table: ["iops", "lat_avg_us"],
    });
    return first.trim().split(/ {2,}/);
  };
  assertEquals(head("read"), ["mode", "IOPS", "lat us"]);
  assertEquals(head("nop"), ["mode", "completions/s", "lat us"]);
  assertEquals(head("tcp"), ["mode", "messages/s", "lat us"]);
  assertEquals(head("accept"), ["mode", "connections/s", "lat us"]);
});
