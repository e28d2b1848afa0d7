import {
  type Axis,
  bottomAxis,
  bottomAxisHeight,
  leftAxis,
  leftAxisWidth,
} from "./axes.ts";
import { emptyNote } from "./empty_note.ts";
import { legend, legendSize } from "./legend.ts";
import type { LineChartSpec } from "./line_chart_spec.ts";
import { notes } from "./notes.ts";
import { page, type Rect } from "./page.ts";
import {
  type DodgeSteps,
  dodgeSteps,
  place,
  type Placement,
  valueScale,
} from "./place.ts";
import { formatTick, isDuration, unitName } from "./quantity.ts";
import { isDrawable, type Position, type ValueScale } from "./scale.ts";
import { lineElements, pointElements, whiskerElements } from "./series.ts";
import { sift, type SiftedSeries } from "./sift.ts";
import { element, type SvgElement } from "./svg_element.ts";

/** Draws a line chart as a standalone SVG; equal specs give equal text. */
export function lineChart(spec: LineChartSpec): string {
  const sifted = sift(spec);
  const steps = dodgeSteps(spec, sifted, MIN_PLOT_HEIGHT);
  const dodged = [...steps.values()].some((step) => step !== 0);
  const caption = [
    ...spec.caption ?? [],
    ...notes(sifted, spec.x.label, dodged),
  ];
  const plotHeight = Math.max(
    MIN_PLOT_HEIGHT,
    legendSize(sifted.map(legendName)).height,
  );
  return page(
    { ...spec, caption },
    plotHeight + bottomAxisHeight(spec.x.label),
    (area) => drawChart(spec, sifted, steps, area),
  );
}

const MIN_PLOT_HEIGHT = 260;

function drawChart(
  spec: LineChartSpec,
  sifted: readonly SiftedSeries[],
  steps: DodgeSteps,
  area: Rect,
): SvgElement[] {
  const bottom = area.bottom - bottomAxisHeight(spec.x.label);
  const scale = valueScale(spec, sifted, [bottom, area.top]);
  const yAxis = yAxisOf(spec, scale);
  const plot = {
    left: area.left + leftAxisWidth(yAxis, bottom - area.top),
    right: area.right - legendSize(sifted.map(legendName)).width,
    top: area.top,
    bottom,
  };
  const at = place(spec, sifted, steps, plot, scale.position);
  const layer = (name: string, draw: (one: SiftedSeries) => SvgElement[]) =>
    element("g", { class: name }, ...sifted.flatMap(draw));
  return [
    leftAxis(yAxis, plot),
    bottomAxis(xAxisOf(spec, at.x), plot),
    legend(
      sifted.map((one) => ({
        name: legendName(one),
        style: one.series.style,
        end: endOf(one, at),
      })),
      { ...plot, left: plot.right, right: area.right },
    ),
    layer("lines", (one) => lineElements(one, at)),
    layer("whiskers", (one) => whiskerElements(one, at, plot.bottom)),
    layer("points", (one) => pointElements(one, at, spec)),
    ...sifted.some(hasData) ? [] : [emptyNote(plot)],
  ];
}

function hasData({ drawn }: SiftedSeries): boolean {
  return drawn.length > 0;
}

function legendName(one: SiftedSeries): string {
  const { name, points } = one.series;
  if (hasData(one)) return name;
  // A log axis has no place for 0, but nothing is not the same as unknown.
  const allZero = one.offScale.length > 0 && points.every(({ y }) => y === 0);
  return `${name} (${allZero ? "all 0" : "no data"})`;
}

function endOf({ runs, drawn }: SiftedSeries, { y, clearX }: Placement) {
  const last = runs.at(-1)?.at(-1) ?? drawn.at(-1);
  return last && { x: clearX(last), y: y(last.y) };
}

function xAxisOf({ x }: LineChartSpec, position: Position): Axis {
  const values = x.values.filter((value) => isDrawable(value, x.scale));
  return {
    label: x.label,
    ticks: values.map((value) => ({
      at: position(value),
      label: String(value),
    })),
  };
}

function yAxisOf({ y }: LineChartSpec, { position, ticks }: ValueScale): Axis {
  // A duration's ticks carry their own units.
  const bare = y.unit === "" || y.unit === y.label || isDuration(y.unit);
  const label = bare ? y.label : `${y.label} (${unitName(y.unit)})`;
  return {
    label: y.scale === "log" ? `${label} (log)` : label,
    ticks: ticks.map((value) => ({
      at: position(value),
      label: formatTick(value, y.unit),
    })),
  };
}
