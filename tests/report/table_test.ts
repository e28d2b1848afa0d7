import { assert, assertEquals, assertMatch } from "@std/assert";
import { exp7 } from "../../experiments/exp7.ts";
import { summaries } from "../../lib/report/summary.ts";
import { summaryTable } from "../../lib/report/table.ts";
import { failedRow, row } from "../model/fixtures.ts";
import { exp7Rows } from "./fixtures.ts";

function table(rows: ReturnType<typeof exp7Rows>): string[] {
  const text = summaryTable(summaries(rows, exp7.axes));
  assert(text.endsWith("\n"));
  return text.slice(0, -1).split("\n");
}

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
  const [, failed = "", good = ""] = table([
    failedRow({ iodepth: 1 }, "pread: EIO"),
    row({ iodepth: 2 }, { metrics: { iops: 0, cpu_share: 0 } }),
  ]);
  assertEquals(failed, "      1  off   default");
  assertMatch(good, /^ {6}2 {2}off {3}default {5}0 {2,}0\.00$/);
});

Deno.test("a table without cells is its head", () => {
  assertEquals(table([]).length, 1);
});
