import * as v from "valibot";
import { RunError, UsageError } from "../base/errors.ts";
import { baseName } from "../host/system.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import type { Row, RunIdentity } from "../model/row.ts";
import { readHistograms, withLatencies } from "./histograms_csv.ts";
import type { TracingRecord } from "../export/export_traces.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import { readPlan } from "./plan_json.ts";
import { readRows } from "./results_csv.ts";
import { maxBytes, parseStranger, readStranger } from "./stranger_file.ts";
import { readTraces } from "./trace_json.ts";

/** What a results directory holds. */
export interface RecordedRun {
  directory: string;
  run: PlannedRun;
  identity: RunIdentity;
  rows: Row[];
  traced: TracedCell[];
  /** How it was traced; undefined if it was not. */
  tracing: TracingRecord | undefined;
  /** All of meta.json. */
  meta: Readonly<Record<string, unknown>>;
  /** Whether results.csv ends in half a line, which was left out. */
  torn: boolean;
  /** Whether results.csv has the columns that this version writes. */
  isSame: boolean;
}

/** Undefined where there is no such file. */
function readText(path: string): string | undefined {
  return readStranger(path, maxBytes(baseName(path)));
}

function readMeta(path: string): Record<string, unknown> {
  const text = readText(path);
  if (text === undefined) {
    throw new UsageError(
      `${path.replace(/\/meta\.json$/, "")} holds no results of uringlab: ` +
        "there is no meta.json",
    );
  }
  const value = parseStranger(text, path);
  if (typeof value !== "object" || value === null) {
    throw new RunError(`${path}: it holds no object`);
  }
  return value as Record<string, unknown>;
}

function readIdentity(
  meta: Readonly<Record<string, unknown>>,
  path: string,
): RunIdentity {
  const text = (name: string) => {
    const value = meta[name];
    if (typeof value === "string") return value;
    throw new RunError(`${path}: ${name} is no text`);
  };
  const { seed } = meta;
  if (typeof seed !== "number" || !Number.isSafeInteger(seed)) {
    throw new RunError(`${path}: seed is no number`);
  }
  return {
    experiment: text("experiment"),
    run: text("run"),
    version: text("version"),
    host: text("host"),
    kernel: text("kernel"),
    seed,
  };
}

const tracingRecord = v.object({
  tier: v.picklist(["kprobes", "tracepoints", "none"]),
  obstacles: v.array(
    v.object({ what: v.string(), why: v.string(), remedy: v.string() }),
  ),
  syscalls: v.record(v.string(), v.string()),
});

function readTracing(value: unknown, path: string): TracingRecord | undefined {
  if (value == null) return undefined;
  const result = v.safeParse(tracingRecord, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new RunError(
    `${path}: tracing.${v.getDotPath(issue) ?? ""}: ${issue.message}`,
  );
}

/**
 * Reads a results directory. Throws {@linkcode UsageError} where there is none
 * and {@linkcode RunError} where its files are not what uringlab writes.
 */
export function readRun(directory: string): RecordedRun {
  const meta = readMeta(`${directory}/meta.json`);
  const identity = readIdentity(meta, `${directory}/meta.json`);
  const run = readPlan(meta.plan, `${directory}/meta.json`);
  const csv = `${directory}/results.csv`;
  const text = readText(csv);
  if (text === undefined) throw new UsageError(`there is no ${csv}`);
  const { rows, torn, isSame } = readRows(text, run.cells, identity, csv);
  const kept = `${directory}/histograms.csv`;
  const histograms = readHistograms(readText(kept) ?? "", kept);
  const traces = readText(`${directory}/trace.json`);
  const traced = traces === undefined
    ? []
    : readTraces(traces, run.cells, identity, `${directory}/trace.json`);
  return {
    directory,
    run,
    tracing: readTracing(meta.tracing, `${directory}/meta.json`),
    identity,
    rows: withLatencies(rows, histograms.lines),
    traced,
    meta,
    torn,
    isSame,
  };
}
