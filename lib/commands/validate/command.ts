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
  help: () => experimentHelp(VALIDATE),
  parse: parseOptions,
  async execute(options, process) {
    const { runValidate } = await import("./validate.ts");
    return await process.withMachine((around) => runValidate(options, around));
  },
});
