import { assertAlmostEquals, assertEquals } from "@std/assert";
import { readCsv } from "../../lib/files/csv_text.ts";
import { triggersCsv } from "../../lib/files/triggers_csv.ts";
import { total, type TracedCell } from "../../lib/trace/traced_cell.ts";
import { triggersIn } from "../../lib/trace/trigger.ts";
import {
  exp7Cells,
  inBlock,
  NOTHING,
  recordedCell,
  traced,
  untraced,
} from "../report/trace/fixtures.ts";
import { RECORDED } from "../trace/recorded.ts";

/** The fields of triggers.csv by their names. */
function triggersOf(cells: readonly TracedCell[]): Record<string, string>[] {
  const [header = [], ...lines] = readCsv(triggersCsv(cells));
  return lines.map((fields) =>
    Object.fromEntries(header.map((name, i) => [name, fields[i] ?? ""]))
  );
}

function sum(lines: readonly Record<string, string>[], name: string): number {
  return lines.reduce((all, fields) => all + Number(fields[name]), 0);
}

Deno.test("triggers.csv has every class of every traced cell", () => {
  const cells = [...exp7Cells([1, 8]), untraced({ mode: "sqpoll" }, "no")];
  const [header] = readCsv(triggersCsv(cells));
  assertEquals(header, [
    "mode",
    "busy",
    "iodepth",
    "wait",
    "thinktime_us",
    "think_getevents",
    "core",
    "trigger",
    "count",
    "share",
  ]);
  const lines = triggersOf(cells);
  assertEquals(lines.length, 8 * triggersIn([]).length);
  for (const { row, trace } of cells) {
    if (!trace) continue;
    const { mode, busy, iodepth } = row.cell.params;
    const own = lines.filter((fields) =>
      fields.mode === mode && fields.busy === (busy ? "on" : "off") &&
      fields.iodepth === `${iodepth}`
    );
    assertEquals(own.map(({ trigger }) => trigger), triggersIn([]));
    assertEquals(sum(own, "count"), total(trace.triggers));
    assertAlmostEquals(sum(own, "share"), 1, 1e-7);
  }
});

Deno.test("triggers.csv tells cells that wait in other ways apart", () => {
  const lines = triggersOf([
    traced({ wait: "compute", thinktime: 50, core: "interrupt" }),
  ]);
  assertEquals(
    lines.map((l) => [l.wait, l.thinktime_us, l.think_getevents, l.core])[0],
    ["compute", "50", "off", "interrupt"],
  );
});

Deno.test("shares of recorded runs add up to 1", () => {
  for (const name of RECORDED) {
    const lines = triggersOf([recordedCell(name, {})]);
    assertAlmostEquals(sum(lines, "share"), 1, 1e-7, name);
  }
});

Deno.test("triggers.csv has rare classes where one occurs, then in all cells", () => {
  const lines = triggersOf([
    traced({ iodepth: 1 }, {
      trace: { triggers: new Map([["wq_thread", 2]]) },
    }),
    traced({ iodepth: 2 }, { trace: { triggers: new Map([["timer", 1]]) } }),
  ]);
  assertEquals(
    lines.filter(({ trigger }) => trigger === "wq_thread")
      .map(({ count }) => count),
    ["2", "0"],
  );
  assertEquals(lines.some(({ trigger }) => trigger === "uring_entry"), false);
});

Deno.test("the runs of a cell are one: counts are added up, shares count alike", () => {
  const run = (repeat: number, timer: number, unknown: number) =>
    inBlock(
      repeat,
      traced({}, {
        trace: { triggers: new Map([["timer", timer], ["unknown", unknown]]) },
      }),
    );
  const lines = triggersOf([run(1, 1, 1), run(2, 0, 98), run(3, 1, 0)])
    .filter(({ trigger = "" }) => ["timer", "unknown"].includes(trigger));
  assertEquals(lines.map(({ count, share }) => [count, share]), [
    ["2", "0.5"],
    ["99", "0.5"],
  ]);
});

Deno.test("a cell without a run has counts of 0 and no shares", () => {
  for (const { count, share } of triggersOf([traced({}, { trace: NOTHING })])) {
    assertEquals([count, share], ["0", ""]);
  }
});
