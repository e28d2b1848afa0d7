import { UsageError } from "../../base/errors.ts";
import { EXPORT_FORMATS } from "../../export/exported_text.ts";
import { flag, HELP, option, parseTable } from "../../options/option_table.ts";
import { oneOf } from "../../options/values.ts";
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
  help: HELP,
};

/** Draws everything of a results directory again. */
export const report: Command = command({
  name: "report",
  summary: "draw everything of a results directory again",
  usage: "DIR [OPTION...]",
  description:
    "Writes the tables, the charts and the report of a results directory " +
    "again, from the rows that are in it and without measuring.",
  options: OPTIONS,
  operands: "directories",
  examples: [
    {
      words: "report results/exp7-2026-01-31T12-00-00",
      does: "after an update of uringlab, say",
    },
    {
      words: "report results/a --export fio-json > a.json",
      does: "for tools that read fio's",
    },
  ],
  parse(args) {
    const { options, operands } = parseTable(args, OPTIONS, "directory");
    const [directory = ""] = operands;
    if (!options.help && (directory === "" || operands.length !== 1)) {
      throw new UsageError("report: name one results directory");
    }
    if (options.json && options.export !== undefined) {
      throw new UsageError("report: --json is --export json: give one of them");
    }
    const format = options.json ? "json" : options.export;
    return { ...options, ...(format !== undefined && { format }), directory };
  },
  async execute({ directory, format, "no-published": without }, process) {
    const { reportRun } = await import("./report_run.ts");
    return reportRun(directory, process, { published: !without }, format);
  },
});
