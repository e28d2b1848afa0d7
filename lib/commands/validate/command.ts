import { experimentHelp } from "../../options/experiment_help.ts";
import {
  EXPERIMENT_OPTIONS,
  parseOptions,
} from "../../options/experiment_options.ts";
import { type Command, command } from "../base/command.ts";
import { VALIDATE } from "./load.ts";

/** Measures the same with fio and compares. */
export const validate: Command = command({
  name: VALIDATE.name,
  summary: VALIDATE.summary,
  usage: "[OPTION...]",
  description: VALIDATE.question,
  options: EXPERIMENT_OPTIONS,
  examples: [
    { words: "validate --preset quick", does: "in a minute or two" },
    {
      words: "validate --filename /dev/nvme0n1 --mode default",
      does: "on a disk, which is only read",
    },
    { words: "validate --dry-run", does: "what would be measured" },
  ],
  help: (size) => experimentHelp(VALIDATE, undefined, size),
  parse: parseOptions,
  async execute(options, process) {
    const { runValidate } = await import("./validate.ts");
    return await process.withMachine((around) => runValidate(options, around));
  },
});
