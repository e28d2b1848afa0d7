import type { Experiment, Preset } from "../lib/model/experiment.ts";

type Visits = { readonly quick: number; readonly default: number };

/** The default of what reads in fio's loop, and of what is counted of it. */
function defaultOfLoop(visits: Visits): Preset {
  return {
    runtime: 2,
    rampTime: 0.4,
    repeats: 5,
    order: "random",
    turns: { runtime: 0.2, repeats: visits.default },
  };
}

/** Counts and no-ops are so steady that a document's turns take a second. */
const SHORT_DOCUMENT: Preset = {
  runtime: 10,
  rampTime: 1,
  repeats: 10,
  order: "random",
  turns: { runtime: 1, repeats: 100 },
};

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
    default: defaultOfLoop(visits),
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
    default: defaultOfLoop(visits),
    document: SHORT_DOCUMENT,
  };
}

/**
 * How long is measured what a waker completes, in turns: without a disk's
 * noise short turns do. `quick` is what else the
 * preset of that name has.
 */
export function wakerPresets(
  quick: Pick<Preset, "axes"> & Partial<Pick<Preset, "rampTime">> = {},
): Experiment["presets"] {
  return {
    quick: {
      runtime: 0.3,
      rampTime: 0.05,
      repeats: 3,
      order: "random",
      turns: { runtime: 0.1, repeats: 4 },
      ...quick,
    },
    default: {
      runtime: 0.6,
      rampTime: 0.1,
      repeats: 5,
      order: "random",
      turns: { runtime: 0.2, repeats: 20 },
    },
    document: {
      runtime: 10,
      rampTime: 1,
      repeats: 10,
      order: "random",
      turns: { runtime: 2, repeats: 50 },
    },
  };
}

/** How long no-ops are measured, in turns half as long as a waker's. */
export function nopPresets(): Experiment["presets"] {
  return {
    quick: {
      runtime: 0.3,
      rampTime: 0.05,
      repeats: 3,
      order: "random",
      turns: { runtime: 0.05, repeats: 4 },
    },
    default: {
      runtime: 0.6,
      rampTime: 0.1,
      repeats: 5,
      order: "random",
      turns: { runtime: 0.1, repeats: 20 },
    },
    document: SHORT_DOCUMENT,
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
