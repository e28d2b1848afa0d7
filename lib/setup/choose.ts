/** The first step of a run: what the user wants measured, and on what. */

import { UsageError } from "../base/errors.ts";
import { isSequential } from "../model/parameters/directions.ts";
import {
  hasMessages,
  type LoadName,
  LOADS,
} from "../model/parameters/loads.ts";
import type { Experiment } from "../model/experiment.ts";
import { isOfClaims } from "../files/claims_json.ts";
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
  /** What is read; undefined where the load needs no disk. */
  readonly target: ChosenTarget | undefined;
  /** The run that it goes on with, if it does. */
  readonly recorded: RecordedRun | undefined;
}

/** The loads of a run. */
export function loadsOf(
  { base, axes }: Pick<Experiment, "base" | "axes">,
  { parameters }: Pick<Options, "parameters">,
): readonly LoadName[] {
  return parameters.load ?? axes.load ?? [base.load];
}

/**
 * Whether a run needs no disk. Throws {@linkcode UsageError} where only some of
 * its loads do: they have other cores, so that no place suits all of them.
 */
export function isDiskless(
  experiment: Pick<Experiment, "base" | "axes">,
  options: Pick<Options, "parameters">,
): boolean {
  const loads = loadsOf(experiment, options);
  const [first] = loads;
  if (loads.length > 1 && loads.includes("read")) {
    throw new UsageError(
      "--load: reads of a disk have other interrupt cores than what else is " +
        "to be measured; take two runs, and compare these: " +
        "uringlab compare A B",
    );
  }
  const woken = loads.filter((load) => LOADS[load].waker);
  if (woken.length > 0 && woken.length < loads.length) {
    throw new UsageError(
      `--load: ${woken.join(", ")} is completed by a waker, and ` +
        `${loads.filter((load) => !LOADS[load].waker).join(", ")} on the CPU ` +
        "that submits it, so that no cores suit both; take two runs",
    );
  }
  return first !== "read";
}

/** Throws {@linkcode UsageError} for options about a target that is not there. */
function refuseTarget(
  { base, axes }: Pick<Experiment, "base" | "axes">,
  options: Options,
  loads: readonly LoadName[],
): undefined {
  const directions = options.parameters.rw ?? axes.rw ?? [base.rw];
  if (directions.some((rw) => isSequential({ rw }))) {
    throw new UsageError(
      "--rw: only --load read has blocks, which can be read in their order",
    );
  }
  const { filename, size, verify } = options;
  const given = { filename, size, verify };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new UsageError(`--${name}: only --load read has a target`);
  }
  if (
    options.bs !== undefined && !loads.some((load) => hasMessages({ load }))
  ) {
    throw new UsageError(
      "--bs: only --load read and pipe, and those with sockets, have sizes",
    );
  }
  return undefined;
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
  if (recorded && isOfClaims(recorded)) {
    throw new UsageError(
      `--resume: ${recorded.directory} holds claims; what was measured of them ` +
        "stays, and more is measured by `uringlab claims`",
    );
  }
  const options = recorded ? resumedOptions(given, recorded) : given;
  const target = isDiskless(experiment, options)
    ? refuseTarget(experiment, options, loadsOf(experiment, options))
    : chooseTarget(options, machine);
  return { experiment, options, target, recorded };
}
