import { UsageError } from "../base/errors.ts";
import type { Row } from "../model/row.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import { readHistograms, withLatencies } from "./histograms_csv.ts";
import { type MetaOfRun, readMeta, type TracingRecord } from "./meta_json.ts";
import { readRows } from "./results_csv.ts";
import { maxBytes, readStranger } from "./stranger_file.ts";
import { readTraces } from "./trace_json.ts";
import { readTurns, withRecordedTurns } from "./turns_csv.ts";

/** What was found out by a run, measured just now or read back. */
export interface Results extends MetaOfRun {
  readonly rows: readonly Row[];
  readonly traced: readonly TracedCell[];
  /** How it was traced; undefined if it was not. */
  readonly tracing: TracingRecord | undefined;
}

/** What a results directory holds. */
export interface RecordedRun extends Results {
  readonly directory: string;
  /** All of meta.json. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** Whether results.csv ends in half a line, which was left out. */
  readonly torn: boolean;
  /** Whether results.csv has the columns that this version writes. */
  readonly isSame: boolean;
}

/**
 * Reads a results directory. Throws {@linkcode UsageError} where there is none
 * and {@linkcode RunError} where its files are not what uringlab writes.
 */
export function readRun(directory: string): RecordedRun {
  const read = (name: string) =>
    readStranger(`${directory}/${name}`, maxBytes(name));
  const { identity, run, tracing, meta } = readMeta(directory);
  const csv = `${directory}/results.csv`;
  const text = read("results.csv");
  if (text === undefined) throw new UsageError(`there is no ${csv}`);
  const { rows, torn, isSame } = readRows(text, run.cells, identity, csv);
  const histograms = readHistograms(
    read("histograms.csv") ?? "",
    `${directory}/histograms.csv`,
  );
  const turns = readTurns(read("turns.csv") ?? "", `${directory}/turns.csv`);
  const traces = read("trace.json");
  const traced = traces === undefined
    ? []
    : readTraces(traces, run.cells, identity, `${directory}/trace.json`);
  return {
    directory,
    run,
    identity,
    rows: withRecordedTurns(withLatencies(rows, histograms.lines), turns),
    traced,
    tracing,
    environment: meta.environment,
    meta,
    torn,
    isSame,
  };
}
