import { classFill } from "../classes/class_style.ts";
import { element } from "../common/svg_element.ts";
import { INK } from "../common/theme.ts";
import { type LegendGrid, legendGrid } from "../legend/legend_grid.ts";
import type { ShownClass } from "./stacked_shares.ts";

/** The legend above stacked bars, in their order, over a width in px. */
export function classLegend(
  classes: readonly ShownClass[],
  width: number,
): LegendGrid {
  return legendGrid(
    classes.map(({ name, index }) => ({
      name,
      series: index,
      swatch: (x, y) => [
        element("rect", {
          x,
          y: y - SWATCH.height / 2,
          ...SWATCH,
          fill: classFill(index),
          stroke: INK.axis,
          "stroke-width": 0.75,
        }),
      ],
    })),
    SWATCH.width,
    width,
  );
}

const SWATCH = { width: 28, height: 14 };
