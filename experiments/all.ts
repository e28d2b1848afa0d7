import type { Experiment } from "../lib/model/experiment.ts";
import { exp7 } from "./exp7.ts";

/** Every experiment, in the order of `uringlab list`. */
export const EXPERIMENTS: readonly Experiment[] = [exp7];
