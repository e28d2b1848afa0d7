/** The first step of a run: what the user wants measured, and on what. */

import type { Experiment } from "../model/experiment.ts";
import { readRun, type RecordedRun } from "../files/read_run.ts";
import type { Options } from "../options/experiment_options.ts";
import type { Surroundings } from "../run/surroundings.ts";
import { chooseTarget, type ChosenTarget } from "./choose_target.ts";
import { resumedOptions } from "./resume.ts";

/** What a user wants measured. */
export interface Choice {
  readonly experiment: Experiment;
  /** What was given, on top of the options of the run that it goes on with. */
  readonly options: Options;
  readonly target: ChosenTarget;
  /** The run that it goes on with, if it does. */
  readonly recorded: RecordedRun | undefined;
}

/**
 * Reads the run to go on with, if there is one, and finds the target that the
 * options name, or the default one. Throws {@linkcode UsageError} and
 * {@linkcode RunError} where there is no such run or no such target.
 */
export function choose(
  experiment: Experiment,
  given: Options,
  { machine }: Pick<Surroundings, "machine">,
): Choice {
  const recorded = given.resume === undefined
    ? undefined
    : readRun(given.resume);
  const options = recorded ? resumedOptions(given, recorded) : given;
  const target = chooseTarget(options, machine);
  return { experiment, options, target, recorded };
}
