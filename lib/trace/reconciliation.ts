import { isPosted } from "../model/parameters/loads.ts";
import type { Params } from "../model/parameters/params.ts";
import type { CellTrace, Reconcilable } from "./cell_trace.ts";
import { sentRes, total, type TracedCell } from "./traced_cell.ts";

/** A traced cell whose counts can be compared with other ones. */
interface Compared {
  readonly cell: TracedCell;
  readonly trace: CellTrace;
  readonly seen: Reconcilable;
  readonly params: Params;
  /** Threads of the cell, those of io_uring's waiting partners among them. */
  readonly threads: number;
}

/** What was counted twice: by the tracer, and by somebody else. */
interface Pair {
  readonly traced: number;
  readonly counted: number;
}

/** What must hold between a trace and what others counted in the same window. */
interface TracePremise {
  /** What should hold, for the reader of the findings. */
  readonly wanted: string;
  /** What to do where it does not. */
  readonly advice: string;
  /** What is compared; undefined where nobody tells. */
  readonly pair: (compared: Compared) => Pair | undefined;
  readonly holds: (pair: Pair, compared: Compared) => boolean;
}

/** Whether both are the same, but for a part and what the edges cut off. */
function isNear({ traced, counted }: Pair, part: number, edge: number) {
  return Math.abs(traced - counted) <= part * counted + edge;
}

/** Reads on their way, at either edge of the window. */
function inFlight({ params: { workers, iodepth } }: Compared): number {
  return 2 * workers * iodepth;
}

const AGAIN =
  "trace again, with less on the machine and a longer --trace-runtime";
const REPORT = `${AGAIN}; where it stays so, \`uringlab doctor\` tells what ` +
  "this kernel does not show; where all is seen it is a mistake of the tracer";

/**
 * Rescheduling interrupts that come between the edges of the window and the
 * readings of /proc, which wake the readers: up to 27 were seen.
 */
const RES_EDGE = 50;

/** What is compared in every traced cell. A trace that fails is not valid. */
export const TRACE_PREMISES = {
  completions: {
    wanted: "completions traced should be those that the engine counted, " +
      "within 2 %",
    advice: REPORT,
    pair: ({ cell: { row: { metrics } }, trace }) =>
      metrics.ios === undefined || trace.completions === undefined
        ? undefined
        : {
          traced: trace.completions,
          // One of a connection may bring several messages.
          counted: metrics.receives ?? metrics.ios,
        },
    holds: (pair, compared) => isNear(pair, 0.02, inFlight(compared)),
  },
  runs: {
    wanted:
      "where reads completed task_work should have run (but for iopoll, " +
      "and for CQEs that another ring posts)",
    advice: REPORT,
    pair: ({ cell: { row: { metrics } }, trace, params }) =>
      // Whether another ring posts CQEs itself depends on mode and kernel.
      metrics.ios === undefined || params.mode === "iopoll" ||
        isPosted(params)
        ? undefined
        : { traced: total(trace.triggers), counted: metrics.ios },
    holds: ({ traced, counted }, compared) =>
      traced > 0 || counted <= inFlight(compared),
  },
  waiting_calls: {
    wanted: "no more calls should wait than the engine made",
    advice: REPORT,
    pair: ({ seen, params }) =>
      // Its reader waits in read(2), which the engine counts, not the tracer.
      params.wait === "eventfd"
        ? undefined
        : { traced: seen.waits, counted: seen.calls },
    holds: ({ traced, counted }, { threads }) =>
      traced <= 1.02 * counted + threads,
  },
  sleeps: {
    wanted: "the workers' sleeps traced should be their voluntary context " +
      "switches (nvcsw), within 2 %",
    advice: REPORT,
    pair: ({ cell: { row: { metrics } }, seen }) =>
      metrics.nvcsw === undefined
        ? undefined
        : { traced: seen.sleeps, counted: metrics.nvcsw },
    holds: (pair, { threads }) => isNear(pair, 0.02, 2 * threads),
  },
  wakeups: {
    wanted: "every sleep in a waiting call should end by a wake-up that was " +
      "seen, within 5 %",
    advice: `${AGAIN}; some kernels show no tracer what interrupts a process ` +
      "that they hide",
    pair: ({ trace }) => ({
      traced: total(trace.wakers) - (trace.wakers.get("unknown") ?? 0),
      counted: trace.waits.slept,
    }),
    holds: (pair, { threads, params, seen }) =>
      isNear(pair, 0.05, 2 * threads) ||
      // Each of them may wake it, to run its task_work and sleep again.
      (params.iodepthBatchCompleteMin > 1 && pair.traced > pair.counted &&
        pair.traced <= 1.05 * seen.sleeps + 2 * threads),
  },
  res: {
    wanted: "the measured CPUs should have taken no more rescheduling " +
      "interrupts (RES in /proc/interrupts) than were seen sent, within 2 % " +
      "(fewer: those that arrive together are one)",
    advice: REPORT,
    pair: ({ cell }) => {
      const traced = sentRes(cell);
      const { res } = cell.row.metrics;
      return traced === undefined || res === undefined
        ? undefined
        : { traced, counted: res };
    },
    holds: ({ traced, counted }, { cell: { row: { metrics } } }) => {
      const longer = Math.max(0, (metrics.snapshot_ratio ?? 1) - 1);
      return counted <= (1.02 + longer) * traced + RES_EDGE;
    },
  },
  missed: {
    wanted: "the tracer should lose no more than 1 % of the events",
    advice: AGAIN,
    pair: ({ seen: { missed, events } }) => ({
      traced: events - missed,
      counted: events,
    }),
    holds: ({ traced, counted }) => counted - traced <= 0.01 * counted,
  },
} as const satisfies Record<string, TracePremise>;

/** The name of one of them. */
export type TracePremiseName = keyof typeof TRACE_PREMISES;

/** The names of all of them. */
export const TRACE_PREMISE_NAMES = Object.keys(
  TRACE_PREMISES,
) as TracePremiseName[];

function comparedOf(cell: TracedCell): Compared | undefined {
  const { trace, row: { cell: { params } } } = cell;
  const seen = trace?.reconcilable;
  if (!trace || !seen) return undefined;
  const partners = params.wait === "second_thread" ? params.workers : 0;
  return { cell, trace, seen, params, threads: params.workers + partners };
}

/** What one premise compares in a cell; undefined where nobody tells. */
export function pairOf(
  cell: TracedCell,
  name: TracePremiseName,
): Pair | undefined {
  const compared = comparedOf(cell);
  return compared && TRACE_PREMISES[name].pair(compared);
}

/** What does not hold between a trace and what others counted. */
export interface BrokenTrace extends Pair {
  readonly premise: TracePremiseName;
}

/** Which premises a traced cell fails; none where nothing can be compared. */
export function brokenTrace(cell: TracedCell): BrokenTrace[] {
  const compared = comparedOf(cell);
  if (!compared) return [];
  return TRACE_PREMISE_NAMES.flatMap((premise) => {
    const { pair, holds }: TracePremise = TRACE_PREMISES[premise];
    const found = pair(compared);
    return !found || holds(found, compared) ? [] : [{ premise, ...found }];
  });
}

/** Whether what a cell's trace says may be believed; one without: no matter. */
export function isValidTrace(cell: TracedCell): boolean {
  return brokenTrace(cell).length === 0;
}

/** The cells as charts show them: without the traces that are not valid. */
export function withValidTraces(cells: readonly TracedCell[]): TracedCell[] {
  return cells.map((cell) =>
    isValidTrace(cell) ? cell : { ...cell, trace: undefined }
  );
}
