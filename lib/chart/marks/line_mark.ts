import { element, round, type SvgElement } from "../common/svg_element.ts";
import { paletteColor } from "../common/theme.ts";
import type { Placement } from "./placement.ts";
import type { SeriesStyle } from "./series.ts";
import type { SiftedSeries } from "./sift.ts";

/**
 * The attributes of a series' line, in the plot and in the legend. If `dash` is
 * given it is the value of stroke-dasharray, whatever the style says.
 */
export function strokeOf(style: SeriesStyle, dash?: string) {
  return {
    fill: "none",
    stroke: paletteColor(style.color),
    "stroke-width": 1.75,
    "stroke-dasharray": dash ?? (style.dashed ? "5 3.5" : undefined),
  };
}

/** The lines through the points, broken where a value is missing. */
export function lineElements(
  { stretches, series }: SiftedSeries,
  { x, y }: Placement,
  dash?: string,
): SvgElement[] {
  return stretches.filter((stretch) => stretch.length > 1).map((stretch) =>
    element("polyline", {
      points: stretch
        .map((point) => `${round(x(point.x))},${round(y(point.y))}`)
        .join(" "),
      "stroke-linejoin": "round",
      ...strokeOf(series.style, dash),
    })
  );
}
