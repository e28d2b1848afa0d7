import { UsageError } from "../../base/errors.ts";
import type { Field } from "../../base/field.ts";
import type { RunCell } from "./run_cells.ts";

/** The same cell of two runs. */
export interface MatchedCell {
  readonly from: RunCell;
  readonly to: RunCell;
}

/** A parameter that has one value in one run and another in the other. */
export interface Across {
  /** Its column in results.csv. */
  readonly name: string;
  readonly from: Field;
  readonly to: Field;
}

/** Which cells of two runs are the same. */
export interface Matching {
  /** In the order of the first run. */
  readonly cells: readonly MatchedCell[];
  /** The parameter that all matched cells differ in. */
  readonly across: Across | undefined;
  readonly onlyFrom: readonly RunCell[];
  readonly onlyTo: readonly RunCell[];
}

function keyWithout(cell: RunCell, skipped?: string): string {
  return JSON.stringify(
    [...cell.values].filter(([name]) => name !== skipped),
  );
}

function matchedBy(
  from: readonly RunCell[],
  to: readonly RunCell[],
  across?: Across,
): Matching {
  const byKey = new Map(
    to.map((cell) => [keyWithout(cell, across?.name), cell]),
  );
  const cells = from.flatMap((cell) => {
    const other = byKey.get(keyWithout(cell, across?.name));
    return other ? [{ from: cell, to: other }] : [];
  });
  const matched = new Set(cells.flatMap(({ from, to }) => [from, to]));
  return {
    cells,
    across,
    onlyFrom: from.filter((cell) => !matched.has(cell)),
    onlyTo: to.filter((cell) => !matched.has(cell)),
  };
}

/** The parameters that differ between two runs as a whole. */
function wholeDifferences(
  from: readonly RunCell[],
  to: readonly RunCell[],
): Across[] {
  const only = (cells: readonly RunCell[], name: string): Field[] => [
    ...new Set(cells.map(({ values }) => values.get(name))),
  ];
  return [...from[0]?.values.keys() ?? []].flatMap((name) => {
    const [a, b] = [only(from, name), only(to, name)];
    return a.length === 1 && b.length === 1 && a[0] !== b[0]
      ? [{ name, from: a[0], to: b[0] }]
      : [];
  });
}

/** "bs: 512 against 4096" */
export function acrossText({ name, from, to }: Across): string {
  return `${name}: ${from ?? "none"} against ${to ?? "none"}`;
}

/**
 * Matches the cells of two runs. Where none is the same in both because one
 * parameter differs between the runs as a whole, cells that differ in that
 * parameter only are matched. Throws {@linkcode UsageError} where no cell
 * matches.
 */
export function matchCells(
  from: readonly RunCell[],
  to: readonly RunCell[],
): Matching {
  const same = matchedBy(from, to);
  if (same.cells.length > 0) return same;
  const whole = wholeDifferences(from, to);
  for (const across of whole) {
    const matching = matchedBy(from, to, across);
    if (matching.cells.length > 0) return matching;
  }
  throw new UsageError(
    "compare: the two runs have no cell in common" +
      (whole.length > 0 ? ` (${whole.map(acrossText).join("; ")})` : ""),
  );
}
