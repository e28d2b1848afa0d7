import { enterFlags } from "../model/parameters/enter_flags.ts";
import { setupFlags } from "../model/parameters/modes.ts";
import type { Params } from "../model/parameters/params.ts";
import type { Machine } from "../run/machine.ts";

/**
 * Tells whether the machine refuses a ring, or calls, as a cell wants them. Each
 * kind is tried once.
 */
export function refusedBy(
  machine: Pick<Machine, "probeRing" | "probeEnter">,
): (params: Params) => boolean {
  const known = new Map<string, boolean>();
  return (params) => {
    const setup = setupFlags(params.mode, params.sqarray);
    const enter = enterFlags(params);
    const kind = `${setup} ${enter}`;
    const answer = known.get(kind) ??
      (machine.probeRing(setup, 1) !== undefined ||
        (enter !== 0 && machine.probeEnter(enter) !== undefined));
    known.set(kind, answer);
    return answer;
  };
}
