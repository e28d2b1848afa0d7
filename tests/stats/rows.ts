import type { Axes } from "../../lib/model/experiment.ts";
import type { Figures } from "../../lib/model/figures/mod.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { product } from "../../lib/model/plan.ts";
import type { Row } from "../../lib/model/row.ts";
import { row } from "../model/fixtures.ts";

/** A row of every combination of the axes in every block. */
export function rowsOf(
  axes: Axes,
  blocks: number,
  figures: (params: Partial<Params>, block: number) => Figures,
): Row[] {
  return Array.from({ length: blocks }, (_, i) => i + 1).flatMap((block) =>
    product(axes).map((params) =>
      row(params, { repeat: block, metrics: figures(params, block) })
    )
  );
}
