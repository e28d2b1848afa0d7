import { cellName, variantParts } from "../../model/cell.ts";
import type { Axes } from "../../model/experiment.ts";
import { blockCount } from "../../trace/blocks.ts";
import type { TracedCell } from "../../trace/traced_cell.ts";

/** What tells a cell from others of its mode, for tables: "8, busy". */
export function cellLabel({ row }: TracedCell, axes: Axes): string {
  const { params } = row.cell;
  return [`${params.iodepth}`, ...variantParts(params, axes)].join(", ");
}

/** The name of a traced run among others: "coop, iodepth 8, run 2". */
export function runName(
  { row: { cell } }: TracedCell,
  among: readonly TracedCell[],
  axes: Axes,
): string {
  const name = cellName(cell, axes);
  return blockCount(among) === 1 ? name : `${name}, run ${cell.repeat}`;
}
