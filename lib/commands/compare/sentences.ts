// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import { plural } from "../../base/number_text.ts";
import { type Difference, leafText } from "../../base/differences.ts";
import type { RecordedRun } from "../../files/read_run.ts";
import { printable } from "../../base/terminal_text.ts";
import { percentileFindings } from "../../report/findings/percentiles.ts";
import { judgedFindings } from "../../report/findings/verdicts.ts";
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

/** What must be known to read the ratios. */
export function preamble({ from, to, across }: ComparedRuns): string[] {
  return [
    ...across ? [`Compared across ${acrossText(across)}.`] : [],
    ...from.torn || to.torn
      ? [
        "results.csv ends in half a line, which is left out, of " +
        [from, to].filter(({ torn }) => torn).map(({ directory }) => directory)
          .join(" and ") +
        ".",
      ]
      : [],
  ];
}

/** What the comparisons say. */
export function findingsOf(
  { comparisons, names }: Pick<ComparedRuns, "comparisons" | "names">,
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
    }))),
    ...percentileFindings(comparisons),
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
