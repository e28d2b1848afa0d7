import { element, round, type SvgElement } from "../common/svg_element.ts";
import { INK, paletteColor } from "../common/theme.ts";
import type { MarkerShape, SeriesStyle } from "./series.ts";

/** The size of markers in a small panel, times the usual one. */
export const PANEL_MARKER = 0.8;
/** Half the height of the tallest marker in px. */
export const MARKER_RADIUS = 5;

/** The size of the markers of a dashed series, times the usual one. */
const DASHED_MARKER = 0.78;

/** How a marker is painted. */
export interface MarkerLook {
  readonly color: string;
  /** Only the outline, which says that the value is to be doubted. */
  readonly hollow?: boolean | undefined;
  /** Times the usual size; usually 1. */
  readonly scale?: number | undefined;
}

/**
 * The look of a series' markers; `scale` is the size of markers in this chart,
 * times the usual one.
 */
export function seriesMarker(
  { color, dashed }: Pick<SeriesStyle, "color" | "dashed">,
  scale = 1,
): MarkerLook {
  return {
    color: paletteColor(color),
    scale: dashed ? scale * DASHED_MARKER : scale,
  };
}

/** A marker around (x, y); all shapes have about the same area. */
export function marker(
  shape: MarkerShape,
  x: number,
  y: number,
  style: MarkerLook,
  ...children: readonly SvgElement[]
): SvgElement {
  // The white rim of a filled marker separates it from another that it touches.
  const paint = style.hollow
    ? { fill: INK.paper, stroke: style.color, "stroke-width": 1.75 }
    : { fill: style.color, stroke: INK.paper, "stroke-width": 1 };
  // Half of a stroke lies outside of the outline, and the stroke of a hollow
  // marker is seen: its outline is smaller, so that it looks as large as a
  // filled one.
  const size = (style.scale ?? 1) * 4.8 - (style.hollow ? 0.9 : 0);
  switch (shape) {
    case "circle":
      return element(
        "circle",
        { cx: x, cy: y, r: size, ...paint },
        ...children,
      );
    case "square": {
      const half = size * 0.88;
      return element("rect", {
        x: x - half,
        y: y - half,
        width: 2 * half,
        height: 2 * half,
        ...paint,
      }, ...children);
    }
    case "triangle":
      return polygon([[0, -1.3], [1.2, 0.85], [-1.2, 0.85]]);
    case "diamond":
      return polygon([[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]]);
  }

  function polygon(
    corners: readonly (readonly [number, number])[],
  ): SvgElement {
    const points = corners
      .map(([dx, dy]) => `${round(x + dx * size)},${round(y + dy * size)}`)
      .join(" ");
    return element("polygon", { points, ...paint }, ...children);
  }
}

/** What crosses out a marker around (x, y), by strokes of a width; in px. */
export function cross(x: number, y: number, width = 1.5): SvgElement {
  const arm = MARKER_RADIUS + 1;
  const [left, right] = [round(x - arm), round(x + arm)];
  const [top, bottom] = [round(y - arm), round(y + arm)];
  return element("path", {
    d: `M${left},${top}L${right},${bottom}M${left},${bottom}L${right},${top}`,
    stroke: INK.text,
    "stroke-width": width,
    // Without this the pointer on the cross would not show the text of the
    // marker.
    "pointer-events": "none",
  });
}
