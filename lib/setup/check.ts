/** The second step of a run: what this machine lets it find out. */

import type { Surroundings } from "../run/surroundings.ts";
import type { Survey } from "../source/block/survey.ts";
import type { Tracing } from "../trace/ability.ts";
import { surveyWake } from "../source/wake/cores.ts";
import { type Choice, loadsOf } from "./choose.ts";
import { checkCpus } from "./choose_cpus.ts";
import { chooseTracing } from "./choose_tracing.ts";
import { settleCores } from "./settle_cores.ts";

/** A choice, and what was found out about it here. */
export interface Checked extends Choice {
  /** How it can be traced; undefined where nothing is to be. */
  readonly tracing: Tracing | undefined;
  /** What is known of the target's disks and the CPUs, or why nothing is. */
  readonly survey: Survey | Error;
  /** Where wakers run; none where the load has none. */
  readonly wakerCpus: readonly number[];
}

/**
 * Finds out whether a choice can be traced and where its reads complete.
 * Throws {@linkcode RunError} where tracing was asked for and cannot be, or
 * where io_uring is forbidden; a dry run tries nothing.
 */
export async function check(
  choice: Choice,
  around: Surroundings,
): Promise<Checked> {
  const { experiment, options, target } = choice;
  // What is refused is refused before anything is read.
  const tracing = options["dry-run"]
    ? undefined
    : await chooseTracing(experiment, options, around);
  if (target) {
    const survey = await settleCores(options, target, around);
    return { ...choice, tracing, survey, wakerCpus: [] };
  }
  const { files, machine } = around;
  const [load = "nop"] = loadsOf(experiment, options);
  const given = options["waker-cpus"];
  if (given) checkCpus("waker-cpus", given, files, machine);
  return { ...choice, tracing, ...surveyWake(files, load, given) };
}
