import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { exp7 } from "../../experiments/exp7.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { OutputDirectory } from "../../lib/files/output_directory.ts";
import { exportTraces } from "../../lib/export/export_traces.ts";
import { planRun } from "../../lib/setup/plan.ts";
import type { TracedCell } from "../../lib/trace/traced_cell.ts";
import { IDENTITY } from "../model/fixtures.ts";
import {
  exp7Cells,
  NOTHING,
  traced,
  untraced,
} from "../report/trace/fixtures.ts";
import { parseXml } from "../chart/xml.ts";
import { checkedOn, disk } from "../setup/disks.ts";
import { fakeMachine } from "../session/fake_machine.ts";

/** Keeps what is written. */
class Kept extends OutputDirectory {
  readonly files = new Map<string, string>();

  override write(name: string, text: string): void {
    assert(!this.files.has(name), `${name} was written twice`);
    this.files.set(name, text);
  }
}

function exported(cells: readonly TracedCell[], args: readonly string[] = []) {
  const on = disk(4);
  const { files } = on;
  const options = parseOptions(["--seed=1", ...args]);
  const machine = fakeMachine();
  const run = planRun(checkedOn(on, exp7, options), { files, machine });
  const kept = new Kept("/none");
  const { text } = exportTraces({ traced: cells, run, identity: IDENTITY }, {
    by: "uringlab-trace",
    obstacles: [],
    unseen: [],
    stacks: "sampled",
    syscalls: { 39: "getpid" },
  }, kept);
  return { text, files: kept.files, names: [...kept.files.keys()] };
}

/** Stacks of task_work of its own for each cell. */
function cellOf(change: Partial<Params>, stack: string): TracedCell {
  return traced(change, {
    metrics: { ios: 10, reaps: 10 },
    trace: {
      triggers: new Map([["timer", 1]]),
      stacks: [[[stack], 1, "timer"]],
      callbacks: undefined,
    },
  });
}

const ALWAYS = ["trace.csv", "trace.json", "triggers.csv", "findings.md"];

Deno.test("traced cells that differ in their load only have a bar each", () => {
  const { files, names } = exported([
    cellOf({ iowait: true }, "one"),
    cellOf({ iowait: false }, "two"),
  ], ["--iowait=on,off"]);
  const chart = files.get("triggers.svg") ?? "";
  assertStringIncludes(chart, "<title>default, iowait on, iodepth");
  assertStringIncludes(chart, "<title>default, iowait off, iodepth");
  // Its lines are told apart by mode only.
  assert(!names.includes("kicks.svg"));
});

Deno.test("stacks are in files of their modes, default's as in the document", () => {
  const { files, names } = exported([
    cellOf({ mode: "default" }, "of_default"),
    cellOf({ mode: "coop_flag" }, "of_coop_flag"),
    cellOf({ mode: "sqpoll" }, "of_sqpoll"),
  ]);
  const stacks = (suffix: string) => [
    `kstack_tctx_task_work${suffix}.txt`,
    `kstack_tctx_task_work${suffix}.folded`,
    // No graph of wakers: there were none.
    `kstack_tctx_task_work${suffix}.svg`,
    `kstack_waker${suffix}.txt`,
    `kstack_waker${suffix}.folded`,
  ];
  assertEquals(
    names.toSorted(),
    [
      ...ALWAYS,
      ...stacks(""),
      ...stacks("_coop_flag"),
      ...stacks("_sqpoll"),
      "triggers.svg",
      "kicks.svg",
      "timelines_default.svg",
      "timelines_coop.svg",
    ].toSorted(),
  );
  for (
    const [suffix, frame] of [["", "of_default"], ["_sqpoll", "of_sqpoll"]]
  ) {
    assertStringIncludes(
      files.get(`kstack_tctx_task_work${suffix}.folded`) ?? "",
      `${frame} 1`,
    );
  }
});

Deno.test("callbacks are told where they were seen", () => {
  assert(exported(exp7Cells([8])).names.includes("task_work_callbacks.txt"));
});

Deno.test("kicks are drawn where lines are told apart by mode alone", () => {
  const busy = exp7Cells([1, 8]);
  assert(exported(busy).names.includes("kicks.svg"));
  const { names } = exported([
    cellOf({ wait: "wait" }, "a"),
    cellOf({ wait: "peek" }, "b"),
  ]);
  assert(!names.includes("kicks.svg"));
  assert(names.includes("triggers.svg"));
});

