import type { Field } from "../../base/field.ts";
import { PARAM_COLUMNS } from "../../model/parameters/columns.ts";
import type { Axes } from "../../model/experiment.ts";
import type { RunCell } from "./run_cells.ts";

/**
 * The parameters, by their columns in results.csv, that tell some cells apart:
 * those that vary most slowly first, as the cells are ordered.
 */
export function tellingNames(cells: readonly RunCell[], axes: Axes): string[] {
  const order = Object.keys(axes);
  const rank = (parameter: string) => {
    const index = order.indexOf(parameter);
    return index < 0 ? order.length : index;
  };
  return PARAM_COLUMNS
    .filter(({ name }) =>
      new Set(cells.map(({ values }) => values.get(name))).size > 1
    )
    .sort((a, b) => rank(a.parameter) - rank(b.parameter))
    .map(({ name }) => name);
}

/** "4", or "none" where there is no value. */
export function telling(cell: RunCell, name: string): string {
  const value: Field = cell.values.get(name);
  return value === undefined ? "none" : `${value}`;
}

/** "iodepth 4, busy off": what tells a cell from others. */
export function cellText(cell: RunCell, names: readonly string[]): string {
  return names.map((name) => `${name} ${telling(cell, name)}`).join(", ") ||
    "the only cell";
}
