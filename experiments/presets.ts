import type { Experiment, Preset } from "../lib/model/experiment.ts";

type Visits = { readonly quick: number; readonly default: number };

/**
 * How long fio's loop is measured by depth, or by what is done beside it, where
 * arms take turns. `visits` says how many visits each place has with the
 * presets quick and default; `quick` is what else the first has, as fewer axes.
 * A cell that cannot share a visit has the runtime and the repeats instead.
 */
export function loopPresets(
  visits: Visits,
  quick: Pick<Preset, "axes" | "withoutDisk"> = {},
): Experiment["presets"] {
  return {
    quick: {
      runtime: 1,
      rampTime: 0.4,
      repeats: 1,
      order: "random",
      turns: { runtime: 0.1, repeats: visits.quick },
      ...quick,
    },
    default: {
      runtime: 2,
      rampTime: 0.4,
      repeats: 5,
      order: "random",
      turns: { runtime: 0.2, repeats: visits.default },
    },
    document: {
      runtime: 60,
      rampTime: 1,
      repeats: 10,
      order: "random",
      turns: { runtime: 6, repeats: 100 },
    },
  };
}

/**
 * How long it is counted what happens to a read, in turns: by `visits` as
 * above. Counts are steadier than times, so that shorter turns do.
 */
export function countPresets(visits: Visits): Experiment["presets"] {
  return {
    quick: {
      runtime: 1,
      rampTime: 0.2,
      repeats: 1,
      order: "random",
      turns: { runtime: 0.1, repeats: visits.quick },
    },
    default: {
      runtime: 2,
      rampTime: 0.4,
      repeats: 5,
      order: "random",
      turns: { runtime: 0.2, repeats: visits.default },
    },
    document: {
      runtime: 10,
      rampTime: 1,
      repeats: 10,
      order: "random",
      turns: { runtime: 1, repeats: 100 },
    },
  };
}

/**
 * How long cells of their own are measured, where what is compared leaves
 * threads running and so cannot take turns. `quick` says how many repeats the
 * preset of that name has.
 */
export function cellPresets(
  repeats: { readonly quick: number },
): Experiment["presets"] {
  return {
    quick: {
      runtime: 0.2,
      rampTime: 0.05,
      repeats: repeats.quick,
      order: "random",
    },
    default: { runtime: 1, rampTime: 0.2, repeats: 6, order: "random" },
    document: { runtime: 20, rampTime: 1, repeats: 30, order: "random" },
  };
}
