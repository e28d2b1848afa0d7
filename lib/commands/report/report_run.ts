import { UsageError } from "../../base/errors.ts";
import { holdsClaims, isOfClaims } from "../../files/claims_json.ts";
import { isWatch } from "../../files/watch_json.ts";
import { readRun } from "../../files/read_run.ts";
import { OutputDirectory } from "../../files/output_directory.ts";
import { exportedText, type ExportFormat } from "../../export/exported_text.ts";
import type { Showing } from "../../export/export_results.ts";
import { writeResults } from "../../export/write_results.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { reportWatch } from "../watch/report_watch.ts";
import { reportClaims } from "./report_claims.ts";

/**
 * Draws everything of a results directory again, without measuring, and prints
 * the tables, or what was found in a format for other programs. Returns
 * the exit status. Throws {@linkcode UsageError} where there are no results
 * and {@linkcode RunError} where they are not uringlab's.
 */
export function reportRun(
  path: string,
  { print, status }: Pick<Surroundings, "print" | "status">,
  showing: Showing = {},
  format?: ExportFormat,
): number {
  if (isWatch(path)) return reportWatch(path, { print, status });
  if (holdsClaims(path)) return reportClaims(path, { print, status }, format);
  const recorded = readRun(path);
  if (isOfClaims(recorded)) {
    throw new UsageError(
      `${path} holds claims that were ended before their first round was over`,
    );
  }
  const { run, rows } = recorded;
  if (recorded.torn) {
    status.say("note: results.csv ends in half a line, which is left out");
  }
  if (rows.length === 0) {
    status.say(`uringlab: ${path} holds no finished cell yet`);
    return 1;
  }
  const directory = new OutputDirectory(path);
  const text = writeResults(recorded, directory, showing);
  if (format === undefined) print(text);
  else print(exportedText(format, recorded, directory), "data");
  status.say(`${rows.length} of ${run.cells.length} cells are in ${path}`);
  return 0;
}
