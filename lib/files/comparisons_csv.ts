/** comparisons.csv: a line per comparison, with its interval and verdict. */

import { type Field, rounded } from "../base/field.ts";
import { armsText, whereText } from "../stats/comparison_text.ts";
import type { Comparison } from "../stats/comparisons.ts";
import type { Floor } from "../stats/floor.ts";
import { foundDifference } from "../stats/power.ts";
import { csvLines } from "./csv_text.ts";

/** A difference in logarithms as a share; more digits would tell nothing. */
function share(log: number | undefined): number | undefined {
  return log === undefined ? undefined : Number(Math.expm1(log).toPrecision(4));
}

/**
 * The text of comparisons.csv. Its last two columns are shares: the difference
 * that 80 % of such runs find, and that which they would find between an arm
 * and itself, where `floors` tell.
 */
export function comparisonsCsv(
  compared: readonly Comparison[],
  floors: readonly Floor[] = [],
): string {
  const own = new Map(floors.map((floor) => [floor.comparison, floor.own]));
  return csvLines([
    [
      "where",
      "arms",
      "metric",
      "ratio",
      "low",
      "high",
      "blocks",
      "dropped",
      "p",
      "verdict",
      "found",
      "own_found",
    ],
    ...compared.map((c): Field[] => [
      whereText(c),
      armsText(c),
      c.metric.name,
      rounded(c.estimate.ratio),
      rounded(c.estimate.low),
      rounded(c.estimate.high),
      c.estimate.n,
      c.dropped,
      rounded(c.estimate.p),
      c.verdict.text,
      share(foundDifference(c.estimate)),
      share(own.get(c)?.found),
    ]),
  ]);
}
