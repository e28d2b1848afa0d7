import type { ModeName } from "../../model/parameters/modes.ts";
import type { CellTrace } from "../../trace/cell_trace.ts";
import { total, type TracedCell } from "../../trace/traced_cell.ts";
import {
  type EntryClass,
  type Trigger,
  TRIGGERS,
} from "../../trace/trigger.ts";

/** The triggers that enter the kernel by do_syscall_64. */
const SYSCALL_TRIGGERS: readonly Trigger[] = [
  "submit_getevents",
  "getevents_before_sleep",
  "getevents_after_sleep",
  "uring_exit",
  "other_syscall",
  "uring_entry",
];

/** Lines that stand there only where something is counted, as it rarely is. */
const RARE: readonly Trigger[] = ["sq_thread", "uring_entry", "wq_thread"];

const OTHER_TRIGGERS = (Object.keys(TRIGGERS) as Trigger[]).filter((trigger) =>
  !SYSCALL_TRIGGERS.includes(trigger) && trigger !== "reschedule_ipi" &&
  trigger !== "page_fault" && trigger !== "scheduled_in"
);

/** A line: its name, and what it counts. */
interface Line {
  name: string;
  count: (trace: CellTrace) => number;
}

function entry(name: EntryClass): Line {
  return { name, count: ({ entries }) => entries.get(name) ?? 0 };
}

function part(name: Trigger): Line {
  return {
    name: `  ${name}`,
    count: ({ triggers }) => triggers.get(name) ?? 0,
  };
}

/** Runs in a rescheduling IPI that had first preempted the thread. */
function preemptedByIpi({ entries, triggers }: CellTrace): number {
  return (entries.get("sysvec_reschedule_ipi") ?? 0) -
    (triggers.get("reschedule_ipi") ?? 0);
}

/** Entries into the kernel, each followed by the triggers that come by it. */
const LINES: readonly Line[] = [
  entry("exc_page_fault"),
  entry("sysvec_reschedule_ipi"),
  part("reschedule_ipi"),
  { name: "  scheduled_in", count: preemptedByIpi },
  entry("do_syscall_64"),
  ...SYSCALL_TRIGGERS.map(part),
  entry("other"),
  ...OTHER_TRIGGERS.map(part),
  {
    name: "  scheduled_in",
    count: (trace) =>
      (trace.triggers.get("scheduled_in") ?? 0) - preemptedByIpi(trace),
  },
];

function sum(cells: readonly TracedCell[], { count }: Line): number {
  return cells.reduce((all, { trace }) => all + (trace ? count(trace) : 0), 0);
}

function figure(count: number, all: number): string {
  const share = all ? `${(count / all * 100).toFixed(2)} %` : "-";
  return `${`${count}`.padStart(11)} ${share.padStart(9)}`;
}

/**
 * What ran the task_work, the modes side by side: counts and shares over all
 * traced cells of a mode, by entry into the kernel, each followed by the
 * triggers that come by it.
 */
export function triggerTable(cells: readonly TracedCell[]): string {
  const modes = [...new Set(cells.map(({ row }) => row.cell.params.mode))];
  const of = (mode: ModeName) =>
    cells.filter((cell) => cell.row.cell.params.mode === mode);
  const all = (mode: ModeName) =>
    of(mode).reduce((runs, { trace }) => runs + total(trace?.triggers), 0);
  const head = "task_work run by".padEnd(26) +
    modes.map((mode) => mode.padStart(21)).join("");
  const told = LINES.filter((line) =>
    !RARE.some((name) => name === line.name.trim()) || sum(cells, line) > 0
  );
  const lines = told.map((line) => {
    return line.name.padEnd(26) +
      modes.map((mode) => figure(sum(of(mode), line), all(mode))).join("");
  });
  return [head, ...lines].join("\n") + "\n";
}
