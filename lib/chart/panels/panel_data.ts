import { isShowable } from "../axes/broken_scale.ts";
import { isDrawable } from "../axes/scale.ts";
import { checkIndex } from "../common/check_index.ts";
import { formatTick } from "../common/quantity.ts";
import { siftBackdrops } from "../marks/backdrop.ts";
import { sift, type SiftedSeries } from "../marks/sift.ts";
import type { PanelChartSpec } from "./panel_chart_spec.ts";

/** One panel of a grid and what is in it. */
export interface PanelData {
  readonly row: number;
  readonly column: number;
  /** "summer, north": the titles of its column and row; may be empty. */
  readonly title: string;
  /**
   * All series of the chart, in their order, with their points in this panel.
   */
  readonly sifted: readonly SiftedSeries[];
  /** What is behind them. */
  readonly behind: readonly SiftedSeries[];
  readonly notes: readonly string[];
}

/**
 * Takes a spec apart, panel by panel in reading order. Throws a RangeError if
 * points or a note are in a row, column or series that there is not.
 */
export function panelData(spec: PanelChartSpec): PanelData[] {
  checkIndices(spec);
  return spec.rows.flatMap((rowTitle, row) =>
    spec.columns.map((columnTitle, column) => {
      const sifted = siftPanel(spec, row, column);
      const given = (spec.notes ?? [])
        .filter((note) => note.row === row && note.column === column)
        .map(({ text }) => text);
      return {
        row,
        column,
        title: [columnTitle, rowTitle].filter((title) => title !== "")
          .join(", "),
        sifted,
        behind: siftBackdrops(
          (spec.backdrops ?? []).filter((one) =>
            one.row === row && one.column === column
          ),
          placeIn(spec),
        ),
        notes: given.length > 0 ? given : absent(sifted),
      };
    })
  );
}

/** Whether anything is drawn in a panel. */
export function hasPoints({ sifted }: PanelData): boolean {
  return sifted.some(({ drawn }) => drawn.length > 0);
}

/** A value of x in words: "300 µs", or "1024" where it has no unit. */
export function formatX(value: number, unit: string): string {
  return unit === "" ? String(value) : formatTick(value, unit);
}

/** Tells whether the axes have a place for a point. */
function placeIn({ x, y, step }: PanelChartSpec) {
  const yScale = step === "tail" ? "log" : step ? "linear" : y.scale;
  return (atX: number, atY: number) =>
    isShowable(atX, x.scale) && isDrawable(atY, yScale);
}

function checkIndices(
  { rows, columns, series, panels, notes, backdrops }: PanelChartSpec,
) {
  const placed = [...panels, ...notes ?? [], ...backdrops ?? []];
  for (const { row, column } of placed) {
    checkIndex("row", row, rows);
    checkIndex("column", column, columns);
  }
  for (const panel of panels) checkIndex("series", panel.series, series);
}

function siftPanel(
  spec: PanelChartSpec,
  row: number,
  column: number,
): SiftedSeries[] {
  const { x } = spec;
  const series = spec.series.map((one, index) => ({
    ...one,
    points: spec.panels
      .filter((panel) =>
        panel.row === row && panel.column === column && panel.series === index
      )
      .flatMap(({ points }) => points),
  }));
  const sifted = sift(series, x.values ?? [], placeIn(spec));
  // A line across the break of an axis would have a slope that means nothing,
  // so it is parted there. That of a distribution is level there and goes on.
  return spec.step || x.scale === "linear" ? sifted : sifted.map((one) => ({
    ...one,
    stretches: one.stretches.flatMap(partedAtZero),
  }));
}

function partedAtZero<P extends { readonly x: number }>(
  stretch: readonly P[],
): P[][] {
  return [
    stretch.filter(({ x }) => x === 0),
    stretch.filter(({ x }) => x !== 0),
  ]
    .filter(({ length }) => length > 0);
}

function absent(sifted: readonly SiftedSeries[]): string[] {
  if (sifted.length === 0) return ["no data"];
  const without = sifted.filter(({ drawn }) => drawn.length === 0);
  if (without.length === 0) return [];
  // Names have commas themselves.
  const names = without.map(({ series }) => series.name).join("; ");
  return [without.length === sifted.length ? "no data" : `no data: ${names}`];
}
