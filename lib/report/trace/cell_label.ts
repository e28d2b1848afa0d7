import { variantParts } from "../../model/cell.ts";
import type { Axes } from "../../model/experiment.ts";
import type { TracedCell } from "../../trace/traced_cell.ts";

/** What tells a cell from others of its mode, for tables: "8, busy". */
export function cellLabel({ row }: TracedCell, axes: Axes): string {
  const { params } = row.cell;
  return [`${params.iodepth}`, ...variantParts(params, axes)].join(", ");
}
