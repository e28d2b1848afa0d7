import type { OutputDirectory } from "../files/output_directory.ts";
import type { Results } from "../files/read_run.ts";
import { exportResults, type Showing } from "./export_results.ts";
import { exportTraces } from "./export_traces.ts";
import { writeReport } from "./write_report.ts";

/**
 * Writes every file that is made from the results of a run, measured just now
 * or read back: tables, charts, what was traced, and the report. meta.json and
 * results.csv must be there, for the report carries them. Returns what stands
 * on the terminal. Throws {@linkcode RunError} where a file cannot be written.
 */
export function writeResults(
  results: Results,
  directory: OutputDirectory,
  showing: Showing = {},
): string {
  const { traced, tracing } = results;
  const exported = exportResults(results, directory, showing);
  const traces = tracing && traced.length > 0
    ? exportTraces(results, tracing, directory)
    : undefined;
  writeReport(results, exported, traces, directory);
  return exported.text + (traces?.text ?? "");
}
