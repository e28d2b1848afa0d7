import type { Experiment, Preset } from "../lib/model/experiment.ts";

/**
 * How long fio's loop is measured by depth, or by what is done beside it, where
 * arms take turns. `visits` says how many visits each place has with the
 * presets quick and default; `quick` is what else the first has, as fewer axes.
 * A cell that cannot share a visit has the runtime and the repeats instead.
 */
export function loopPresets(
  visits: { readonly quick: number; readonly default: number },
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
