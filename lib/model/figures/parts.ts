/** Into which parts a window is cut that tell whether it was steady. */

import type { Params } from "../parameters/params.ts";
import { roundSeconds } from "../parameters/round.ts";

/** Slices of a window as it was planned, URINGLAB_SLICES of the engine. */
const SLICES = 20;
/** Shorter parts of a window show how reads come one by one, in seconds. */
const SHORTEST = 0.05;

/** Parts of a window that are equally long. */
export interface Parts {
  readonly count: number;
  /** Of each of them. */
  readonly seconds: number;
}

/** How many slices of so many seconds make a part that tells something. */
export function slicesPerPart(sliceSeconds: number, params: Params): number {
  const shortest = Math.max(SHORTEST, roundSeconds(params));
  return Math.ceil(shortest / sliceSeconds - 1e-6);
}

/** The parts of a window that lasted for so many seconds. */
export function partsOf(params: Params, windowSeconds: number): Parts {
  const slice = params.runtime / SLICES;
  const together = slicesPerPart(slice, params);
  const whole = Math.min(SLICES, Math.floor(windowSeconds / slice + 1e-6));
  return { count: Math.floor(whole / together), seconds: together * slice };
}
