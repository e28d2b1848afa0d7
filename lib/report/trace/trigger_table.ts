import { WIDTH } from "../../base/terminal_text.ts";
import type { ModeName } from "../../model/parameters/modes.ts";
import type { CellTrace } from "../../trace/cell_trace.ts";
import { kicksPerRead, meanShare, type Rate } from "../../trace/blocks.ts";
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

function figure(cells: readonly TracedCell[], line: Line): string {
  const share = meanShare(
    cells,
    ({ trace }) => trace && line.count(trace),
    ({ trace }) => total(trace?.triggers),
  );
  const text = share === undefined ? "-" : `${(share * 100).toFixed(2)} %`;
  return `${`${sum(cells, line)}`.padStart(11)} ${text.padStart(9)}`;
}

/** What stands below the counts: kicks per read, and how sure that is. */
function kickLines(rates: readonly (Rate | undefined)[]): string[] {
  const line = (name: string, text: (rate: Rate) => string) =>
    name.padEnd(NAME) +
    rates.map((rate) => (rate ? text(rate) : "").padStart(FIGURES)).join("");
  if (rates.every((rate) => rate === undefined)) return [];
  const interval = rates.some((rate) => rate?.low !== undefined)
    ? [
      line("  95 % interval", ({ low, high }) =>
        low === undefined || high === undefined
          ? "-"
          : `${low.toFixed(4)} to ${high.toFixed(4)}`),
    ]
    : [];
  return [line("kicks per read", ({ rate }) => rate.toFixed(4)), ...interval];
}

/** Width of the names of the lines, and of the figures of a mode. */
const NAME = 26;
const FIGURES = 21;

/** Modes that stand side by side on a line of a terminal. */
const SIDE_BY_SIDE = Math.floor((WIDTH - NAME) / FIGURES);

/**
 * What ran the task_work, the modes side by side, by entry into the kernel, each
 * followed by the triggers that come by it: counts over all traced cells of a
 * mode, and the means of their shares, in which all cells count alike. Below it
 * kicks per read, likewise. More modes than a line holds have tables of their
 * own.
 */
export function triggerTable(cells: readonly TracedCell[]): string {
  const modes = [...new Set(cells.map(({ row }) => row.cell.params.mode))];
  const tables = Math.max(1, Math.ceil(modes.length / SIDE_BY_SIDE));
  return Array.from({ length: tables }, (_, i) =>
    tableOf(
      cells,
      modes.slice(i * SIDE_BY_SIDE, (i + 1) * SIDE_BY_SIDE),
    )).join("\n");
}

function tableOf(
  cells: readonly TracedCell[],
  modes: readonly ModeName[],
): string {
  const of = (mode: ModeName) =>
    cells.filter((cell) => cell.row.cell.params.mode === mode);
  const head = "task_work run by".padEnd(NAME) +
    modes.map((mode) => mode.padStart(FIGURES)).join("");
  const told = LINES.filter((line) =>
    !RARE.some((name) => name === line.name.trim()) || sum(cells, line) > 0
  );
  const lines = told.map((line) => {
    return line.name.padEnd(NAME) +
      modes.map((mode) => figure(of(mode), line)).join("");
  });
  const kicks = kickLines(modes.map((mode) => kicksPerRead(of(mode))));
  return [head, ...lines, ...kicks].join("\n") + "\n";
}
