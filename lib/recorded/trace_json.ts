import * as v from "valibot";
import { RunError } from "../errors.ts";
import type { Cell } from "../model/cell.ts";
import type { RunIdentity } from "../model/row.ts";
import type { CellTrace } from "../trace/cell_trace.ts";
import type { TracedCell } from "../trace/traced_cell.ts";

/** Maps as lists of pairs. */
function plain(_: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

/** The text of trace.json: everything that was seen in traced cells. */
export function traceJson(cells: readonly TracedCell[]): string {
  const all = cells.map(({ row, trace, untracedIops }) => ({
    // Which cell of the plan it is, and what is other in a traced run.
    cell: row.cell.origin ?? row.cell.index,
    runtime: row.cell.params.runtime,
    startedAt: row.startedAt,
    status: row.status,
    reason: row.reason,
    metrics: row.metrics,
    notes: row.notes,
    untracedIops,
    trace,
  }));
  return `${JSON.stringify(all, plain)}\n`;
}

const number = v.pipe(v.number(), v.finite());
const counts = v.array(v.tuple([v.string(), number]));
const frames = v.array(v.string());
const stacks = v.array(v.union([
  v.tuple([frames, number]),
  v.tuple([frames, number, v.string()]),
]));
const count = v.pipe(number, v.integer(), v.minValue(0));

const trace = v.object({
  triggers: counts,
  entries: counts,
  otherSyscalls: v.array(v.tuple([number, number])),
  stacks,
  completions: v.optional(number),
  waits: v.object({ slept: number, awake: number }),
  wakers: counts,
  wakerStacks: stacks,
  ipis: v.optional(counts),
  landed: v.optional(
    v.object({ user: number, kernel: number, elsewhere: number }),
  ),
  callbacks: v.optional(counts),
});

const file = v.array(v.object({
  cell: count,
  runtime: number,
  startedAt: v.string(),
  status: v.picklist(["ok", "failed", "impossible"]),
  reason: v.string(),
  metrics: v.record(v.string(), number),
  notes: v.array(v.object({ premise: v.string(), value: number })),
  untracedIops: v.optional(number),
  trace: v.optional(trace),
}));

type StoredTrace = v.InferOutput<typeof trace>;

function cellTrace(stored: StoredTrace): CellTrace {
  const map = (pairs: readonly (readonly [unknown, number])[] | undefined) =>
    pairs && new Map(pairs);
  return {
    ...stored,
    triggers: map(stored.triggers),
    entries: map(stored.entries),
    otherSyscalls: map(stored.otherSyscalls),
    wakers: map(stored.wakers),
    ipis: map(stored.ipis),
    callbacks: map(stored.callbacks),
    completions: stored.completions,
    landed: stored.landed,
  } as CellTrace;
}

/**
 * Reads what {@linkcode traceJson} wrote. Throws {@linkcode RunError} where it
 * is something else.
 */
export function readTraces(
  text: string,
  cells: readonly Cell[],
  identity: RunIdentity,
  path: string,
): TracedCell[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RunError(`${path}: ${(error as Error).message}`);
  }
  const result = v.safeParse(file, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new RunError(
      `${path}: ${v.getDotPath(issue) ?? ""}: ${issue.message}`,
    );
  }
  return result.output.map((stored, index) => {
    const origin = cells[stored.cell];
    if (!origin) {
      throw new RunError(
        `${path}: there is no cell ${stored.cell} in the plan`,
      );
    }
    const params = {
      ...origin.params,
      runtime: stored.runtime,
      numberIos: 0,
    };
    return {
      row: {
        identity,
        cell: { ...origin, index, origin: stored.cell, params },
        startedAt: stored.startedAt,
        status: stored.status,
        reason: stored.reason,
        metrics: stored.metrics,
        interrupts: [],
        notes: stored.notes as TracedCell["row"]["notes"],
      },
      trace: stored.trace && cellTrace(stored.trace),
      untracedIops: stored.untracedIops,
    };
  });
}
