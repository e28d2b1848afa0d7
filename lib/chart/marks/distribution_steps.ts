import type { SeriesStyle } from "../lines/line_chart_spec.ts";
import { marker, PANEL_MARKER, seriesMarker } from "./marker.ts";
import type { StepKind } from "../panels/panel_chart_spec.ts";
import type { Placement } from "./placement.ts";
import { strokeOf } from "./series.ts";
import type { DrawablePoint, SiftedSeries } from "./sift.ts";
import { element, round, type SvgElement } from "../common/svg_element.ts";

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

/** Steps of a distribution, from or to the height `floor` in px, with hover text. */
export function stepElements(
  { runs, series }: SiftedSeries,
  { x, y }: Pick<Placement, "x" | "y">,
  floor: number,
  look: {
    readonly step: StepKind;
    readonly dash: string | undefined;
    readonly text: string;
  },
): SvgElement[] {
  return runs.map((run, index) => {
    const isLast = index === runs.length - 1;
    const places = run.map((point) =>
      [round(x(point.x)), round(y(point.y))] as const
    );
    return element("path", {
      d: look.step === "tail"
        ? falling(places, isLast ? round(floor) : undefined)
        // Only the first run begins with the distribution itself.
        : rising(places, index === 0 ? round(floor) : undefined),
      ...strokeOf(series.style, look.dash),
      "stroke-linejoin": "round",
    }, element("title", {}, look.text));
  });
}

type At = readonly [x: number, y: number];

function rising(places: readonly At[], floor: number | undefined): string {
  const [first] = places;
  const start = first && floor !== undefined ? `M${first[0]},${floor}` : "";
  const steps = places.map((at, index) =>
    index === 0 && start === "" ? `M${at}` : `H${at[0]}V${at[1]}`
  );
  return start + steps.join("");
}

function falling(places: readonly At[], floor: number | undefined): string {
  const steps = places.map((at, index) =>
    index === 0 ? `M${at}` : `V${at[1]}H${at[0]}`
  );
  return steps.join("") + (floor === undefined ? "" : `V${floor}`);
}

/** The x at which a distribution reaches a share: the smallest, or a tail's largest. */
export function quantile(
  points: readonly DrawablePoint[],
  share: number,
  step: StepKind,
): number | undefined {
  return step === "tail"
    ? points.findLast(({ y }) => y >= share && share >= (points.at(-1)?.y ?? 1))
      ?.x
    : points.find(({ y }) => y >= share)?.x;
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
