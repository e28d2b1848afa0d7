import { type Axis, bottomAxis } from "../axes/axes.ts";
import { emptyNote } from "../common/empty_note.ts";
import { formatTick } from "../common/quantity.ts";
import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { linesHeight, textLines } from "../common/text_lines.ts";
import { textWidth } from "../common/text_width.ts";
import { FONTS, INK } from "../common/theme.ts";
import { wrapText } from "../common/wrap_text.ts";
import { barElements } from "./bar.ts";
import type { StackedBarsSpec } from "./stacked_bars_spec.ts";
import type { StackedShares } from "./stacked_shares.ts";

/** How high rows are and what stands left of them; in px. */
export interface BarRows {
  readonly barHeight: number;
  /**
   * The slots of bars, from the top of a group on; a slot with a long name is
   * higher.
   */
  readonly slots: readonly { readonly top: number; readonly height: number }[];
  readonly groupHeight: number;
  readonly height: number;
  readonly labelsWidth: number;
}

/** Finds how much room the bars and their names need. */
export function barRows({ groups }: StackedShares): BarRows {
  const names = (groups[0]?.slots ?? []).map(({ name }) => nameLines(name));
  const groupNames = groups.map(({ name }) => groupLines(name));
  const bars = groups.length * names.length;
  const barHeight = Math.round(
    Math.min(MAX_BAR_HEIGHT, Math.max(MIN_BAR_HEIGHT, BARS_HEIGHT / bars)),
  );
  let top = GROUP_GAP / 2;
  const slots = names.map((lines) => {
    const height = Math.max(barHeight, tallest([lines])) + BAR_GAP;
    const slot = { top, height };
    top += height;
    return slot;
  });
  const groupHeight = Math.max(
    top + GROUP_GAP / 2,
    tallest(groupNames) + GROUP_GAP,
  );
  return {
    barHeight,
    slots,
    groupHeight,
    height: groups.length === 0 ? EMPTY_HEIGHT : groups.length * groupHeight,
    labelsWidth: widest(groupNames) + COLUMN_GAP + widest(names) + NAME_GAP,
  };
}

/**
 * Draws the groups of bars with names and axis; `plot` is where the bars are.
 */
export function drawBarRows(
  spec: StackedBarsSpec,
  { groups }: StackedShares,
  { barHeight, slots, groupHeight, labelsWidth }: BarRows,
  plot: Rect,
): SvgElement[] {
  const axis = shareAxis(spec.shareLabel, plot);
  const left = plot.left - labelsWidth;
  const placed = groups.map((group, index) => {
    const top = plot.top + index * groupHeight;
    const bars = group.slots.map((bar, slotIndex) => {
      const slot = slots[slotIndex] ?? { top: 0, height: barHeight };
      return { bar, middle: top + slot.top + slot.height / 2 };
    });
    return { name: group.name, top, middle: top + groupHeight / 2, bars };
  });
  return [
    grid(axis, plot),
    element(
      "g",
      { class: "rules" },
      ...placed.map(({ top }) =>
        line({ x1: left, x2: plot.right, y1: top, y2: top })
      ),
    ),
    bottomAxis(axis, plot),
    element(
      "g",
      { class: "groups" },
      ...placed.flatMap(({ name, middle }) =>
        middleLines(groupLines(name), left, middle, "start")
      ),
    ),
    element(
      "g",
      { class: "names" },
      ...placed.flatMap(({ bars }) => bars).flatMap(({ bar, middle }) =>
        middleLines(nameLines(bar.name), plot.left - NAME_GAP, middle, "end")
      ),
    ),
    element(
      "g",
      { class: "bars" },
      ...placed.flatMap(({ name, bars }) =>
        bars.map(({ bar, middle }) => {
          // Whole pixels keep the outlines crisp.
          const top = Math.round(middle - barHeight / 2);
          return barElements(
            bar,
            {
              left: plot.left,
              right: plot.right,
              top,
              bottom: top + barHeight,
            },
            `${bar.name}, ${spec.groupLabel} ${name}`,
          );
        })
      ),
    ),
    ...groups.length === 0 ? [emptyNote(plot)] : [],
  ];
}

const FONT = FONTS.tick;
// With these widths there is room for the figure of a 6 % share in the
// narrowest plot.
const GROUP_WIDTH = 80;
const NAME_WIDTH = 180;
const COLUMN_GAP = 14;
const NAME_GAP = 8;

const BARS_HEIGHT = 300;
const MIN_BAR_HEIGHT = 18;
const MAX_BAR_HEIGHT = 26;
const BAR_GAP = 3;
const GROUP_GAP = 12;
const EMPTY_HEIGHT = 60;

function shareAxis(label: string, plot: Rect): Axis {
  return {
    label,
    ticks: [0, 20, 40, 60, 80, 100].map((percent) => ({
      at: plot.left + percent / 100 * (plot.right - plot.left),
      label: formatTick(percent, "%"),
    })),
  };
}

function grid({ ticks }: Axis, plot: Rect): SvgElement {
  return element(
    "g",
    { class: "grid" },
    ...ticks.map(({ at }) =>
      line({ x1: at, x2: at, y1: plot.top, y2: plot.bottom })
    ),
  );
}

function line(ends: Readonly<Record<"x1" | "x2" | "y1" | "y2", number>>) {
  return element("line", { ...ends, stroke: INK.grid });
}

function middleLines(
  lines: readonly string[],
  x: number,
  middle: number,
  anchor: "start" | "end",
): SvgElement[] {
  const top = middle - linesHeight(lines.length, FONT) / 2;
  return textLines(lines, { x, top, anchor }, FONT);
}

function groupLines(name: string): string[] {
  return wrapText(name, GROUP_WIDTH, FONT);
}

function nameLines(name: string): string[] {
  return wrapText(name, NAME_WIDTH, FONT);
}

function tallest(texts: readonly (readonly string[])[]): number {
  return linesHeight(Math.max(0, ...texts.map(({ length }) => length)), FONT);
}

function widest(texts: readonly (readonly string[])[]): number {
  return Math.max(0, ...texts.flat().map((line) => textWidth(line, FONT)));
}
