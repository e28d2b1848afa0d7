import type { FigureName } from "../../model/figures/mod.ts";
import type { ModeName } from "../../model/parameters/modes.ts";
import type { Summary } from "../../stats/summary.ts";
import { factor, joined, ratios } from "./ratio.ts";

/** What is told. */
const TOLD: readonly FigureName[] = [
  "iops",
  "clat_avg_us",
  "clat_p99_us",
  "cpu_per_io_us",
];

function sentence(
  summaries: readonly Summary[],
  mode: ModeName,
): string | undefined {
  const some = summaries.filter(({ params }) => params.mode === mode);
  const figures = joined(
    TOLD.map((name) =>
      factor(name, ratios(some, name, "core", "interrupt", "non-interrupt"))
    ),
  );
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
