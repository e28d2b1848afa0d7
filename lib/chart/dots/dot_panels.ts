import { axisLabel } from "../axes/axes.ts";
import { axisBreak } from "../axes/axis_break.ts";
import { bottomTickMarks, verticalGrid } from "../axes/axis_parts.ts";
import { type BrokenScale, brokenScale } from "../axes/broken_scale.ts";
import { labelBounds, scaleTicks } from "../axes/scale_ticks.ts";
import { shownLabels, type Span, type Tick } from "../axes/tick_labels.ts";
import { formatTick } from "../common/quantity.ts";
import type { Rect } from "../common/rect.ts";
import { element, round, type SvgElement } from "../common/svg_element.ts";
import { linesHeight, textLines } from "../common/text_lines.ts";
import { textWidth } from "../common/text_width.ts";
import { FONTS, INK } from "../common/theme.ts";
import { wrapText } from "../common/wrap_text.ts";
import type { DotRowData } from "./dot_data.ts";
import type { DotPanel } from "./dot_matrix_spec.ts";

/** The axis of a panel, in px from the matrix' left on. */
export interface DotAxis {
  readonly panel: DotPanel;
  readonly scale: BrokenScale;
  readonly span: Span;
  readonly ticks: readonly Tick[];
}

/** Makes the axis of a panel, with room for the values of all rows. */
export function dotAxis(
  panel: DotPanel,
  index: number,
  rows: readonly DotRowData[],
  span: Span,
): DotAxis {
  const values = rows.flatMap(({ drawn }) => drawn)
    .filter((dot) => dot.panel === index)
    .flatMap(({ value, low = value, high = value }) => [low, value, high]);
  const width = span.right - span.left;
  const shown = values.length > 0 ? panel.limits ?? values : [];
  const scale = brokenScale(panel.scale, shown, [span.left, span.right], {
    padding: PADDING,
    zeroRoom: ZERO_ROOM,
    room: Math.max(
      2,
      Math.floor(width / (panel.scale === "log" ? 12 : 40)),
    ),
  });
  const format = (value: number) => formatTick(value, panel.unit);
  return {
    panel,
    scale,
    span,
    ticks: scaleTicks(scale, panel.scale, format, span, NOTE),
  };
}

/** Height in px of what stands above the panels. */
export function headerHeight(axes: readonly DotAxis[]): number {
  const lines = (pick: (axis: DotAxis) => readonly string[]) =>
    Math.max(0, ...axes.map((axis) => pick(axis).length));
  return linesHeight(lines(titleLines), TITLE) +
    linesHeight(lines(betterLines), NOTE) + HEADER_GAP + axisHeight();
}

/** The height in px of an axis above or below the rows. */
export function axisHeight(): number {
  return linesHeight(1, NOTE) + TICK_GAP;
}

/**
 * The title of a panel and which way is better; `bottom` is the header's, in
 * px.
 */
export function panelHeader(
  axis: DotAxis,
  left: number,
  bottom: number,
): SvgElement {
  const { span, panel } = axis;
  const better = betterLines(axis);
  const betterTop = bottom - axisHeight() - HEADER_GAP -
    linesHeight(better.length, NOTE);
  const titles = titleLines(axis);
  const isLower = panel.better === "lower";
  return element(
    "g",
    { class: "header" },
    ...textLines(titles, {
      x: left + span.left,
      top: betterTop - linesHeight(titles.length, TITLE),
    }, TITLE),
    ...textLines(
      better,
      {
        x: left + (isLower ? span.left : span.right),
        top: betterTop,
        anchor: isLower ? "start" : "end",
      },
      NOTE,
      INK.faintText,
    ),
  );
}

/** A shade in one row; in px from the top of the page on. */
export interface RowBand {
  readonly ends: readonly [number, number];
  readonly top: number;
  readonly bottom: number;
}

/**
 * The grid of a panel and its axis, written above and below the rows, and the
 * shades behind them.
 */
export function panelAxis(
  { panel, scale, span, ticks }: DotAxis,
  { left, top, bottom }: Omit<Rect, "right">,
  rowBands: readonly RowBand[],
): SvgElement {
  const moved = ticks.map((tick) => ({ ...tick, at: left + tick.at }));
  const bounds = labelBounds({
    left: left + span.left,
    right: left + span.right,
  });
  const ends = { x1: left + span.left, x2: left + span.right };
  const edges = [top, bottom].flatMap((y) => [
    element("line", { ...ends, y1: y, y2: y, stroke: INK.axis }),
    ...scale.breakAt === undefined ? [] : axisBreak(left + scale.breakAt, y),
  ]);
  const labels = shownLabels(moved, bounds, NOTE).flatMap(({ at, label }) =>
    [
      top - axisHeight(),
      bottom + TICK_GAP,
    ].flatMap((y) =>
      textLines([label], { x: at, top: y, anchor: "middle" }, NOTE)
    )
  );
  const band = (
    { ends: [low, high], top, bottom }: RowBand,
    name: string,
    fill: string,
  ) => {
    const from = Math.max(span.left, scale.position(low));
    const end = Math.min(span.right, scale.position(high));
    return element("rect", {
      class: name,
      x: round(left + from),
      y: round(top),
      width: round(end - from),
      height: round(bottom - top),
      fill,
    });
  };
  const reference = panel.reference === undefined || ticks.length === 0
    ? []
    : [left + scale.position(panel.reference)].map((x) =>
      element("line", {
        class: "reference",
        x1: x,
        x2: x,
        y1: top,
        y2: bottom,
        stroke: INK.reference,
        "stroke-width": 1.25,
      })
    );
  const noData = textLines(
    ["no data"],
    {
      x: left + (span.left + span.right) / 2,
      top: top - axisHeight(),
      anchor: "middle",
    },
    NOTE,
    INK.faintText,
  );
  return element(
    "g",
    { class: "axis" },
    ...panel.band === undefined || ticks.length === 0
      ? []
      : [band({ ends: panel.band, top, bottom }, "band", INK.band)],
    ...ticks.length === 0
      ? []
      : rowBands.map((one) => band(one, "row-band", INK.innerBand)),
    ...verticalGrid(moved.filter(({ minor }) => !minor), { top, bottom }),
    ...reference,
    ...edges,
    ...bottomTickMarks(moved, bottom),
    ...ticks.length === 0 ? noData : labels,
  );
}

const TITLE = FONTS.panelTitle;
const NOTE = FONTS.panelNote;
const PADDING = 7;
const ZERO_ROOM = 24;
const TICK_GAP = 6;
const HEADER_GAP = 4;

function titleLines({ panel, span }: DotAxis): string[] {
  return wrapText(axisLabel(panel), span.right - span.left, TITLE);
}

function betterLines({ panel, span }: DotAxis): string[] {
  const width = span.right - span.left;
  const { better, betterName } = panel;
  const [long, short] = better === "lower"
    ? [`← ${betterName ?? "lower is better"}`, "← better"]
    : [`${betterName ?? "higher is better"} →`, "better →"];
  return wrapText(textWidth(long, NOTE) <= width ? long : short, width, NOTE);
}
