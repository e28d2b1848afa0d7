import { readRun } from "../../files/read_run.ts";
import { OutputDirectory } from "../../files/output_directory.ts";
import { exportResults } from "../../export/export_results.ts";
import { exportTraces } from "../../export/export_traces.ts";
import { writeReport } from "../../export/write_report.ts";
import type { Surroundings } from "../../run/surroundings.ts";

/**
 * Draws everything of a results directory again, without measuring. Returns
 * the exit status. Throws {@linkcode UsageError} where there are no results
 * and {@linkcode RunError} where they are not uringlab's.
 */
export function reportRun(
  path: string,
  { print, status }: Pick<Surroundings, "print" | "status">,
): number {
  const recorded = readRun(path);
  const { run, identity, rows, traced, tracing } = recorded;
  if (recorded.torn) {
    status.say("note: results.csv ends in half a line, which is left out");
  }
  if (rows.length === 0) {
    status.say(`uringlab: ${path} holds no finished cell yet`);
    return 1;
  }
  const directory = new OutputDirectory(path);
  const exported = exportResults(run, rows, traced, identity, directory);
  print(exported.text);
  const traces = tracing && traced.length > 0
    ? exportTraces(traced, run, identity, tracing, directory)
    : undefined;
  if (traces) print(traces.text);
  const { environment } = recorded;
  writeReport(run, rows, identity, exported, traces, environment, directory);
  status.say(`${rows.length} of ${run.cells.length} cells are in ${path}`);
  return 0;
}
