import type { Step } from "../measurement/steps.ts";
import type { Need } from "./parameter.ts";
import { ALL_NAMES, DESCRIPTIONS, type Params } from "./params.ts";

/**
 * What these parameters ask of the kernel that the engine's step `step`
 * refuses where it is missing.
 */
export function needsAt(step: Step, params: Params): Need[] {
  return ALL_NAMES.flatMap((name) => {
    const { needs } = DESCRIPTIONS[name];
    return needs && needs.step === step && needs.when === params[name]
      ? [needs]
      : [];
  });
}
