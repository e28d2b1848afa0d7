import type { FigureName } from "../../model/figures/mod.ts";
import type { Summary } from "../../stats/summary.ts";
import { factor, joined, ratios } from "./ratio.ts";

/** What is told. */
const TOLD: readonly FigureName[] = [
  "iops",
  "clat_avg_us",
  "clat_p99_us",
  "cpu_share",
];

/** What the CPU hogs take. */
export function busyFindings(summaries: readonly Summary[]): string[] {
  const figures = joined(
    TOLD.map((name) =>
      factor(name, ratios(summaries, name, "busy", false, true))
    ),
  );
  return figures ? [`busy against no busy: ${figures}.`] : [];
}
