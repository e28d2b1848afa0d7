import { assert, assertEquals } from "@std/assert";
import {
  STACK_KINDS,
  stackChart,
} from "../../../lib/report/trace/stack_charts.ts";
import type { ChartContext } from "../../../lib/report/experiment/context.ts";
import { all, parseXml } from "../../chart/xml.ts";
import { RECORDED } from "../../trace/recorded.ts";
import { recordedCell, traced } from "./fixtures.ts";

const CONTEXT: ChartContext = {
  setting: "16 workers on CPU 10",
  settings: {},
  repeats: 1,
  runtime: 1,
  hz: 250,
};
const [RUNS, WAKERS] = STACK_KINDS;

function titles(svg: string): string[] {
  return all(parseXml(svg), ".frames title").map((one) => one.textContent);
}

Deno.test("stacks of one function are told apart by their triggers", () => {
  const cells = [1, 4].map((iodepth) =>
    traced({ iodepth }, {
      trace: {
        stacks: [
          [["task_work_run", "do_syscall_64"], 3, "getevents_after_sleep"],
          [["task_work_run", "do_syscall_64"], 1, "submit_getevents"],
        ],
      },
    })
  );
  assert(RUNS);
  assertEquals(titles(stackChart(RUNS, "default", cells, CONTEXT)), [
    "all 8 runs of task_work",
    "submit_getevents: 2 runs of task_work, 25 %",
    "getevents_after_sleep: 6 runs of task_work, 75 %",
    "do_syscall_64: 2 runs of task_work, 25 %",
    "do_syscall_64: 6 runs of task_work, 75 %",
    "task_work_run: 2 runs of task_work, 25 %",
    "task_work_run: 6 runs of task_work, 75 %",
  ]);
});

Deno.test("a graph of stacks says how many could not be taken", () => {
  const stacks = [[["f"], 2]] as const;
  const captionOf = (failed: number) => {
    const stackSamples = { taken: 60, failed };
    const cells = [traced({}, { trace: { stacks, stackSamples } })];
    assert(RUNS);
    return stackChart(RUNS, "default", cells, CONTEXT);
  };
  assert(
    captionOf(20).includes("20 of 80 stacks (25.0 %) could not be taken."),
  );
  assert(!captionOf(0).includes("could not be taken"));
});

Deno.test("stacks of a file without triggers are unknown", () => {
  const cells = [traced({}, { trace: { stacks: [[["f"], 2]] } })];
  assert(RUNS);
  assertEquals(
    titles(stackChart(RUNS, "default", cells, CONTEXT))[1],
    "unknown: 2 runs of task_work, 100 %",
  );
});

Deno.test("wakers are drawn without what an interrupt interrupted", () => {
  const stack = ["try_to_wake_up", "asm_common_interrupt", "do_idle"];
  const cells = [traced({}, { trace: { wakerStacks: [[stack, 2]] } })];
  assert(WAKERS);
  const said = titles(stackChart(WAKERS, "coop", cells, CONTEXT)).join("\n");
  assert(said.includes("try_to_wake_up"));
  assert(!said.includes("do_idle"));
});

for (const name of RECORDED) {
  Deno.test(`${name}: the graphs hold all that was counted`, () => {
    const cell = recordedCell(name, {});
    for (const kind of STACK_KINDS) {
      const stacks = cell.trace ? kind.of(cell.trace) : [];
      const count = stacks.reduce((sum, [, count]) => sum + count, 0);
      assertEquals(
        titles(stackChart(kind, "default", [cell], CONTEXT))[0],
        `all ${count.toLocaleString("en-US")} ${kind.unit}`,
      );
    }
  });
}
