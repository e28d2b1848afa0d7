import { formatExact } from "../common/quantity.ts";
import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { seriesGroup } from "../common/tracks.ts";
import { dashOf } from "../marks/dashes.ts";
import { backdropElements } from "../marks/backdrop.ts";
import { keyMarkers } from "../marks/key_markers.ts";
import { lineElements } from "../marks/line_mark.ts";
import { PANEL_MARKER } from "../marks/marker.ts";
import { lineObstacles, pointObstacles } from "../marks/obstacles.ts";
import { dodgeSteps, type Placement, placement } from "../marks/placement.ts";
import { pointElements, spotElements } from "../marks/point_mark.ts";
import { quantile, type StepKind } from "../marks/quantile.ts";
import type { DrawablePoint, SiftedSeries } from "../marks/sift.ts";
import { stepElements } from "../marks/step_mark.ts";
import { whiskerElements } from "../marks/whisker_mark.ts";
import type { PanelChartSpec } from "./panel_chart_spec.ts";
import { formatX, type PanelData } from "./panel_data.ts";
import type { PanelSize } from "./panel_grid.ts";
import type { PanelScales } from "./panel_scales.ts";

/** Where the points of a panel go; in px from its left top on. */
export interface PlacedPanel {
  readonly data: PanelData;
  readonly at: Placement;
  /** Whether any points are set side by side. */
  readonly dodged: boolean;
}

/** Finds where the points of a panel are drawn. */
export function placePanel(
  data: PanelData,
  spec: PanelChartSpec,
  { x, y }: PanelScales,
  { height }: PanelSize,
): PlacedPanel {
  const { sifted } = data;
  const steps = spec.markers === false
    ? new Map<DrawablePoint, number>()
    : dodgeSteps(sifted, y.position, height);
  const xs = spec.x.values
    ? x.ticks
    : sifted.flatMap(({ drawn }) => drawn.map((point) => point.x));
  const furthest = Math.max(0, ...steps.values());
  return {
    data,
    at: placement(sifted, steps, xs, x.position, y.position, {
      crowd: 2 * furthest + 1,
      scale: PANEL_MARKER,
    }),
    dodged: furthest > 0,
  };
}

/** What lines and points of a panel cover; in px from its left top on. */
export function panelObstacles(
  { data: { sifted, behind }, at }: PlacedPanel,
  { step, markers }: PanelChartSpec,
  { height }: PanelSize,
): Rect[] {
  const straight = (stretch: readonly DrawablePoint[]) =>
    lineObstacles(
      stretch.map((point) => ({ x: at.x(point.x), y: at.y(point.y) })),
    );
  return [
    ...behind.flatMap(({ stretches }) => stretches.flatMap(straight)),
    ...sifted.flatMap((one) => [
      ...one.stretches.flatMap((stretch) =>
        step
          ? lineObstacles(stepCorners(stretch, at, height, step))
          : straight(stretch)
      ),
      ...markers === false ? [] : pointObstacles(one, at, height),
    ]),
  ];
}

/** Lines, whiskers and points of a panel in its plot. */
export function panelLayers(
  { data: { title, sifted, behind }, at }: PlacedPanel,
  { x, y, step, markers }: PanelChartSpec,
  plot: Rect,
): SvgElement[] {
  const moved = {
    x: (value: number) => plot.left + at.x(value),
    y: (value: number) => plot.top + at.y(value),
    dodgedX: (point: DrawablePoint) => plot.left + at.dodgedX(point),
    clearX: (point: DrawablePoint) => plot.left + at.clearX(point),
  };
  const layer = (
    name: string,
    draw: (one: SiftedSeries, index: number) => SvgElement[],
    isTrack = false,
  ) =>
    element(
      "g",
      { class: name },
      ...sifted.flatMap((one, index) =>
        seriesGroup(index, draw(one, index), isTrack)
      ),
    );
  const inPanel = (text: string) => [title, text].filter(Boolean).join(", ");
  const dash = (index: number) => markers === false ? dashOf(index) : undefined;
  const backdrops = behind.length > 0 ? [backdropElements(behind, moved)] : [];
  const lines = layer(
    "lines",
    (one, index) =>
      step
        ? stepElements(one, moved, plot.bottom, {
          step,
          dash: dash(index),
          text: `${one.series.name}, ${inPanel(quantiles(one, x, step))}`,
        })
        : lineElements(one, moved, dash(index)),
    step !== undefined,
  );
  const words = {
    whereOf: (value: number) => inPanel(`${x.label} ${formatX(value, x.unit)}`),
    unit: step ? "" : y.unit,
  };
  if (markers === false) {
    return [
      ...backdrops,
      lines,
      step
        ? layer(
          "keys",
          (one, index) => keyMarkers(one, moved, index, sifted.length, step),
        )
        : layer("spots", (one) => spotElements(one, moved, words), true),
    ];
  }
  return [
    ...backdrops,
    lines,
    layer("whiskers", (one) => whiskerElements(one, moved, plot.bottom)),
    layer(
      "points",
      (one) => pointElements(one, moved, words, PANEL_MARKER),
      true,
    ),
  ];
}

function stepCorners(
  stretch: readonly DrawablePoint[],
  { x, y }: Placement,
  floor: number,
  step: StepKind,
) {
  if (step === "tail") {
    return stretch.flatMap((point, index) => {
      const height = y(point.y);
      const before = stretch[index - 1];
      return [
        { x: x((before ?? point).x), y: height },
        { x: x(point.x), y: height },
      ];
    });
  }
  let height = floor;
  return stretch.flatMap((point) => {
    const at = x(point.x);
    const before = height;
    height = y(point.y);
    return [{ x: at, y: before }, { x: at, y: height }];
  });
}

function quantiles(
  { drawn }: SiftedSeries,
  { label, unit }: PanelChartSpec["x"],
  step: StepKind,
) {
  const [shares, sign] = step === "tail"
    ? [[0.5, 0.1, 0.01, 0.001], "≥"] as const
    : [[0.5, 0.9, 0.99], "≤"] as const;
  const known = shares.flatMap((share) => {
    const at = quantile(drawn, share, step);
    return at === undefined
      ? []
      : [`${share * 100} % ${sign} ${formatExact(at, unit)}`];
  });
  return `${label}: ${known.join(", ")}`;
}
