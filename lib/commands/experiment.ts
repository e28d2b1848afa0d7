import type { Experiment } from "../model/experiment.ts";
import {
  experimentExamples,
  experimentHelp,
} from "../options/experiment_help.ts";
import {
  EXPERIMENT_OPTIONS,
  parseOptions,
} from "../options/experiment_options.ts";
import { type Command, command } from "./base/command.ts";

/** The command that runs an experiment, called by its names or by `calls`. */
export function experimentCommand(
  experiment: Experiment,
  calls?: readonly string[],
): Command {
  const { name, alias, summary, question, base } = experiment;
  return command({
    name,
    ...(alias !== undefined && { alias }),
    summary,
    usage: "[OPTION...]",
    description: question,
    options: EXPERIMENT_OPTIONS,
    examples: experimentExamples(calls?.[0] ?? name, base),
    help: (size) => experimentHelp(experiment, calls, size),
    parse: (args) => parseOptions(args, experiment.options),
    async execute(options, process) {
      const { runExperiment } = await import("../session/run_experiment.ts");
      return await process.withMachine((around) =>
        runExperiment(experiment, options, around)
      );
    },
  });
}
