// @ts-types="@types/d3-array"
import { groups, max, sum, union } from "d3-array";
import { formatCpuList } from "../../base/cpu_list.ts";
import { plural } from "../../base/number_text.ts";
import type { Summary } from "../../stats/summary.ts";
import { type FigureName, isTraceFigure } from "../../model/figures/mod.ts";
import { busyText } from "../../model/parameters/busy.ts";
import { type ChartContext, secondsText } from "./context.ts";
import { figureLabel } from "./labels.ts";

/** What a chart shows of the runs of a cell. */
type Shown = "medians" | "every read";

/** What a figure of several runs is: medians, but for percentiles. */
function middleText(
  runs: string,
  summaries: readonly Summary[],
  figures: readonly FigureName[],
): string {
  const together = figures.filter((name) =>
    summaries.some((summary) => summary.spread(name)?.reads !== undefined)
  );
  if (together.length === 0) return `Median of ${runs}`;
  return together.length === figures.length
    ? `Of all reads of ${runs}`
    : `Median of ${runs}, percentiles of all their reads`;
}

/** Says how many runs the figures come from, and how long these were. */
function runsText(
  context: ChartContext,
  summaries: readonly Summary[],
  figures: readonly FigureName[],
  shown: Shown,
): string {
  const limit = summaries.find(({ params }) => params.numberIos)?.params
    .numberIos;
  const { repeats } = context;
  const seconds = secondsText(context);
  const run = limit ? `at least ${limit} reads or ${seconds}` : seconds;
  if (shown === "every read") {
    return repeats > 1
      ? `All reads of ${repeats} runs of ${run} together.`
      : `All reads of one run of ${run} each.`;
  }
  return repeats > 1
    ? `${middleText(`${repeats} runs of ${run}`, summaries, figures)}; ` +
      "whiskers from the lowest to the highest."
    : `One run of ${run} each, so no spread.`;
}

/** What points and whiskers are where several traced runs of a cell tell. */
function tracedText(
  summaries: readonly Summary[],
  figures: readonly FigureName[],
): string {
  const most = max(
    figures.flatMap((name) =>
      summaries.flatMap((summary) => summary.spread(name)?.n ?? [])
    ),
  ) ?? 0;
  return most > 1
    ? `; median of ${most} runs, whiskers from the lowest to the highest`
    : "";
}

/** Where hogs run, and how many of them. */
function hogsText(summaries: readonly Summary[]): string[] {
  const busy = summaries.map(({ params }) => params).filter((p) => p.busy);
  const where = groups(busy, (p) => p.busy).flatMap(([kind, some]) => {
    const [first] = some;
    if (!first) return [];
    if (kind === true) {
      return [`busy: ${first.busyPerCpu} CPU hogs on each measured CPU.`];
    }
    const cpus = union(...some.map(({ busyCpus }) => busyCpus));
    const on = [...cpus].sort((a, b) => a - b);
    return [
      `${busyText(first.busy)}: ${first.busyPerCpu} CPU hogs on ` +
      `${on.length > 1 ? "each of CPUs" : "CPU"} ${formatCpuList(on)}.`,
    ];
  });
  return where;
}

/** Says in lines below a chart how its figures came about. */
export function caption(
  context: ChartContext,
  summaries: readonly Summary[],
  figures: readonly FigureName[] = [],
  shown: Shown = "medians",
): string[] {
  const traced = figures.filter(isTraceFigure);
  const onlyTraced = traced.length > 0 && traced.length === figures.length;
  const lines = onlyTraced
    ? []
    : [runsText(context, summaries, figures, shown)];
  if (traced.length > 0) {
    const names = traced.map((name) => figureLabel(name).label).join(", ");
    const runs = onlyTraced ? tracedText(summaries, traced) : "";
    lines.push(`Counted in traced runs: ${names}${runs}.`);
  }
  lines[0] = [lines[0], ...hogsText(summaries)].join(" ");
  const invalid = sum(summaries, (s) => s.invalid);
  if (invalid) {
    const all = plural(sum(summaries, ({ ok }) => ok), "run");
    lines.push(`Not valid, but counted: ${invalid} of ${all}.`);
  }
  const failed = sum(summaries, (s) => s.failed);
  if (failed) lines.push(`Left out: ${failed} failed.`);
  return lines;
}
