import { trendOf } from "./trend.ts";
import { roundSeconds } from "../parameters/round.ts";
import type { Measured, MeasuredFigure } from "./figure.ts";

/** Shorter parts of a window show how reads come one by one, in seconds. */
const SHORTEST = 0.05;

/**
 * Of the slices that lie in the window as a whole, as many together as it takes
 * for each to be long enough to tell something.
 */
function wholeSlices({ measurement, params }: Measured): number[] {
  const { slices, sliceNs, windowNs } = measurement;
  const whole = slices.slice(0, Math.floor(windowNs / sliceNs + 1e-6));
  const shortestNs = Math.max(SHORTEST, roundSeconds(params)) * 1e9;
  const together = Math.ceil(shortestNs / sliceNs - 1e-6);
  return Array.from(
    { length: Math.floor(whole.length / together) },
    (_, i) =>
      whole.slice(i * together, (i + 1) * together)
        .reduce((sum, count) => sum + count, 0),
  );
}

/** How even the window was. */
export const STEADINESS = [
  {
    name: "iops_drift",
    unit: "1",
    doc: "change of IOPS over the window by a straight line, per mean",
    better: "none",
    signed: true,
    value: (m) => trendOf(wholeSlices(m))?.drift,
  },
  {
    name: "iops_drift_t",
    unit: "1",
    doc: "iops_drift by its standard error: below 3 it may be noise",
    better: "none",
    signed: true,
    value: (m) => trendOf(wholeSlices(m))?.t,
  },
  {
    name: "iops_cv",
    unit: "1",
    doc: "standard deviation of IOPS over 20 slices of the window, per mean",
    better: "lower",
    value: (m) => trendOf(wholeSlices(m))?.variation,
  },
  {
    name: "empty_slices",
    unit: "1",
    doc: "of these slices, those without a read, where the mean is 50 or more",
    better: "lower",
    value: (m) => {
      const slices = wholeSlices(m);
      return trendOf(slices) && slices.filter((count) => count === 0).length;
    },
  },
] as const satisfies readonly MeasuredFigure[];
