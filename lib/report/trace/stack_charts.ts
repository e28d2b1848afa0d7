import type { ModeName } from "../../model/parameters/modes.ts";
import type { CellTrace, StackCounts } from "../../trace/cell_trace.ts";
import type { Stack } from "../../trace/stack.ts";
import { blockCount } from "../../trace/blocks.ts";
import type { TracedCell } from "../../trace/traced_cell.ts";
import { TRIGGERS } from "../../trace/trigger.ts";
import { ofInterrupt, wakerOf, WAKERS } from "../../trace/waker.ts";
import { icicle } from "../../chart/icicle/icicle.ts";
import type { ChartContext } from "../experiment/context.ts";
import { allSamples } from "../../trace/stack_samples.ts";
import { lostStacksText } from "./lost_stacks.ts";
import { together } from "./stacks.ts";
import { inChartWords } from "../experiment/words.ts";

/** Stacks of one kind: where they are and what they are told apart by. */
export interface StackKind {
  /** Of its files, without suffix. */
  readonly name: string;
  readonly title: string;
  /** What is counted. */
  readonly unit: string;
  readonly of: (trace: CellTrace) => StackCounts;
  readonly classes: readonly string[];
  readonly classOf: (stack: StackCounts[number]) => string;
  /** What is drawn of a stack. */
  readonly drawn: (stack: Stack) => Stack;
  readonly caption: readonly string[];
}

/** The stacks that are kept of a traced cell; charts are named after them. */
export const STACK_KINDS: readonly StackKind[] = [
  {
    name: "kstack_tctx_task_work",
    title: "Stacks in which the task_work ran",
    unit: "runs of task_work",
    of: ({ stacks }) => stacks,
    classes: Object.keys(TRIGGERS),
    classOf: ([, , trigger]) => trigger ?? "unknown",
    drawn: (stack) => stack,
    caption: [],
  },
  {
    name: "kstack_waker",
    title: "Stacks that woke sleeping workers",
    unit: "wake-ups",
    of: ({ wakerStacks }) => wakerStacks,
    classes: Object.keys(WAKERS),
    classOf: ([stack]) => wakerOf(stack),
    // What runs on a CPU when the disk interrupts it has no part in it.
    drawn: ofInterrupt,
    caption: ["What an interrupt had interrupted is left out."],
  },
];

/** The stacks of a mode's cells together, as an icicle graph. */
export function stackChart(
  kind: StackKind,
  mode: ModeName,
  cells: readonly TracedCell[],
  context: ChartContext,
): string {
  const lost = lostStacksText(
    allSamples(cells.map(({ trace }) => trace?.stackSamples)),
  );
  return icicle(inChartWords(context, {
    title: `${kind.title}: ${mode}`,
    subtitle: context.setting,
    caption: [
      `All cells of mode ${mode} together, ${
        blockCount(cells) === 1 ? "one run" : `${blockCount(cells)} runs`
      } of ${context.runtime} s each, traced.`,
      ...kind.caption,
      ...lost ? [`${lost}.`] : [],
    ],
    settings: context.settings,
    unit: kind.unit,
    classes: kind.classes,
    stacks: together(cells, kind.of).map((stack) => ({
      frames: kind.drawn(stack[0]).toReversed(),
      count: stack[1],
      className: kind.classOf(stack),
    })),
  }));
}
