/** How published series are written down. */

import { figure, type FigureName } from "../../lib/model/figures/mod.ts";
import type {
  Drawn,
  DrawnFor,
  PublishedSeries,
  PublishedSource,
} from "../../lib/model/published.ts";

/** Queue depths of all experiments of the series but for exp_17. */
const DEPTHS = [1, 2, 4, 8, 16, 32, 64];

/** A series of any kind, with the charts of ours that it belongs to. */
export function of(
  source: PublishedSource,
  name: string,
  quantity: string,
  unit: string,
  x: string,
  points: PublishedSeries["points"],
  ...drawn: readonly Drawn[]
): PublishedSeries {
  return { source, name, quantity, unit, x, points, drawn };
}

/** A series by queue depth, 1 to 64, with the charts of ours that it belongs to. */
export function ofDepths(
  source: PublishedSource,
  name: string,
  quantity: string,
  unit: string,
  values: readonly number[],
  ...drawn: readonly Drawn[]
): PublishedSeries {
  const points = values.map((value, i) => [DEPTHS[i]!, value] as const);
  return of(source, name, quantity, unit, "iodepth", points, ...drawn);
}

/**
 * Series by queue depth, 1 to 64, of figures that uringlab has too, with the
 * cells that they belong to.
 */
export function byDepth(
  source: PublishedSource,
  name: string,
  figures: { readonly [K in FigureName]?: readonly number[] },
  ...drawn: readonly DrawnFor[]
): PublishedSeries[] {
  return Object.entries(figures).map(([key, values]) => {
    const metric = key as FigureName;
    const { label, labelUnit } = figure(metric);
    return ofDepths(
      source,
      name,
      label,
      labelUnit,
      values,
      ...drawn.map((
        one,
      ) => ({ ...one, figure: metric, x: "iodepth" } as const)),
    );
  });
}
