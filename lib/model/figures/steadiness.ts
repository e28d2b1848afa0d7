// @ts-types="@types/d3-array"
import { mean } from "d3-array";
import type { Measured, MeasuredFigure } from "./figure.ts";
import { slicesPerPart } from "./parts.ts";
import { MIN_PARTS, trendOf } from "./trend.ts";

/** Where parts have fewer reads on average, one without any is no wonder. */
const MIN_MEAN = 50;

/**
 * Of the slices that lie in the window as a whole, as many together as it takes
 * for each to be long enough to tell something.
 */
function wholeSlices({ measurement, params }: Measured): number[] {
  const { slices, sliceNs, windowNs } = measurement;
  const whole = slices.slice(0, Math.floor(windowNs / sliceNs + 1e-6));
  const together = slicesPerPart(sliceNs / 1e9, params);
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
    doc: "iops_drift by its standard error, Student's t of the window's parts",
    better: "none",
    signed: true,
    value: (m) => trendOf(wholeSlices(m))?.t,
  },
  {
    name: "iops_cv",
    unit: "1",
    doc:
      "standard deviation of IOPS over the window's parts, per mean; these " +
      "are 20, or fewer of 50 ms and more",
    better: "lower",
    value: (m) => trendOf(wholeSlices(m))?.variation,
  },
  {
    name: "empty_slices",
    unit: "1",
    doc: "of these parts, those without a read, where the mean is 50 or more",
    better: "lower",
    value: (m) => {
      const slices = wholeSlices(m);
      return slices.length < MIN_PARTS || (mean(slices) ?? 0) < MIN_MEAN
        ? undefined
        : slices.filter((count) => count === 0).length;
    },
  },
] as const satisfies readonly MeasuredFigure[];
