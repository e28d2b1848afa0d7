import { assert, assertEquals } from "@std/assert";
import type { Field } from "../../lib/base/field.ts";
import { readCsv } from "../../lib/files/csv_text.ts";
import {
  TOGETHER_COLUMNS,
  TRACE_COLUMNS,
  traceCsv,
} from "../../lib/files/trace_csv.ts";
import { sentRes, type TracedCell } from "../../lib/trace/traced_cell.ts";
import { inBlock, traced, untraced } from "../report/trace/fixtures.ts";

function line(cell: TracedCell): Record<string, Field> {
  return Object.fromEntries(
    TRACE_COLUMNS.map(({ name, value }) => [name, value(cell)]),
  );
}

Deno.test("the headers of trace.csv are unique", () => {
  const names = [...TRACE_COLUMNS, ...TOGETHER_COLUMNS].map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  for (const name of names) assert(/^[a-z0-9_]+$/.test(name), name);
});

Deno.test("a line of trace.csv has the cell's figures", () => {
  const cell = traced({ mode: "default", busy: true, iodepth: 8 }, {
    untracedIops: 1000.5,
    metrics: {
      ios: 800,
      iops: 800.25,
      reaps: 790,
      cq_ready: 90,
      nvcsw: 702,
      res: 33,
      cal: 4,
    },
    trace: {
      triggers: new Map([["timer", 5], ["uring_exit", 10]]),
      completions: 798,
      waits: { slept: 700, awake: 2 },
      wakers: new Map([["softirq", 690], ["timer", 10]]),
      ipis: new Map([
        ["RES kick", 16],
        ["CAL kick", 4],
        ["RES wakeup", 7],
        ["CAL wakeup", 1],
        ["RES other", 2],
        ["CAL other", 1000],
      ]),
      landed: { user: 11, kernel: 6, elsewhere: 3 },
    },
  });
  const fields = line(cell);
  const figures: Record<string, Field> = {
    mode: "default",
    busy: "on",
    iodepth: 8,
    status: "ok",
    reason: "",
    ios: 800,
    traced_iops: 800.25,
    untraced_iops: 1000.5,
    completions: 798,
    task_work_runs: 15,
    kicks: 20,
    kicks_per_io: 0.025,
    kicks_in_user: 11,
    kicks_in_kernel: 6,
    kicks_elsewhere: 3,
    wakeup_ipis: 8,
    res_sent: 25,
    res_counted: 33,
    cal_counted: 4,
    wanted: 790,
    cq_ready: 90,
    getevents_awake: 2,
    getevents_slept: 700,
    nvcsw: 702,
    woken_by_softirq: 690,
    woken_by_timer: 10,
    woken_by_hard_irq: 0,
  };
  for (const [name, value] of Object.entries(figures)) {
    assertEquals(fields[name], value, name);
  }
});

Deno.test("what is missing is an empty field, what is none is 0", () => {
  const failed = line(untraced({ mode: "coop" }, "not traced: it died"));
  assertEquals(failed.status, "failed");
  assertEquals(failed.reason, "not traced: it died");
  assertEquals(failed.untraced_iops, 100);
  const params = ["mode", "setup_flags", "iodepth", "status", "reason"];
  for (const name of ["kicks", "completions", "ios", "woken_by_timer"]) {
    assert(!params.includes(name));
    assertEquals(failed[name], undefined, name);
  }
  const idle = line(traced({}, { metrics: { ios: 10 } }));
  for (const name of ["kicks", "kicks_per_io", "completions", "res_sent"]) {
    assertEquals(idle[name], 0, name);
  }
  const blind = line(traced({}, {
    metrics: { ios: 10 },
    trace: { ipis: undefined, landed: undefined, completions: undefined },
  }));
  for (
    const name of [
      "kicks",
      "kicks_per_io",
      "wakeup_ipis",
      "res_sent",
      "kicks_in_user",
      "completions",
    ]
  ) assertEquals(blind[name], undefined, name);
  assertEquals(blind.getevents_slept, 0);
});

Deno.test("no field is NaN or infinite, even without a read", () => {
  for (const ios of [0, 10]) {
    const trace = { ipis: new Map([["RES kick", 3]] as const) };
    const fields = line(traced({}, { metrics: { ios }, trace }));
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === "number") assert(Number.isFinite(value), name);
    }
    assertEquals(fields.kicks_per_io, ios ? 0.3 : undefined);
  }
});

Deno.test("RES that was sent: of any cause, and unknown where nobody saw", () => {
  const ipis = new Map(
    [["RES kick", 1], ["RES other", 2], ["CAL kick", 4]] as const,
  );
  assertEquals(sentRes(traced({}, { trace: { ipis } })), 3);
  assertEquals(sentRes(traced({})), 0);
  assertEquals(sentRes(traced({}, { trace: { ipis: undefined } })), undefined);
  assertEquals(sentRes(untraced({}, "no")), undefined);
});

Deno.test("trace.csv has a line per block, and what the blocks of a cell tell together", () => {
  const run = (repeat: number, iodepth: number, kicks: number) =>
    inBlock(
      repeat,
      traced({ iodepth }, {
        metrics: { ios: 100 },
        trace: { ipis: new Map([["RES kick", kicks]]) },
      }),
    );
  const cells = [1, 4, 16].flatMap((kicks, i) => [
    run(i + 1, 1, kicks),
    run(i + 1, 2, 0),
  ]);
  const [header = [], ...lines] = readCsv(traceCsv(cells));
  const of = (name: string) => lines.map((line) => line[header.indexOf(name)]);
  assertEquals(of("repeat"), ["1", "1", "2", "2", "3", "3"]);
  assertEquals(of("kicks_per_io"), ["0.01", "0", "0.04", "0", "0.16", "0"]);
  const rates = ["0.04", "0", "0.04", "0", "0.04", "0"];
  assertEquals(of("cell_kicks_per_io"), rates);
  for (const [i, low] of of("cell_kicks_per_io_low").entries()) {
    const high = of("cell_kicks_per_io_high")[i];
    if (i % 2 === 1) assertEquals([low, high], ["", ""]);
    else assert(Number(low) < 0.04 && Number(high) > 0.04, `${low} ${high}`);
  }
});
