/** The last step of a run: its files, whether it is whole or was stopped. */

import {
  type MetaAtEnd,
  type MetaAtStart,
  metaJson,
} from "../files/meta_json.ts";
import type { RecordedRun, Results } from "../files/read_run.ts";
import type { ResultsDirectory } from "../files/results_directory.ts";
import type { Surroundings } from "../run/surroundings.ts";
import { surveyPath } from "../source/block/survey_path.ts";
import type { Showing } from "./export_results.ts";
import { exportedText, type ExportFormat } from "./exported_text.ts";
import { writeResults } from "./write_results.ts";

/** What a run has measured. */
export interface Measured extends Results {
  /** Where its rows are already. */
  readonly directory: ResultsDirectory;
  readonly start: MetaAtStart;
  /** The run that it went on with, if it did. */
  readonly recorded: RecordedRun | undefined;
  readonly showing: Showing;
  /** What stopped it before its end; undefined where nothing did. */
  readonly stopped: { readonly reason: unknown } | undefined;
}

/** Writes meta.json, with the end of the run where it has ended. */
export function writeMeta(
  { directory, start, recorded, ...run }: Measured,
  end?: MetaAtEnd,
): void {
  directory.write("meta.json", metaJson(run, start, recorded?.meta, end));
}

/** Writes all files that are not there yet, and prints the tables, or `format`. */
function writeAll(
  measured: Measured,
  around: Surroundings,
  format: ExportFormat | undefined,
): void {
  const { run, rows, tracing, directory } = measured;
  const survey = surveyPath(around.files, run.base.filename);
  writeMeta(measured, {
    endedAt: new Date().toISOString(),
    rows: rows.length,
    // Of a run without a disk there is nothing to say of one.
    disks: survey instanceof Error ? null : survey.disks,
    tracing: tracing ?? null,
  });
  const text = writeResults(measured, directory, measured.showing);
  // Last, for that may fail too.
  if (format === undefined) around.print(text);
  else around.print(exportedText(format, measured, directory), "data");
}

/**
 * Writes the files of a run and says what there is, also where not all of it
 * could be written; takes the directory back where nothing was measured.
 * Throws {@linkcode RunError} where a file cannot be written, and then what
 * stopped the run, if something did.
 */
export function writeRun(
  measured: Measured,
  around: Surroundings,
  format?: ExportFormat,
): void {
  const { run, rows, stopped } = measured;
  const { status } = around;
  using directory = measured.directory;
  status.clear();
  if (rows.length === 0) {
    directory.discard();
    status.say("nothing was measured");
  } else {
    try {
      writeAll(measured, around, format);
    } finally {
      status.say(
        `${rows.length} of ${run.cells.length} cells are in ${directory.path}` +
          (rows.length < run.cells.length
            ? `; --resume ${directory.path} measures the others`
            : ""),
      );
    }
  }
  if (stopped) throw stopped.reason;
}
