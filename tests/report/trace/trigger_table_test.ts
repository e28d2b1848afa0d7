import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertStringIncludes,
} from "@std/assert";
import { triggerTable } from "../../../lib/report/trace/trigger_table.ts";
import { total, type TracedCell } from "../../../lib/trace/traced_cell.ts";
import type { Trigger } from "../../../lib/trace/trigger.ts";
import { RECORDED } from "../../trace/recorded.ts";
import {
  exp7Cells,
  inBlock,
  recordedCell,
  traced,
  untraced,
} from "./fixtures.ts";

interface TableLine {
  name: string;
  /** Of each mode; the share is in percent. */
  figures: { count: number; share: number }[];
}

/** The classes of the document, each with the lines that it consists of. */
function read(text: string): (TableLine & { parts: TableLine[] })[] {
  const classes: (TableLine & { parts: TableLine[] })[] = [];
  const [counts = ""] = text.split("kicks per read");
  for (const line of counts.trimEnd().split("\n").slice(1)) {
    const name = line.trim().split(/\s/)[0] ?? "";
    const figures = [...line.matchAll(/ (\d+) +([\d.]+) %/g)]
      .map(([, count, share]) => ({
        count: Number(count),
        share: Number(share),
      }));
    if (line.startsWith("  ")) classes.at(-1)?.parts.push({ name, figures });
    else classes.push({ name, figures, parts: [] });
  }
  return classes;
}

function assertAddsUp(cells: readonly TracedCell[]): void {
  const table = read(triggerTable(cells));
  const modes = [...new Set(cells.map(({ row }) => row.cell.params.mode))];
  for (const [m, mode] of modes.entries()) {
    const runs = cells.filter(({ row }) => row.cell.params.mode === mode)
      .reduce((all, { trace }) => all + total(trace?.triggers), 0);
    let sum = 0;
    let shares = 0;
    for (const { name, figures, parts } of table) {
      const { count, share } = figures[m]!;
      sum += count;
      shares += share;
      assertEquals(share > 0.005, count / runs > 0.00005, name);
      if (parts.length === 0) continue;
      assertEquals(
        parts.reduce((all, part) => all + part.figures[m]!.count, 0),
        count,
        `${name} of ${mode}`,
      );
      assertAlmostEquals(
        parts.reduce((all, part) => all + part.figures[m]!.share, 0),
        share,
        0.005 * (parts.length + 1),
      );
    }
    assertEquals(sum, runs, mode);
    assertAlmostEquals(shares, 100, 0.005 * (table.length + 1));
  }
}

Deno.test("two modes fit in 80 columns, and look like the document's table", () => {
  const text = triggerTable(exp7Cells([16]));
  assertEquals(
    text,
    `\
task_work run by                        default                 coop
exc_page_fault                      2    0.01 %          2    0.01 %
sysvec_reschedule_ipi             420    1.69 %         64    0.26 %
  reschedule_ipi                  356    1.42 %          0    0.00 %
  scheduled_in                     64    0.28 %         64    0.26 %
do_syscall_64                   23986   98.10 %      23986   94.26 %
  submit_getevents               3200   13.77 %       3200   13.19 %
  getevents_before_sleep           60    0.26 %         60    0.25 %
  getevents_after_sleep         15920   63.39 %      15920   61.01 %
  uring_exit                     4800   20.66 %       4800   19.79 %
  other_syscall                     6    0.03 %          6    0.02 %
other                              46    0.20 %       1326    5.47 %
  timer                            22    0.09 %       1302    5.37 %
  device_irq                       12    0.05 %         12    0.05 %
  unknown                           4    0.02 %          4    0.02 %
  scheduled_in                      8    0.03 %          8    0.03 %
kicks per read                           0.0133               0.0000
`,
  );
  for (const line of text.split("\n")) assert(line.length <= 80, line);
});

Deno.test("classes add up to the runs, and parts to their class", () => {
  assertAddsUp(exp7Cells());
  for (const name of RECORDED) assertAddsUp([recordedCell(name, {})]);
  assertAddsUp([
    recordedCell("kprobes-6.1-default", { mode: "default" }),
    recordedCell("kprobes-6.1-coop", { mode: "coop" }),
  ]);
});

