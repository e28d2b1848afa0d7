import type { Experiment } from "../lib/model/experiment.ts";
import { cost } from "./cost.ts";
import { delivery } from "./delivery.ts";
import { exp10 } from "./exp10.ts";
import { exp11 } from "./exp11.ts";
import { exp5 } from "./exp5.ts";
import { exp7 } from "./exp7.ts";
import { modes } from "./modes.ts";

/** Every experiment, in the order of `uringlab list`. */
export const EXPERIMENTS: readonly Experiment[] = [
  exp5,
  exp7,
  exp10,
  exp11,
  modes,
  delivery,
  cost,
];
