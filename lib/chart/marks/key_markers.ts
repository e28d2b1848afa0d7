import type { SvgElement } from "../common/svg_element.ts";
import { marker, PANEL_MARKER, seriesMarker } from "./marker.ts";
import type { Placement } from "./placement.ts";
import { quantile, type StepKind } from "./quantile.ts";
import type { SeriesStyle } from "./series.ts";
import type { SiftedSeries } from "./sift.ts";

/**
 * A few markers on the line of a distribution that tell whose it is. Each of
 * `count` series has them at other shares than the rest, so that the markers of
 * lines that coincide do not cover each other.
 */
export function keyMarkers(
  { drawn, series: { style } }: SiftedSeries,
  { x, y }: Pick<Placement, "x" | "y">,
  index: number,
  count: number,
  step: StepKind,
): SvgElement[] {
  return Array.from({ length: KEYS }, (_, turn) => {
    const part = (turn + (index + 0.5) / count) / KEYS;
    const share = step === "tail" ? (drawn.at(-1)?.y ?? 1) ** part : part;
    const at = quantile(drawn, share, step);
    return at === undefined ? [] : [keyMarker(style, x(at), y(share))];
  }).flat();
}

const KEYS = 2;

function keyMarker(style: SeriesStyle, x: number, y: number): SvgElement {
  return marker(style.marker, x, y, seriesMarker(style, PANEL_MARKER));
}
