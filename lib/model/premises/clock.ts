import { cpuList, type Premise, unless } from "./premise.ts";

/** What must hold of the CPUs' speed and of the edges of the window. */
export const CLOCK = {
  cpu_frequency: {
    wanted: "the frequency of no measured CPU should move by more than 5 % " +
      "over the window",
    effect: "invalid",
    figures: ["cpu_mhz_change"],
    advice: (params) =>
      `\`cpupower -c ${cpuList(params)} frequency-set -g performance\`, and ` +
      "a longer --ramp-time",
    broken: ({ cpu_mhz_change: change = NaN }) =>
      unless(change <= 0.05, change),
  },
  thermal_throttles: {
    wanted: "heat should not slow the measured CPUs down",
    effect: "invalid",
    figures: ["thermal_throttles"],
    advice: () => "better cooling, or pauses between cells",
    broken: ({ thermal_throttles: times = 0 }) => unless(times === 0, times),
  },
  snapshot_ratio: {
    wanted: "the counters should be read at the edges of the window",
    effect: "invalid",
    figures: ["snapshot_ratio"],
    advice: () => "leave a CPU to uringlab itself: fewer --cpus",
    // A turn is short, and counters that are late by a tenth are not told.
    broken: ({ snapshot_ratio: ratio = NaN }, { turn }) =>
      unless(Math.abs(ratio - 1) <= (turn > 0 ? 0.1 : 0.02), ratio),
  },
} as const satisfies Record<string, Premise>;
