import { element, round, type SvgElement } from "../common/svg_element.ts";
import { INK } from "../common/theme.ts";
import type { Position } from "../axes/scale.ts";
import type { SiftedSeries } from "./sift.ts";
import { sift } from "./sift.ts";

/**
 * A thin grey line behind the series, such as what others found. It has no
 * markers and no entry in the legend: its name shows under the pointer, and the
 * caption says what such lines are.
 */
export interface Backdrop {
  readonly name: string;
  readonly dashed: boolean;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** What of these lines the axes have a place for. */
export function siftBackdrops(
  backdrops: readonly Backdrop[],
  hasPlace: (x: number, y: number) => boolean,
): SiftedSeries[] {
  const series = backdrops.map(({ name, dashed, points }) => ({
    name,
    style: { color: 0, dashed, marker: "circle" as const },
    points,
  }));
  return sift(series, [], hasPlace);
}

/** The lines, to be drawn before all series. */
export function backdropElements(
  backdrops: readonly SiftedSeries[],
  { x, y }: { readonly x: Position; readonly y: Position },
): SvgElement {
  return element(
    "g",
    { class: "backdrops" },
    ...backdrops.flatMap(({ series, stretches }) =>
      stretches.map((stretch) =>
        element(
          "polyline",
          {
            points: stretch
              .map((point) => `${round(x(point.x))},${round(y(point.y))}`)
              .join(" "),
            fill: "none",
            stroke: INK.leader,
            "stroke-width": 1,
            "stroke-dasharray": series.style.dashed ? "5 3.5" : undefined,
          },
          element("title", {}, series.name),
        )
      )
    ),
  );
}
