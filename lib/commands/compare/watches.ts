import { numberOrNull } from "../../base/data_json.ts";
import { type Field, rounded } from "../../base/field.ts";
import { changeText, threeDigits } from "../../base/number_text.ts";
import { UsageError } from "../../base/errors.ts";
import { printable, wrap } from "../../base/terminal_text.ts";
import { csvLines } from "../../files/csv_text.ts";
import { failure, OutputDirectory } from "../../files/output_directory.ts";
import { readWatch } from "../../files/watch_json.ts";
import { estimateText } from "../../report/ratio_text.ts";
import { textTable } from "../../report/tables/text_table.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { MIN_SECONDS, seriesRatio, seriesVerdict } from "../../stats/series.ts";
import type { UnpairedRatio } from "../../stats/unpaired.ts";
import type { Verdict } from "../../stats/verdict.ts";
import { type FigureSeries, figureSeries } from "../../watch/series.ts";
import type { WatchRecord } from "../../watch/watch_record.ts";
import { type FailOn, failOnText, fails } from "./fail_on.ts";
import { comparisonJson, ratioFields } from "./json.ts";
import type { CompareOptions } from "./options.ts";

/** A figure of processes of a name, in two watches. */
export interface WatchComparison {
  readonly process: string;
  readonly figure: string;
  readonly from: FigureSeries;
  readonly to: FigureSeries;
  readonly estimate: UnpairedRatio;
  readonly verdict: Verdict;
}

/** A ratio without an interval: of figures that were 0 in some seconds. */
function wholeRatio(from: FigureSeries, to: FigureSeries): UnpairedRatio {
  const ratio = to.whole / from.whole;
  const counts = [from.values.length, to.values.length] as const;
  return {
    ratio: Number.isFinite(ratio) && ratio > 0 ? ratio : undefined,
    low: undefined,
    high: undefined,
    p: undefined,
    n: Math.min(...counts),
    fromRepeats: counts[0],
    toRepeats: counts[1],
  };
}

/**
 * What both watches tell, figure by figure; processes are the same that have
 * one name.
 */
export function watchComparisons(
  a: WatchRecord,
  b: WatchRecord,
): WatchComparison[] {
  const other = figureSeries(b.samples);
  return figureSeries(a.samples).flatMap((from) => {
    const to = other.find(({ process, figure }) =>
      process === from.process && figure === from.figure
    );
    if (!to) return [];
    const isPositive = [...from.values, ...to.values].every((one) => one > 0);
    const estimate = isPositive
      ? seriesRatio(from.values, to.values)
      : wholeRatio(from, to);
    return [{
      process: from.process,
      figure: from.figure,
      from,
      to,
      estimate,
      verdict: seriesVerdict(estimate, from.better),
    }];
  });
}

const HOW =
  "A ratio is that of the geometric means over the seconds of each watch, with " +
  "a 95 % interval that is widened by how alike neighbouring seconds are; it " +
  `takes ${MIN_SECONDS} seconds of both, and a figure that is never 0. What ` +
  "lasted as long as a whole watch is in no interval: compare two watches of " +
  "one setting to see how much that is.";

function ratioText({ estimate }: WatchComparison): string {
  if (estimate.ratio === undefined) return "-";
  return estimate.low === undefined
    ? `${changeText(estimate.ratio)} (no interval)`
    : estimateText({ estimate });
}

function textOf(comparisons: readonly WatchComparison[]): string {
  const words = { words: true };
  const column = (head: string, of: (one: WatchComparison) => number) => ({
    head,
    words: false,
    value: (one: WatchComparison) => threeDigits(of(one)),
  });
  return textTable(comparisons, [
    {
      ...words,
      head: "process",
      name: "process",
      value: ({ process }) => printable(process),
    },
    { ...words, head: "figure", name: "", value: ({ figure }) => figure },
  ], [
    column("A", ({ from }) => from.whole),
    column("B", ({ to }) => to.whole),
    { ...words, head: "B / A", value: ratioText },
  ]) + `\n${wrap(HOW).join("\n")}\n`;
}

/** What `compare --json` prints of two watches. */
export function comparedWatchesJson(
  [a, b]: readonly [string, string],
  comparisons: readonly WatchComparison[],
): string {
  return comparisonJson("watches", {
    a: [{ directory: a }],
    b: [{ directory: b }],
    comparisons: comparisons.map((one) => ({
      process: one.process,
      figure: one.figure,
      better: one.from.better,
      a: numberOrNull(one.from.whole),
      b: numberOrNull(one.to.whole),
      ...ratioFields(one.estimate),
      unit: "seconds",
      paired: false,
      units_a: one.estimate.fromRepeats,
      units_b: one.estimate.toRepeats,
      verdict: one.verdict.kind,
    })),
  });
}

/** The text of compare.csv. */
function csvOf(comparisons: readonly WatchComparison[]): string {
  return csvLines([
    [
      "process",
      "figure",
      "better",
      "a",
      "b",
      "seconds_a",
      "seconds_b",
      "ratio",
      "low",
      "high",
      "verdict",
    ],
    ...comparisons.map(({ from, to, estimate, verdict }): Field[] => [
      from.process,
      from.figure,
      from.better,
      rounded(from.whole),
      rounded(to.whole),
      estimate.fromRepeats,
      estimate.toRepeats,
      rounded(estimate.ratio),
      rounded(estimate.low),
      rounded(estimate.high),
      verdict.text,
    ]),
  ]);
}

/** Whether a condition holds, or none could be told; says which. */
function checkConditions(
  comparisons: readonly WatchComparison[],
  conditions: readonly FailOn[],
  say: (line: string) => void,
): boolean {
  const failed = conditions.flatMap((condition) =>
    comparisons.filter((one) => fails(condition, one)).map((one) =>
      `--fail-on ${failOnText(condition)}: ${one.process}, ${one.figure}: ` +
      estimateText(one)
    )
  );
  for (const line of failed) say(`uringlab: ${line}`);
  const blind = conditions.length > 0 &&
    comparisons.every(({ verdict }) => verdict.kind === "too_few");
  if (blind) {
    say("uringlab: --fail-on: no figure has an interval: nothing can be told");
  }
  return failed.length > 0 || blind;
}

/**
 * Compares the directories of two watches. Returns the exit status: 1 where a
 * condition of `failOn` holds. Throws {@linkcode UsageError} where the two have
 * nothing in common and {@linkcode RunError} where they are not uringlab's.
 */
export function compareWatches(
  [a, b]: readonly [string, string],
  { metrics, failOn, out, json }: Pick<
    CompareOptions,
    "metrics" | "failOn" | "out" | "json"
  >,
  { print, status }: Pick<Surroundings, "print" | "status">,
): number {
  if (metrics) {
    throw new UsageError("compare: --metric is for runs; these are watches");
  }
  const comparisons = watchComparisons(readWatch(a), readWatch(b));
  if (comparisons.length === 0) {
    throw new UsageError(
      "compare: no process of one name is in both watches, and did anything",
    );
  }
  const text = textOf(comparisons);
  if (json) print(comparedWatchesJson([a, b], comparisons), "data");
  else print(text);
  if (out !== undefined) {
    try {
      Deno.mkdirSync(out, { recursive: true });
    } catch (error) {
      throw failure("make", out, error);
    }
    const directory = new OutputDirectory(out);
    directory.write("compare.csv", csvOf(comparisons));
    directory.write("compare.md", "```text\n" + text + "```\n");
    status.say(`compare.csv and compare.md are in ${out}`);
  }
  return checkConditions(comparisons, failOn, (line) => status.say(line))
    ? 1
    : 0;
}
