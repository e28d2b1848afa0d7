import {
  bottomTickLabels,
  centredLines,
  leftTickLabels,
  TICK_GAP,
  tickLabelsWidth,
  turnedLines,
} from "../axes/axis_parts.ts";
import { labelBounds } from "../axes/scale_ticks.ts";
import type { Tick } from "../axes/tick_labels.ts";
import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { linesHeight } from "../common/text_lines.ts";
import { CHART_WIDTH, FONTS, MARGIN } from "../common/theme.ts";
import { wrapText } from "../common/wrap_text.ts";
import type { PanelScales } from "./panel_scales.ts";

/** What is written around a grid of panels. */
export interface GridTexts {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly xLabel: string;
  readonly yLabel: string;
}

/** The size of every panel in px. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/** Where the panels of a grid are. */
export interface PanelGrid {
  /** With its titles and axes, in px. */
  readonly height: number;
  /**
   * The panel of a row and a column, if `at` is the left top of the grid; in
   * px.
   */
  readonly plot: (
    at: { readonly left: number; readonly top: number },
    row: number,
    column: number,
  ) => Rect;
}

/** Width in px of the page for a number of columns. */
export function gridWidth(columns: number): number {
  return CHART_WIDTH + EXTRA_WIDTH * (columns - 1);
}

/** Height in px of every panel for a number of rows. */
export function panelHeight(rows: number): number {
  return rows === 1 ? 270 : rows === 2 ? 210 : 180;
}

/**
 * The width in px that is left for every panel; `yTicks` are those of the
 * scale.
 */
export function panelWidth(
  texts: GridTexts,
  yTicks: readonly Tick[],
  height: number,
): number {
  const { columns, rows } = texts;
  const free = gridWidth(columns.length) - 2 * MARGIN -
    leftWidth(texts, yTicks, height) - rowTitlesWidth(rows, height) -
    COLUMN_GAP * (columns.length - 1);
  return free / columns.length;
}

/** Finds where the panels of a size are. */
export function panelGrid(
  texts: GridTexts,
  yTicks: readonly Tick[],
  size: PanelSize,
): PanelGrid {
  const left = leftWidth(texts, yTicks, size.height);
  const top = columnTitlesHeight(texts.columns, size.width);
  const below = TICK_GAP + linesHeight(1, FONTS.tick) +
    linesHeight(xLines(texts, size).length, FONTS.axisLabel);
  return {
    height: top + panelsHeight(texts.rows.length, size.height) + below,
    plot: (at, row, column) => {
      const x = at.left + left + column * (size.width + COLUMN_GAP);
      const y = at.top + top + row * (size.height + ROW_GAP);
      return {
        left: x,
        top: y,
        right: x + size.width,
        bottom: y + size.height,
      };
    },
  };
}

/**
 * Titles, labels and ticks around the panels; `plot` is where each of them is.
 */
export function gridTexts(
  texts: GridTexts,
  { xTicks, yTicks }: PanelScales,
  size: PanelSize,
  plot: (row: number, column: number) => Rect,
): SvgElement[] {
  const { columns, rows } = texts;
  const first = plot(0, 0);
  const last = plot(rows.length - 1, columns.length - 1);
  const moved = (ticks: readonly Tick[], offset: number) =>
    ticks.map((tick) => ({ ...tick, at: tick.at + offset }));
  return [
    element(
      "g",
      { class: "columns" },
      ...columns.flatMap((title, column) => {
        const { left, right, top } = plot(0, column);
        const lines = titleLines(title, size.width);
        return centredLines(lines, {
          middle: (left + right) / 2,
          top: top - TITLE_GAP - linesHeight(lines.length, TITLE),
        }, TITLE);
      }),
    ),
    element(
      "g",
      { class: "rows" },
      ...rows.flatMap((title, row) => {
        const { right, top, bottom } = plot(row, columns.length - 1);
        return turnedLines(titleLines(title, size.height), {
          left: right + TITLE_GAP,
          middle: (top + bottom) / 2,
        }, TITLE);
      }),
    ),
    element(
      "g",
      { class: "y-axis" },
      ...rows.flatMap((_, row) =>
        leftTickLabels(moved(yTicks, plot(row, 0).top), first.left)
      ),
      ...turnedLines(yLines(texts, size.height), {
        left: first.left - leftWidth(texts, yTicks, size.height),
        middle: (first.top + last.bottom) / 2,
      }, FONTS.axisLabel),
    ),
    element(
      "g",
      { class: "x-axis" },
      ...columns.flatMap((_, column) => {
        const { left, right, bottom } = plot(rows.length - 1, column);
        return bottomTickLabels(
          moved(xTicks, left),
          bottom,
          labelBounds({ left, right }),
        );
      }),
      ...centredLines(xLines(texts, size), {
        middle: (first.left + last.right) / 2,
        top: last.bottom + TICK_GAP + linesHeight(1, FONTS.tick),
      }, FONTS.axisLabel),
    ),
  ];
}

const TITLE = FONTS.panelTitle;
const EXTRA_WIDTH = 120;
const COLUMN_GAP = 18;
const ROW_GAP = 22;
const LABEL_GAP = 6;
const TITLE_GAP = 5;

function panelsHeight(rows: number, height: number): number {
  return rows * height + (rows - 1) * ROW_GAP;
}

function leftWidth(
  texts: GridTexts,
  yTicks: readonly Tick[],
  height: number,
): number {
  return linesHeight(yLines(texts, height).length, FONTS.axisLabel) +
    LABEL_GAP + tickLabelsWidth(yTicks);
}

function yLines({ yLabel, rows }: GridTexts, height: number): string[] {
  return wrapText(yLabel, panelsHeight(rows.length, height), FONTS.axisLabel);
}

function xLines({ xLabel, columns }: GridTexts, { width }: PanelSize) {
  const all = columns.length * width + (columns.length - 1) * COLUMN_GAP;
  return wrapText(xLabel, all, FONTS.axisLabel);
}

function titleLines(title: string, room: number): string[] {
  return wrapText(title, room, TITLE);
}

function columnTitlesHeight(columns: readonly string[], width: number) {
  const lines = Math.max(
    0,
    ...columns.map((title) => titleLines(title, width).length),
  );
  return lines === 0 ? 0 : linesHeight(lines, TITLE) + TITLE_GAP;
}

function rowTitlesWidth(rows: readonly string[], height: number): number {
  const lines = Math.max(
    0,
    ...rows.map((title) => titleLines(title, height).length),
  );
  return lines === 0 ? 0 : linesHeight(lines, TITLE) + TITLE_GAP;
}
