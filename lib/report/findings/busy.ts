import type { FigureName } from "../../model/figures/mod.ts";
import type { Summary } from "../../stats/summary.ts";
import { factor, joined, ratios } from "./ratio.ts";

/** What the CPU hogs take. */
export function busyFindings(summaries: readonly Summary[]): string[] {
  const of = (metric: FigureName) =>
    ratios(summaries, metric, "busy", false, true);
  const figures = joined([
    factor("IOPS", of("iops")),
    factor("mean clat", of("clat_avg_us")),
    factor("p99 clat", of("clat_p99_us")),
    factor("the workers' CPU share", of("cpu_share")),
  ]);
  return figures ? [`busy against no busy: ${figures}.`] : [];
}
