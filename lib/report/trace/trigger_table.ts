import type { ModeName } from "../../model/modes.ts";
import { total, type TracedCell } from "../../trace/traced_cell.ts";
import {
  type EntryClass,
  type Trigger,
  TRIGGERS,
} from "../../trace/trigger.ts";

/** The triggers that the document's class do_syscall_64 consists of. */
const SYSCALL_TRIGGERS: readonly Trigger[] = [
  "submit_getevents",
  "getevents_before_sleep",
  "getevents_after_sleep",
  "uring_exit",
  "other_syscall",
];

const OTHER_TRIGGERS = (Object.keys(TRIGGERS) as Trigger[]).filter((trigger) =>
  !SYSCALL_TRIGGERS.includes(trigger) && trigger !== "reschedule_ipi" &&
  trigger !== "page_fault"
);

/** The document's classes, taken apart: indentation and what is counted. */
const LINES: readonly (
  | { entry: EntryClass }
  | { trigger: Trigger }
)[] = [
  { entry: "exc_page_fault" },
  { entry: "sysvec_reschedule_ipi" },
  { entry: "do_syscall_64" },
  ...SYSCALL_TRIGGERS.map((trigger) => ({ trigger })),
  { entry: "other" },
  ...OTHER_TRIGGERS.map((trigger) => ({ trigger })),
];

function sum(
  cells: readonly TracedCell[],
  line: typeof LINES[number],
): number {
  return cells.reduce(
    (all, { trace }) =>
      all +
      ("entry" in line
        ? trace?.entries.get(line.entry) ?? 0
        : trace?.triggers.get(line.trigger) ?? 0),
    0,
  );
}

function figure(count: number, all: number): string {
  const share = all ? (count / all * 100).toFixed(2) : "";
  return `${`${count}`.padStart(11)} ${share.padStart(7)} %`;
}

/**
 * What ran the task_work, the modes side by side: counts and shares over all
 * traced cells of a mode, first in the document's classes, each followed by
 * what it consists of.
 */
export function triggerTable(cells: readonly TracedCell[]): string {
  const modes = [...new Set(cells.map(({ row }) => row.cell.params.mode))];
  const of = (mode: ModeName) =>
    cells.filter((cell) => cell.row.cell.params.mode === mode);
  const all = (mode: ModeName) =>
    of(mode).reduce((runs, { trace }) => runs + total(trace?.triggers), 0);
  const head = "task_work run by".padEnd(26) +
    modes.map((mode) => mode.padStart(21)).join("");
  const lines = LINES.map((line) => {
    const name = "entry" in line ? line.entry : `  ${line.trigger}`;
    return name.padEnd(26) +
      modes.map((mode) => figure(sum(of(mode), line), all(mode))).join("");
  });
  return [head, ...lines].join("\n") + "\n";
}
