import type { CellTrace, StackCounts } from "../../trace/cell_trace.ts";
import { foldedLine } from "../../trace/stack.ts";
import { printable } from "../../base/terminal_text.ts";
import type { TracedCell } from "../../trace/traced_cell.ts";

/** Which stacks of a traced cell. */
type Of = (trace: CellTrace) => StackCounts;

/** The stacks of several cells together, the rarest first. */
export function together(cells: readonly TracedCell[], of: Of): StackCounts {
  const sums = new Map<string, StackCounts[number]>();
  const all = cells.flatMap(({ trace }) => trace ? of(trace) : []);
  for (const [stack, count, ...trigger] of all) {
    const key = [...trigger, ...stack].join("\n");
    const before = sums.get(key)?.[1] ?? 0;
    sums.set(key, [stack, before + count, ...trigger]);
  }
  return [...sums.values()].sort((a, b) => a[1] - b[1]);
}

/** Whatever triggered them: the files hold stacks only. */
function alone(of: Of): Of {
  return (trace) => of(trace).map(([stack, count]) => [stack, count]);
}

/** Stacks with their counts, in the form of bpftrace's maps. */
export function stackText(cells: readonly TracedCell[], of: Of): string {
  return together(cells, alone(of)).map(([stack, count]) =>
    `@[\n${
      stack.map((frame) => `    ${printable(frame)}\n`).join("")
    }]: ${count}\n`
  ).join("");
}

/** The same in the folded form of flame graph tools and speedscope. */
export function foldedText(cells: readonly TracedCell[], of: Of): string {
  return together(cells, alone(of)).map(([stack, count]) =>
    `${foldedLine(stack, count)}\n`
  ).join("");
}

/** The callbacks that task_work_add() got; undefined where nobody saw them. */
export function callbackText(cells: readonly TracedCell[]): string | undefined {
  const sums = new Map<string, number>();
  for (const { trace } of cells) {
    if (!trace?.callbacks) return undefined;
    for (const [name, count] of trace.callbacks) {
      sums.set(name, (sums.get(name) ?? 0) + count);
    }
  }
  return [...sums].sort((a, b) => a[1] - b[1])
    .map(([name, count]) => `@[${printable(name)}]: ${count}\n`).join("");
}
