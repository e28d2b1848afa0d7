import type { ParameterName } from "../../model/parameters/params.ts";
import type { Summary } from "../../stats/summary.ts";
import { lineName } from "./labels.ts";

/** The columns or rows of a grid of charts, and which one a cell is in. */
export interface Tracks {
  /** [""] where nothing is told apart. */
  names: readonly string[];
  indexOf: (summary: Summary) => number;
}

/** A track per value of a parameter, in the order of the summaries. */
export function tracks(
  parameter: ParameterName | undefined,
  summaries: readonly Summary[],
): Tracks {
  if (!parameter) return { names: [""], indexOf: () => 0 };
  const nameOf = ({ params }: Summary) => lineName(params, [parameter]);
  const names = [...new Set(summaries.map(nameOf))];
  return { names, indexOf: (summary) => names.indexOf(nameOf(summary)) };
}

/** The names of all lines, each once. */
export function lineNames(
  lines: readonly ParameterName[],
  summaries: readonly Summary[],
): string[] {
  return [...new Set(summaries.map(({ params }) => lineName(params, lines)))];
}
