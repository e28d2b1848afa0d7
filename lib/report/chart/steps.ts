import type { SeriesStyle } from "./line_chart_spec.ts";
import { marker, PANEL_MARKER, seriesMarker } from "./marker.ts";
import type { Placement } from "./place.ts";
import { strokeOf } from "./series.ts";
import type { DrawablePoint, SiftedSeries } from "./sift.ts";
import { element, round, type SvgElement } from "./svg_element.ts";

// Ever sparser, so that a line shows through those drawn over it.
const DASHES = [
  "none",
  "14 6",
  "9 3 2 3",
  "6 4",
  "6 3 1.5 3 1.5 3",
  "3 3",
  "1.5 3",
  "1.5 6",
] as const;

/** The dashes of a series that has no marker at each point, by its index. */
export function dashOf(index: number): string {
  return DASHES[index % DASHES.length] ?? DASHES[0];
}

/** Steps of a distribution, up from the height `floor` in px, with hover text. */
export function stepElements(
  { runs, series }: SiftedSeries,
  { x, y }: Pick<Placement, "x" | "y">,
  floor: number,
  look: { readonly dash: string | undefined; readonly text: string },
): SvgElement[] {
  return runs.map((run, index) => {
    const [first] = run;
    // Only the first run begins with the distribution itself.
    const start = first && index === 0
      ? [`M${round(x(first.x))},${round(floor)}`]
      : [];
    const steps = run.map((point, place) => {
      const at = [round(x(point.x)), round(y(point.y))] as const;
      return place === 0 && index > 0 ? `M${at}` : `H${at[0]}V${at[1]}`;
    });
    return element("path", {
      d: [...start, ...steps].join(""),
      ...strokeOf(series.style, look.dash),
      "stroke-linejoin": "round",
    }, element("title", {}, look.text));
  });
}

/** The smallest x at which a distribution has reached a share. */
export function quantile(
  points: readonly DrawablePoint[],
  share: number,
): number | undefined {
  return points.find(({ y }) => y >= share)?.x;
}

/**
 * A few markers on a distribution, at shares of its own among `count` series, so that
 * those of lines that coincide stand beside each other.
 */
export function keyMarkers(
  { drawn, series: { style } }: SiftedSeries,
  { x, y }: Pick<Placement, "x" | "y">,
  index: number,
  count: number,
): SvgElement[] {
  return Array.from({ length: KEYS }, (_, turn) => {
    const share = (turn + (index + 0.5) / count) / KEYS;
    const at = quantile(drawn, share);
    return at === undefined ? [] : [keyMarker(style, x(at), y(share))];
  }).flat();
}

const KEYS = 2;

function keyMarker(style: SeriesStyle, x: number, y: number): SvgElement {
  return marker(style.marker, x, y, seriesMarker(style, PANEL_MARKER));
}
