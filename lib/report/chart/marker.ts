import type { MarkerShape } from "./line_chart_spec.ts";
import { element, round, type SvgElement } from "./svg_element.ts";
import { INK } from "./theme.ts";

/** Half the height of the tallest marker in px. */
export const MARKER_RADIUS = 5;

/** A marker around (x, y); all shapes have about the same area. */
export function marker(
  shape: MarkerShape,
  x: number,
  y: number,
  style: { readonly color: string; readonly filled: boolean },
  ...children: readonly SvgElement[]
): SvgElement {
  // The white rim of a filled marker parts it from one that it touches.
  const paint = style.filled
    ? { fill: style.color, stroke: INK.paper, "stroke-width": 1 }
    : { fill: INK.paper, stroke: style.color, "stroke-width": 1.75 };
  // The stroke is centred on the outline: a hollow outline is drawn smaller.
  const size = style.filled ? 4.8 : 3.9;
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
