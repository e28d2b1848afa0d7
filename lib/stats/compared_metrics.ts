import type { FigureName } from "../model/figures/mod.ts";
import type { Better } from "./verdict.ts";

/** A figure that comparisons are made of. */
export interface ComparedMetric {
  readonly name: FigureName;
  readonly better: Better;
  /** The relative step in which it is read; 0 where there is none. */
  readonly resolution: number;
}

/** Of two percentiles, each within 1/256: see bucketMiddle(). */
export const HISTOGRAM_STEP = 1 / 127;

/** What experiments are compared by unless they say otherwise. */
export const COMPARED_METRICS: readonly ComparedMetric[] = [
  { name: "iops", better: "higher", resolution: 0 },
  { name: "clat_avg_us", better: "lower", resolution: 0 },
  { name: "clat_p99_us", better: "lower", resolution: HISTOGRAM_STEP },
];