Deno.test("millions of runs still fit", () => {
  const big = (mode: "default" | "coop") =>
    traced({ mode }, {
      trace: {
        triggers: new Map([["uring_exit", 9_999_999_999]]),
        entries: new Map([["do_syscall_64", 9_999_999_999]]),
      },
    });
  const text = triggerTable([big("default"), big("coop")]);
  for (const line of text.split("\n")) assert(line.length <= 80, line);
  assertStringIncludes(text, " 9999999999  100.00 %");
});

Deno.test("preempted in the kick, or in another interrupt: two lines", () => {
  const cell = traced({}, {
    trace: {
      triggers: new Map([["reschedule_ipi", 5], ["scheduled_in", 7]]),
      entries: new Map([["sysvec_reschedule_ipi", 9], ["other", 3]]),
    },
  });
  const [, ipi, , other] = read(triggerTable([cell]));
  assertEquals(
    ipi?.parts.map(({ name, figures }) => [name, figures[0]?.count]),
    [
      ["reschedule_ipi", 5],
      ["scheduled_in", 4],
    ],
  );
  assertEquals(other?.parts.at(-1)?.name, "scheduled_in");
  assertEquals(other?.parts.at(-1)?.figures[0]?.count, 3);
});

Deno.test("cells of a mode are added up, those not traced left out", () => {
  const one = (iodepth: number, trigger: Trigger, count: number) =>
    traced({ iodepth }, {
      trace: {
        triggers: new Map([[trigger, count]]),
        entries: new Map([["other", count]]),
      },
    });
  const table = read(triggerTable([
    one(1, "timer", 3),
    untraced({ iodepth: 2 }, "no"),
    one(4, "timer", 4),
    one(8, "unknown", 1),
  ]));
  const other = table.at(-1);
  assertEquals(other?.figures, [{ count: 8, share: 100 }]);
  assertEquals(
    other?.parts.find(({ name }) => name === "timer")?.figures,
    // All cells count alike.
    [{ count: 7, share: 66.67 }],
  );
});

Deno.test("a mode without a run has no shares", () => {
  for (const cell of [traced({}), untraced({}, "no")]) {
    const [, ...lines] = triggerTable([cell]).trimEnd().split("\n");
    for (const line of lines) assert(/ 0 +-$/.test(line), line);
  }
});

Deno.test("kicks per read have an interval of their blocks, below the counts", () => {
  const run = (repeat: number, mode: "default" | "coop", kicks: number) =>
    inBlock(
      repeat,
      traced({ mode }, {
        metrics: { ios: 1000 },
        trace: { ipis: new Map([["RES kick", kicks]]) },
      }),
    );
  const text = triggerTable([
    ...[10, 20, 40].map((kicks, i) => run(i + 1, "default", kicks)),
    ...[0, 0, 0].map((kicks, i) => run(i + 1, "coop", kicks)),
  ]);
  const [rate = "", interval = ""] = text.trimEnd().split("\n").slice(-2);
  assertEquals(
    rate,
    "kicks per read                           0.0200               0.0000",
  );
  const [, low, high] =
    /^ {2}95 % interval +(0\.\d{4}) to (\d+\.\d{4}) +-$/.exec(interval) ?? [];
  assert(Number(low) < 0.02 && Number(high) > 0.02, interval);
});

Deno.test("more modes than fit in 80 columns have tables of their own", () => {
  const modes = ["default", "coop", "coop_flag", "defer", "sqpoll"] as const;
  const cells = modes.map((mode) =>
    recordedCell("tracepoints-6.18-default", { mode })
  );
  const tables = triggerTable(cells).split("\n\n");
  assertEquals(
    tables.map((table) => table.split("\n")[0]?.trim().split(/\s+/).slice(3)),
    [["default", "coop"], ["coop_flag", "defer"], ["sqpoll"]],
  );
  for (const line of tables.flatMap((table) => table.split("\n"))) {
    assert(line.length <= 80, line);
  }
  assertEquals(tables[2], triggerTable(cells.slice(4)));
});
