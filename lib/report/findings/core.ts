import type { FigureName } from "../../model/figures/mod.ts";
import type { ModeName } from "../../model/modes.ts";
import type { Summary } from "../../stats/summary.ts";
import { factor, joined, ratios } from "./ratio.ts";

function sentence(
  summaries: readonly Summary[],
  mode: ModeName,
): string | undefined {
  const some = summaries.filter(({ params }) => params.mode === mode);
  const of = (metric: FigureName) =>
    ratios(some, metric, "core", "interrupt", "non-interrupt");
  const figures = joined([
    factor("IOPS", of("iops")),
    factor("mean clat", of("clat_avg_us")),
    factor("p99 clat", of("clat_p99_us")),
    factor("CPU time per read", of("cpu_per_io_us")),
  ]);
  return figures && `mode ${mode}: ${figures}`;
}

/** What a non-interrupt core gains in each mode. */
export function coreFindings(summaries: readonly Summary[]): string[] {
  const modes = [...new Set(summaries.map(({ params }) => params.mode))];
  const parts = modes.map((mode) => sentence(summaries, mode)).filter(Boolean);
  return parts.length
    ? [
      `The non-interrupt core against the interrupt core, ${parts.join("; ")}.`,
    ]
    : [];
}
