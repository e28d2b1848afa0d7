import { timeStamp } from "../files/results_directory.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import type { RunIdentity } from "../model/row.ts";
import { machineIdentity } from "../run/identity.ts";

/** Where results go without --out. */
export const RESULTS = "results";

/** The name, or that with a number when a run of the same second has it. */
function unusedName(name: string): string {
  for (let n = 1;; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    try {
      Deno.lstatSync(`${RESULTS}/${candidate}`);
    } catch {
      return candidate;
    }
  }
}

/** "watch-2024-01-16T12-00-00": what a run of that kind is called now. */
export function newRunName(kind: string): string {
  return unusedName(`${kind}-${timeStamp(new Date())}`);
}

/** The identity of a run that begins now. */
export function newIdentity(
  { experiment: { name }, seed }: Pick<PlannedRun, "experiment" | "seed">,
  version: string,
): RunIdentity {
  return {
    experiment: name,
    run: newRunName(name),
    ...machineIdentity(version),
    seed,
  };
}
