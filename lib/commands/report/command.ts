import { UsageError } from "../../base/errors.ts";
import { EXPORT_FORMATS } from "../../export/exported_text.ts";
import { flag, HELP, option, parseTable } from "../../options/option_table.ts";
import { oneOf, text } from "../../options/values.ts";
import { type Command, command } from "../base/command.ts";

const OPTIONS = {
  json: flag("print what was found as data: the same as --export json"),
  export: option(
    EXPORT_FORMATS.join("|"),
    "print that in place of the tables: a row or an object per cell, the " +
      "report, or what tools read that read fio's JSON",
    oneOf(EXPORT_FORMATS),
  ),
  "no-published": flag("leave what others published out of the charts"),
  out: option(
    "FILE",
    "of several directories: where their page is written; default: " +
      "index.html in the directory that they lie in",
    text,
  ),
  help: HELP,
};

/** Draws everything of a results directory again, or a page over many. */
export const report: Command = command({
  name: "report",
  summary: "draw everything of a results directory again, or a page over many",
  usage: "DIR... [OPTION...]",
  description:
    "Writes the tables, the charts and the report of a results directory " +
    "again, from the rows that are in it and without measuring. Of several " +
    "results directories, or of a directory that holds some, it writes one " +
    "page, index.html: a table of the runs with host, kernel, version and the " +
    "answer of each with its interval, and how the answer went from kernel to " +
    "kernel or from version to version.",
  options: OPTIONS,
  operands: "directories",
  examples: [
    {
      words: "report results/exp7-2026-01-31T12-00-00",
      does: "after an update of uringlab, say",
    },
    { words: "report results/", does: "one page over all of them" },
    {
      words: "report results/a --export fio-json > a.json",
      does: "for tools that read fio's",
    },
  ],
  parse(args) {
    const { options, operands } = parseTable(args, OPTIONS, "directory");
    if (!options.help && (operands.length === 0 || operands.includes(""))) {
      throw new UsageError("report: name a results directory, or several");
    }
    if (options.json && options.export !== undefined) {
      throw new UsageError("report: --json is --export json: give one of them");
    }
    const format = options.json ? "json" : options.export;
    return {
      ...options,
      ...(format !== undefined && { format }),
      directories: operands,
    };
  },
  async execute(
    { directories, format, out, "no-published": without },
    process,
  ) {
    const { isMany, reportMany } = await import("./report_many.ts");
    if (isMany(directories)) {
      if (format !== undefined) {
        throw new UsageError(
          "report: --json and --export print the results of one directory",
        );
      }
      return reportMany(directories, process, out);
    }
    if (out !== undefined) {
      throw new UsageError(
        "report: --out is for the page over several directories; the report " +
          "of one stays in it",
      );
    }
    const { reportRun } = await import("./report_run.ts");
    return reportRun(
      directories[0] ?? "",
      process,
      { published: !without },
      format,
    );
  },
});
