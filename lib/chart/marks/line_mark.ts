import { element, round, type SvgElement } from "../common/svg_element.ts";
import { paletteColor } from "../common/theme.ts";
import type { Placement } from "./placement.ts";
import type { SeriesStyle } from "./series.ts";
import type { SiftedSeries } from "./sift.ts";

/**
 * Attributes of a series' line, in the plot and in the legend. `dash` is a value of
 * stroke-dasharray to take instead of the style's own.
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
  { runs, series }: SiftedSeries,
  { x, y }: Placement,
  dash?: string,
): SvgElement[] {
  return runs.filter((run) => run.length > 1).map((run) =>
    element("polyline", {
      points: run
        .map((point) => `${round(x(point.x))},${round(y(point.y))}`)
        .join(" "),
      "stroke-linejoin": "round",
      ...strokeOf(series.style, dash),
    })
  );
}
