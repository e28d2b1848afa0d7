// @ts-types="@types/d3-array"
import { groups, rollup } from "d3-array";
import { plural } from "../../base/number_text.ts";
import { type Difference, leafText } from "../../base/differences.ts";
import type { RecordedRun } from "../../files/read_run.ts";
import { printable } from "../../base/terminal_text.ts";
import { inWordsOf } from "../../model/parameters/loads.ts";
import { loadOf } from "../../model/planned_run.ts";
import { percentileFindings } from "../../report/findings/percentiles.ts";
import { judgedFindings } from "../../report/findings/verdicts.ts";
import { type GroupRatio, groupRatio } from "../../stats/groups.ts";
import type { ComparedRuns } from "./compared_runs.ts";
import { acrossText } from "./match.ts";
import type { RunComparison } from "./run_comparisons.ts";
import { cellText } from "./telling.ts";

/** "results/a: exp7-TIME, uringlab 0.1.0, lab, Linux 6.1" */
export function runText({ directory, identity }: RecordedRun): string {
  const { run, version, host, kernel } = identity;
  return printable(
    `${directory}: ${run}, uringlab ${version}, ${host}, Linux ${kernel}`,
  );
}

/** "plan.base.bs: 512 against 4096" */
export function differenceText({ path, from, to }: Difference): string {
  return printable(
    `${path.join(".")}: ${leafText(from)} against ${leafText(to)}`,
  );
}

/** "iodepth 4, iops" */
export function comparisonText(
  { cell, metric }: RunComparison,
  names: readonly string[],
): string {
  return `${cellText(cell, names)}, ${metric.name}`;
}

/** Each run of both sides, behind the letter of its side. */
export function sideTexts({ from, to }: Pick<ComparedRuns, "from" | "to">) {
  return [
    ...from.map((run) => ({ side: "A", run })),
    ...to.map((run) => ({ side: "B", run })),
  ].map(({ side, run }) => ({ run, text: `${side}: ${runText(run)}` }));
}

/** What repeats in an interval, in words that say what it is an interval of. */
export function unitText(
  { unit, paired, fromRepeats, toRepeats }: GroupRatio,
): string {
  if (unit === "repeats") return "Repeats of a cell are what repeats.";
  const [all, one] = [`${fromRepeats} in A, ${toRepeats} in B`, "all its runs"];
  if (unit === "runs") {
    return `Runs are what repeats: ${all}, of one machine on each side. What ` +
      "differs between two machines for other reasons is in no interval.";
  }
  return paired
    ? `Machines are what repeats: ${fromRepeats}, each compared with itself ` +
      "by the mean of its runs. An interval is of machines like these."
    : `Machines are what repeats: ${all}, each with the mean of ${one}. An ` +
      "interval is of machines like these, which scatter alike in both groups.";
}

/** The sentences of all units that comparisons have, of most of them first. */
function unitTexts({ comparisons, from, to }: ComparedRuns): string[] {
  if (from.length === 1 && to.length === 1) return [];
  const counts = rollup(
    comparisons,
    ({ length }) => length,
    ({ estimate }) => unitText(estimate),
  );
  return [...counts].sort(([, a], [, b]) => b - a).map(([text, count]) =>
    counts.size === 1 ? text : `${text} (${plural(count, "comparison")})`
  );
}

/** What must be known to read the ratios. */
export function preamble(compared: ComparedRuns): string[] {
  const { from, to, across } = compared;
  const torn = [...from, ...to].filter((run) => run.torn);
  return [
    ...across ? [`Compared across ${acrossText(across)}.`] : [],
    ...unitTexts(compared),
    ...torn.length > 0
      ? [
        "results.csv ends in half a line, which is left out, of " +
        torn.map(({ directory }) => directory).join(" and ") + ".",
      ]
      : [],
  ];
}

/** What the comparisons say. */
export function findingsOf(
  { comparisons, names, from: [first] }: Pick<
    ComparedRuns,
    "comparisons" | "names" | "from"
  >,
): string[] {
  const few = comparisons.filter(({ verdict }) => verdict.kind === "too_few");
  const untrusted =
    comparisons.filter(({ invalid }) => invalid.from + invalid.to > 0).length;
  const dropped = comparisons.reduce((sum, one) => sum + one.dropped, 0);
  return [
    ...judgedFindings(comparisons.map((comparison) => ({
      ...comparison,
      arms: "B / A",
      where: cellText(comparison.cell, names),
      at: (level) =>
        groupRatio(
          comparison.figures.from,
          comparison.figures.to,
          comparison.metric.resolution,
          level,
        ),
    }))),
    ...percentileFindings(comparisons)
      .map((sentence) => inWordsOf(loadOf(first.run), sentence)),
    ...few.length > 0
      ? [
        `${plural(few.length, "comparison")} without an interval: it takes 3 ` +
        "repeats of a cell in both runs.",
      ]
      : [],
    ...untrusted > 0
      ? [
        `! ${plural(untrusted, "comparison")} of ${comparisons.length} with ` +
        "runs that are not valid, as premises did not hold in them; they " +
        "count all the same, for --fail-on too.",
      ]
      : [],
    ...dropped > 0 ? [`Left out: ${plural(dropped, "missing figure")}.`] : [],
  ];
}

/** What cannot be told from two runs. */
export const CAVEAT =
  "The runs were measured at different times: what moved a whole run, such as " +
  "a warmer machine or a busier disk, looks like a difference. Two runs of one " +
  "setting, compared, show how large that is.";

/** How many of the cells that are not compared are named in one sentence. */
const NAMED = 4;

/** Which cells are not compared. */
export function leftOutTexts(
  { leftOut }: Pick<ComparedRuns, "leftOut">,
  most = NAMED,
): string[] {
  return leftOut.map(({ why, cells }) =>
    printable(
      `Not compared, ${why}: ${plural(cells.length, "cell")}: ` +
        cells.slice(0, most).join("; ") +
        (cells.length > most ? `; and ${cells.length - most} more.` : "."),
    )
  );
}

/** The comparisons of each metric, in order. */
export function byMetric(
  { comparisons }: Pick<ComparedRuns, "comparisons">,
): [RunComparison["metric"], RunComparison[]][] {
  return groups(comparisons, ({ metric }) => metric);
}
