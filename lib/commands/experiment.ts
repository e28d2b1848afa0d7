import { UsageError } from "../base/errors.ts";
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

/**
 * The command that runs an experiment, called by its names or by `calls`; one
 * that is made of a job of fio's takes the option that names it.
 */
export function experimentCommand(
  experiment: Experiment,
  calls?: readonly string[],
  takesSections = false,
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
    parse(args) {
      const options = parseOptions(args, experiment.options);
      if (options.section !== undefined && !takesSections) {
        throw new UsageError(
          "--section: names a job of a file of fio's: run FILE.fio",
        );
      }
      return options;
    },
    async execute(options, process) {
      const { runExperiment } = await import("../session/run_experiment.ts");
      return await process.withMachine((around) =>
        runExperiment(experiment, options, around)
      );
    },
  });
}
