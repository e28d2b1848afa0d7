import { RunError } from "../base/errors.ts";
import type { Experiment } from "../model/experiment.ts";
import type { Options } from "../options/experiment_options.ts";
import type { Surroundings } from "../run/surroundings.ts";
import { findTracing, type Tracing } from "../trace/ability.ts";

function whyNot({ obstacles }: Tracing): string {
  return obstacles.map(({ what, why, remedy }) => `${what} (${why}): ${remedy}`)
    .join("; ");
}

/** Whether a run is to be traced, if that can be done. */
export function wantsTracing(
  experiment: Experiment,
  options: Pick<Options, "trace" | "no-trace">,
): boolean {
  return !options["no-trace"] && (options.trace || experiment.traced);
}

/**
 * Finds out what can be traced here, before anything is measured; undefined
 * where nothing is to be traced. Throws {@linkcode RunError} when that was
 * asked for and cannot be.
 */
export async function chooseTracing(
  experiment: Experiment,
  options: Options,
  { machine, status }: Surroundings,
): Promise<Tracing | undefined> {
  if (!wantsTracing(experiment, options)) return undefined;
  const tracing = await findTracing(machine.tracerPath);
  if (tracing.works) return tracing;
  if (options.trace) {
    throw new RunError(`--trace cannot trace here: ${whyNot(tracing)}`);
  }
  status.say(
    `note: ${experiment.name} counts kicks by tracing, which cannot be done ` +
      `here: ${whyNot(tracing)}; they are left out`,
  );
  return undefined;
}