Deno.test("more bars than fit are drawn in a chart for each way to wait", () => {
  const iodepths = Array.from({ length: 16 }, (_, i) => i + 1);
  const cells = iodepths.flatMap((iodepth) => [
    cellOf({ iodepth }, "a"),
    cellOf({ iodepth, wait: "second_thread", thinktime: 50 }, "b"),
    cellOf({ iodepth, wait: "spin", core: "interrupt" }, "c"),
    cellOf(
      { iodepth, wait: "compute", thinktime: 0.5, thinkGetevents: true },
      "d",
    ),
  ]);
  const charts = (some: readonly TracedCell[]) => {
    const { files } = exported(some);
    return [...files].filter(([name]) => /^triggers.*\.svg$/.test(name)).map((
      [name, svg],
    ) => {
      parseXml(svg);
      return name;
    });
  };
  assertEquals(charts(cells.slice(0, 60)), ["triggers.svg"]);
  assertEquals(charts(cells), [
    "triggers_wait.svg",
    "triggers_second_thread_thinktime_50_us.svg",
    "triggers_interrupt_core_spin.svg",
    "triggers_compute_thinktime_0_5_us_getevents.svg",
  ]);
});

Deno.test("a chart of some cells names their core alone", () => {
  const cells = Array.from({ length: 31 }, (_, i) => i + 1).flatMap((
    iodepth,
  ) => [
    cellOf({ iodepth, cpus: [1] }, "a"),
    cellOf({ iodepth, cpus: [0], core: "interrupt" }, "b"),
  ]);
  const { files } = exported(cells, ["--core=non-interrupt,interrupt"]);
  const cores = (name: string) =>
    files.get(name)?.match(/(non-)?interrupt cores? \d/g);
  assertEquals(cores("triggers_wait.svg"), ["non-interrupt core 1"]);
  assertEquals(
    new Set(cores("triggers_interrupt_core.svg")),
    new Set(["interrupt core 0"]),
  );
});

Deno.test("where nothing could be traced only that is written", () => {
  const { text, names, files } = exported([
    untraced({ mode: "default" }, "not traced: it died"),
    untraced({ mode: "coop" }, "not traced: it died"),
  ]);
  assertEquals(text, "nothing could be traced\n");
  assertEquals(names, ["trace.csv", "trace.json"]);
  assertEquals(files.get("trace.csv")?.trimEnd().split("\n").length, 3);
});

Deno.test("what stands on the terminal fits into 80 columns", () => {
  const { text } = exported(exp7Cells([1, 64]));
  assertStringIncludes(text, "task_work run by");
  for (const line of text.split("\n")) assert(line.length <= 80, line);
});

Deno.test("a trace that is not valid is told first, and is in no chart", () => {
  const good = cellOf({ mode: "coop", iodepth: 1, workers: 1 }, "good_stack");
  const cell = cellOf({ mode: "coop", iodepth: 2, workers: 1 }, "bad_stack");
  const bad = {
    ...cell,
    trace: cell.trace && {
      ...cell.trace,
      completions: 10_000,
      reconcilable: { sleeps: 0, waits: 0, calls: 0, missed: 0, events: 0 },
    },
  };
  const { text, files } = exported([good, bad]);
  assert(text.includes("Not valid: 1 of 2 traces"), text);
  const findings = files.get("findings.md") ?? "";
  assertEquals(findings.split("\n")[2]?.startsWith("**Not valid: 1"), true);
  const graph = files.get("kstack_tctx_task_work_coop.svg") ?? "";
  assert(graph.includes("good_stack") && !graph.includes("bad_stack"));
  assert(files.get("trace.csv")?.includes("completions"));
});

Deno.test("system calls are told by their names", () => {
  const trace = {
    ...NOTHING,
    triggers: new Map([["other_syscall", 3]] as const),
    otherSyscalls: new Map([[39, 2], [999, 1]]),
  };
  const { files } = exported([traced({}, { trace, metrics: { ios: 9 } })]);
  assertStringIncludes(
    files.get("findings.md") ?? "",
    "The other system calls: getpid 2, system call 999 1.",
  );
});
