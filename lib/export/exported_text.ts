import { fioJson } from "../files/fio_json.ts";
import type { OutputDirectory } from "../files/output_directory.ts";
import type { Results } from "../files/read_run.ts";
import { summaries } from "../stats/summary.ts";

/** The forms in which the results of a run are printed for other programs. */
export const EXPORT_FORMATS = ["csv", "json", "markdown", "fio-json"] as const;

/** One of them. */
export type ExportFormat = typeof EXPORT_FORMATS[number];

/** The files that hold what a format prints. */
const FILES = {
  csv: "summary.csv",
  json: "summary.json",
  markdown: "report.md",
} as const satisfies Partial<Record<ExportFormat, string>>;

/**
 * The results of a run in a format, once all files of its directory are
 * written. Throws {@linkcode RunError} where the file cannot be read.
 */
export function exportedText(
  format: ExportFormat,
  { run, rows, identity }: Pick<Results, "run" | "rows" | "identity">,
  directory: OutputDirectory,
): string {
  return format === "fio-json"
    ? fioJson(run, identity, summaries(rows, run.axes))
    : directory.read(FILES[format]);
}
