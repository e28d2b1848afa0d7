import type { Rect } from "../common/rect.ts";
import { element, round, type SvgElement } from "../common/svg_element.ts";
import { INK } from "../common/theme.ts";
import type { Reference } from "./panel_chart_spec.ts";
import type { PanelSize } from "./panel_grid.ts";
import type { PanelScales } from "./panel_scales.ts";

/** A point of a path, in px. */
export interface PathPoint {
  readonly x: number;
  readonly y: number;
}

/**
 * A reference that lies within the axes, and its path in px from a panel's left
 * top on.
 */
export interface ReferenceLine {
  readonly reference: Reference;
  readonly path: readonly PathPoint[];
}

/** Finds the lines of references; those outside the axes have none. */
export function referenceLines(
  references: readonly Reference[],
  { x, y }: PanelScales,
  { width, height }: PanelSize,
): ReferenceLine[] {
  return references.flatMap((reference): ReferenceLine[] => {
    if (reference.axis === "diagonal") {
      const path = diagonal(x, y);
      return path.length === 0 ? [] : [{ reference, path }];
    }
    const { value } = reference;
    const scale = reference.axis === "x" ? x : y;
    if (!isWithin(value, scale.domain)) return [];
    const at = scale.position(value);
    return [{
      reference,
      path: reference.axis === "x"
        ? [{ x: at, y: height }, { x: at, y: 0 }]
        : [{ x: 0, y: at }, { x: width, y: at }],
    }];
  });
}

/** The lines in a plot. */
export function referenceElements(
  lines: readonly ReferenceLine[],
  plot: Rect,
): SvgElement {
  return element(
    "g",
    { class: "references" },
    ...lines.map(({ reference, path }) =>
      element("polyline", {
        points: path
          .map(({ x, y }) => `${round(plot.left + x)},${round(plot.top + y)}`)
          .join(" "),
        fill: "none",
        stroke: INK.reference,
        "stroke-width": 1.25,
        "stroke-dasharray": "1.25 3",
      }, element("title", {}, reference.label))
    ),
  );
}

/**
 * The diagonal is a curve where only one of the axes is logarithmic: so many
 * pieces make it smooth.
 */
const SAMPLES = 32;

type Domain = PanelScales["y"]["domain"];

function isWithin(value: number, domain: Domain): boolean {
  return domain !== undefined && value >= domain[0] && value <= domain[1];
}

function diagonal(x: PanelScales["x"], y: PanelScales["y"]): PathPoint[] {
  if (!x.domain || !y.domain) return [];
  const low = Math.max(x.domain[0], y.domain[0]);
  const high = Math.min(x.domain[1], y.domain[1]);
  if (!(low < high)) return [];
  return Array.from({ length: SAMPLES + 1 }, (_, index) => {
    const value = low + (high - low) * index / SAMPLES;
    return { x: x.position(value), y: y.position(value) };
  });
}
