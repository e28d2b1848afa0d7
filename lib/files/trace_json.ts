import * as v from "valibot";
import { RunError } from "../base/errors.ts";
import type { Cell } from "../model/cell.ts";
import { PREMISES } from "../model/premises/mod.ts";
import { MAX_SECONDS } from "../model/parameters/table.ts";
import { MAX_FIGURE } from "./limits.ts";
import { parseStranger } from "./stranger_file.ts";
import { IPI_CAUSES, type IpiCause } from "../trace/ipi.ts";
import { ENTRY_CLASSES, TRIGGERS } from "../trace/trigger.ts";
import { WAKERS } from "../trace/waker.ts";
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
    block: row.cell.repeat,
    seed: row.cell.seed,
    runtime: row.cell.params.runtime,
    startedAt: row.startedAt,
    status: row.status,
    reason: row.reason,
    metrics: row.metrics,
    notes: row.broken,
    untracedIops,
    trace,
  }));
  return `${JSON.stringify(all, plain)}\n`;
}

const number = v.pipe(
  v.number(),
  v.minValue(-MAX_FIGURE),
  v.maxValue(MAX_FIGURE),
);
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_SECONDS));

function names<T extends string>(of: Readonly<Record<T, unknown>>) {
  return v.picklist(Object.keys(of) as T[]);
}

/** Counts by a name that is one of these. */
function counts<T extends v.GenericSchema>(name: T) {
  return v.array(v.tuple([name, count]));
}

const trigger = names(TRIGGERS);
/** Longer than a symbol of the kernel can be (KSYM_NAME_LEN), and deeper. */
const symbol = v.pipe(v.string(), v.maxLength(1024));
const frames = v.pipe(v.array(symbol), v.maxLength(1024));
const stacks = v.array(v.union([
  v.strictTuple([frames, count]),
  v.strictTuple([frames, count, trigger]),
]));
const entry = v.picklist(ENTRY_CLASSES);
const ipi = v.picklist(
  (["RES", "CAL"] as const).flatMap((vector) =>
    (Object.keys(IPI_CAUSES) as IpiCause[]).map((cause) =>
      `${vector} ${cause}` as const
    )
  ),
);

const trace = v.object({
  triggers: counts(trigger),
  entries: counts(entry),
  otherSyscalls: counts(count),
  stacks,
  completions: v.optional(count),
  waits: v.object({ slept: count, awake: count }),
  wakers: counts(names(WAKERS)),
  wakerStacks: stacks,
  stackSamples: v.optional(v.object({ taken: count, failed: count })),
  ipis: v.optional(counts(ipi)),
  landed: v.optional(
    v.object({ user: count, kernel: count, elsewhere: count }),
  ),
  callbacks: v.optional(counts(symbol)),
  reconcilable: v.optional(v.object({
    sleeps: count,
    waits: count,
    calls: count,
    missed: count,
    events: count,
  })),
});

const file = v.array(v.object({
  cell: count,
  // Where it is absent, each cell was traced once.
  block: v.optional(v.pipe(count, v.minValue(1))),
  seed: v.optional(count),
  runtime: seconds,
  startedAt: v.string(),
  status: v.picklist(["ok", "failed", "impossible"]),
  reason: v.string(),
  metrics: v.record(v.string(), number),
  notes: v.array(v.object({ premise: names(PREMISES), value: number })),
  untracedIops: v.optional(v.pipe(number, v.minValue(0))),
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
    reconcilable: stored.reconcilable,
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
  const value = parseStranger(text, path);
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
        cell: {
          ...origin,
          index,
          origin: stored.cell,
          repeat: stored.block ?? 1,
          seed: stored.seed ?? origin.seed,
          params,
        },
        startedAt: stored.startedAt,
        status: stored.status,
        reason: stored.reason,
        metrics: stored.metrics,
        interrupts: [],
        broken: stored.notes,
      },
      trace: stored.trace && cellTrace(stored.trace),
      untracedIops: stored.untracedIops,
    };
  });
}
