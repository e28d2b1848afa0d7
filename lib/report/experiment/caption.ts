import type { Summary } from "../summary.ts";
import type { ChartContext } from "./context.ts";

/** How the figures of a chart came about. */
export function caption(
  { repeats, runtime }: ChartContext,
  summaries: readonly Summary[],
): string[] {
  const limit = summaries.find(({ params }) => params.numberIos)?.params
    .numberIos;
  const run = limit
    ? `at least ${limit} reads or ${runtime} s`
    : `${runtime} s`;
  const lines = [
    repeats > 1
      ? `Median of ${repeats} runs of ${run}; whiskers from the lowest to the highest.`
      : `One run of ${run} each, so no spread.`,
  ];
  const busy = summaries.find((s) => s.params.busy)?.params;
  if (busy) {
    lines[0] += ` busy: ${busy.busyPerCpu} CPU hogs on each measured CPU.`;
  }
  const failed = summaries.reduce((sum, s) => sum + s.failed, 0);
  if (failed) lines.push(`Left out: ${failed} failed.`);
  return lines;
}
