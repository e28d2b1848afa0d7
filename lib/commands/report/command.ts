import { UsageError } from "../../base/errors.ts";
import { flag, HELP, parseTable } from "../../options/option_table.ts";
import { type Command, command } from "../base/command.ts";

const OPTIONS = {
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
  ],
  parse(args) {
    const { options, operands } = parseTable(args, OPTIONS, "directory");
    const [directory = ""] = operands;
    if (!options.help && (directory === "" || operands.length !== 1)) {
      throw new UsageError("report: name one results directory");
    }
    return { ...options, directory };
  },
  async execute({ directory, "no-published": without }, process) {
    const { reportRun } = await import("./report_run.ts");
    return reportRun(directory, process, { published: !without });
  },
});
