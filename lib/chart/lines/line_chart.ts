import {
  type Axis,
  axisLabel,
  bottomAxis,
  bottomAxisHeight,
  leftAxis,
  leftAxisWidth,
} from "../axes/axes.ts";
import {
  isDrawable,
  type Position,
  type ValueScale,
  xScale,
} from "../axes/scale.ts";
import { emptyNote } from "../common/empty_note.ts";
import { page } from "../common/page.ts";
import { formatTick } from "../common/quantity.ts";
import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { seriesGroup } from "../common/tracks.ts";
import { legendName } from "../legend/legend_name.ts";
import { backdropElements, siftBackdrops } from "../marks/backdrop.ts";
import { lineElements } from "../marks/line_mark.ts";
import {
  DODGE_ROOM,
  type DodgeSteps,
  dodgeSteps,
  type Placement,
  placement,
} from "../marks/placement.ts";
import { pointElements } from "../marks/point_mark.ts";
import { notes } from "../marks/point_notes.ts";
import { sift, type SiftedSeries } from "../marks/sift.ts";
import { valueScale } from "../marks/value_scale.ts";
import { whiskerElements } from "../marks/whisker_mark.ts";
import type { LineChartSpec } from "./line_chart_spec.ts";
import { lineEndLegend, lineEndLegendSize } from "./line_end_legend.ts";

/** Draws a line chart as a standalone SVG; equal specs give equal text. */
export function lineChart(spec: LineChartSpec): string {
  const { x, y } = spec;
  const hasPlace = (atX: number, atY: number) =>
    isDrawable(atX, x.scale) && isDrawable(atY, y.scale);
  const sifted = sift(spec.series, x.values, hasPlace);
  const behind = siftBackdrops(spec.backdrops ?? [], hasPlace);
  const least = valueScale(y.scale, [...sifted, ...behind], [
    MIN_PLOT_HEIGHT,
    0,
  ]);
  const steps = dodgeSteps(sifted, least.position, MIN_PLOT_HEIGHT);
  const dodged = [...steps.values()].some((step) => step !== 0);
  const caption = [
    ...spec.caption ?? [],
    ...notes(sifted, { label: x.label, format: nameOfX(spec) }, dodged),
  ];
  const plotHeight = Math.max(
    MIN_PLOT_HEIGHT,
    lineEndLegendSize(sifted.map(nameOf)).height,
  );
  return page(
    { ...spec, caption },
    plotHeight + bottomAxisHeight(x.label),
    (area) => drawChart(spec, sifted, behind, steps, area),
  );
}

const MIN_PLOT_HEIGHT = 260;

function drawChart(
  spec: LineChartSpec,
  sifted: readonly SiftedSeries[],
  behind: readonly SiftedSeries[],
  steps: DodgeSteps,
  area: Rect,
): SvgElement[] {
  const bottom = area.bottom - bottomAxisHeight(spec.x.label);
  const scale = valueScale(spec.y.scale, [...sifted, ...behind], [
    bottom,
    area.top,
  ]);
  const yAxis = yAxisOf(spec, scale);
  const plot = {
    left: area.left + leftAxisWidth(yAxis, bottom - area.top),
    right: area.right - lineEndLegendSize(sifted.map(nameOf)).width,
    top: area.top,
    bottom,
  };
  const xs = [
    ...spec.x.values,
    ...[...sifted, ...behind].flatMap(({ drawn }) => drawn.map(({ x }) => x)),
  ].filter((value) => isDrawable(value, spec.x.scale));
  const x = xScale(spec.x.scale, xs, [
    plot.left + DODGE_ROOM,
    plot.right - DODGE_ROOM,
  ]);
  const at = placement(sifted, steps, xs, x, scale.position);
  const layer = (name: string, draw: (one: SiftedSeries) => SvgElement[]) =>
    element(
      "g",
      { class: name },
      ...sifted.flatMap((one, index) =>
        seriesGroup(index, draw(one), name === "points")
      ),
    );
  const words = {
    whereOf: (value: number) => `${spec.x.label} ${nameOfX(spec)(value)}`,
    unit: spec.y.unit,
  };
  return [
    leftAxis(yAxis, plot),
    bottomAxis(xAxisOf(spec, at.x), plot),
    lineEndLegend(
      sifted.map((one) => ({
        name: nameOf(one),
        style: one.series.style,
        end: endOf(one, at),
      })),
      { ...plot, left: plot.right, right: area.right },
    ),
    ...behind.length > 0 ? [backdropElements(behind, at)] : [],
    layer("lines", (one) => lineElements(one, at)),
    layer("whiskers", (one) => whiskerElements(one, at, plot.bottom)),
    layer("points", (one) => pointElements(one, at, words)),
    ...sifted.some(({ drawn }) => drawn.length > 0) ? [] : [emptyNote(plot)],
  ];
}

function nameOf(one: SiftedSeries): string {
  return legendName(one.series.name, [one]);
}

function endOf({ stretches, drawn }: SiftedSeries, { y, clearX }: Placement) {
  const last = stretches.at(-1)?.at(-1) ?? drawn.at(-1);
  return last && { x: clearX(last), y: y(last.y) };
}

function nameOfX({ x: { names } }: LineChartSpec): (value: number) => string {
  return (value) => names?.get(value) ?? String(value);
}

function xAxisOf(spec: LineChartSpec, position: Position): Axis {
  const { x } = spec;
  const values = x.values.filter((value) => isDrawable(value, x.scale));
  return {
    label: x.label,
    ticks: values.map((value) => ({
      at: position(value),
      label: nameOfX(spec)(value),
    })),
  };
}

function yAxisOf({ y }: LineChartSpec, { position, ticks }: ValueScale): Axis {
  return {
    label: axisLabel(y),
    ticks: ticks.map((value) => ({
      at: position(value),
      label: formatTick(value, y.unit),
    })),
  };
}
