import { type Command, command } from "../base/command.ts";
import { AB_OPTIONS, parseAbOptions } from "./options.ts";

/** Compares two commands. */
export const ab: Command = command({
  name: "ab",
  summary: "two commands, run in turn: does the change help?",
  usage: "--a 'COMMAND' --b 'COMMAND' [OPTION...]",
  description:
    "Runs two commands in pairs, each first in every other one, and tells " +
    "B / A of their wall time, their CPU time and a number that they print, " +
    "with the 95 % interval over the pairs. What a command prints is not " +
    "shown. A command that fails ends it all. With --aa both are A: what " +
    "differs then is noise. With --watch both run 3 times more to tell what " +
    "delivers their io_uring completions.",
  options: AB_OPTIONS,
  essential: [
    "a",
    "b",
    "runs",
    "warmup",
    "precision",
    "metric",
    "json-path",
    "fail-on",
    "export-json",
    "help",
  ],
  examples: [
    { words: "ab --a './old' --b './new'", does: "which takes less time?" },
    {
      words: "ab --a ./old --b ./new --json-path 'iops=jobs[0].read.iops'",
      does: "a number in the JSON that they print",
    },
    {
      words: "ab --a ./old --aa",
      does: "how much differs where nothing does",
    },
  ],
  exitStatus: "0 done, 1 something failed, --fail-on holds or equals differ, " +
    "2 wrong usage, 130 interrupted.",
  parse: parseAbOptions,
  async execute(options, process) {
    const { runAb } = await import("./ab.ts");
    return await process.withMachine((around) => runAb(options, around));
  },
});
