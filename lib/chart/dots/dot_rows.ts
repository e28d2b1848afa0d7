import type { Span } from "../axes/tick_labels.ts";
import { linesHeight } from "../common/text_lines.ts";
import { textWidth } from "../common/text_width.ts";
import { FONTS } from "../common/theme.ts";
import { wrapText } from "../common/wrap_text.ts";
import type { DotRowData } from "./dot_data.ts";
import type { DotMatrixSpec } from "./dot_matrix_spec.ts";

/**
 * A row with its texts, broken into lines; `top` from the first row's top on.
 */
export interface DotRow {
  readonly data: DotRowData;
  /** In px, like `height`. */
  readonly top: number;
  readonly height: number;
  readonly name: readonly string[];
  /** What stands in place of dots. */
  readonly instead: readonly string[];
  /** The labels of its marks. */
  readonly marks: readonly string[];
}

/** A group of rows; `top` from the first row's top on. */
export interface DotRowGroup {
  readonly name: readonly string[];
  readonly nameTop: number;
  readonly top: number;
}

/** The columns of a matrix from left to right; in px from its left on. */
export interface DotColumns {
  readonly groups: number;
  readonly items: number;
  /** Where kinds are crossed out. */
  readonly crosses: number;
  readonly panels: readonly Span[];
  /** All panels. */
  readonly dots: Span;
  readonly marks: number;
}

/** Distance in px of the dots of two kinds in a row. */
export const KIND_STEP = 7.6;
/** The room in px for a kind that is crossed out. */
export const CROSS_WIDTH = 16;

/**
 * Divides the width of a matrix, in px, into columns: texts take what they
 * need, panels the rest.
 */
export function dotColumns(
  { groups, groupLabel, itemLabel, panels }: DotMatrixSpec,
  rows: readonly DotRowData[],
  width: number,
): DotColumns {
  const groupsWidth = widest([
    ...groups.map(({ name }) => wrapText(name, GROUP_WIDTH, BOLD)),
    wrapText(groupLabel, GROUP_WIDTH, FONTS.panelNote),
  ]);
  const itemsWidth = widest([
    ...rows.map(({ item }) => wrapText(item.name, ITEM_WIDTH, BOLD)),
    wrapText(itemLabel, ITEM_WIDTH, FONTS.panelNote),
  ]);
  const marksWidth = widest(rows.map(markLines));
  const crosses = Math.max(0, ...rows.map(({ crossed }) => crossed.length));
  const items = groupsWidth + COLUMN_GAP;
  const crossesLeft = items + itemsWidth + NAME_GAP;
  const left = crossesLeft + crosses * CROSS_WIDTH;
  const right = marksWidth === 0 ? width : width - marksWidth - NAME_GAP;
  const free = right - left - PANEL_GAP * (panels.length - 1);
  const step = free / panels.length + PANEL_GAP;
  return {
    groups: 0,
    items,
    crosses: crossesLeft,
    panels: panels.map((_, index) => ({
      left: left + index * step,
      right: left + (index + 1) * step - PANEL_GAP,
    })),
    dots: { left, right },
    marks: right + NAME_GAP,
  };
}

/** Sets the rows below each other; a long text makes its row higher. */
export function dotRows(
  { groups, kinds, oneKindEach }: DotMatrixSpec,
  data: readonly DotRowData[],
  columns: DotColumns,
): { rows: DotRow[]; groups: DotRowGroup[]; height: number } {
  const textRoom = columns.dots.right - columns.dots.left;
  const lines = oneKindEach ? 1 : kinds.length;
  const usual = Math.max(ROW_HEIGHT, 12 + KIND_STEP * (lines - 1));
  const rows: DotRow[] = [];
  const placed: DotRowGroup[] = [];
  let top = 0;
  for (const [group, { name }] of groups.entries()) {
    const start = top;
    top += GROUP_PADDING;
    for (const one of data.filter((row) => row.group === group)) {
      const texts = {
        name: wrapText(one.item.name, ITEM_WIDTH, BOLD),
        instead: wrapText(one.instead ?? "", textRoom, FONTS.panelNote),
        marks: markLines(one),
      };
      const height = Math.max(
        one.drawn.length > 0 ? usual : ROW_HEIGHT,
        linesHeight(texts.name.length, BOLD),
        linesHeight(texts.instead.length, FONTS.panelNote),
        linesHeight(texts.marks.length, MARK),
      );
      rows.push({ data: one, top, height, ...texts });
      top += height;
    }
    const lines = wrapText(name, GROUP_WIDTH, BOLD);
    const first = rows.find((row) => row.data.group === group);
    // The first line of a group's name is on a level with the group's first
    // row.
    const nameTop = start + GROUP_PADDING +
      ((first?.height ?? ROW_HEIGHT) - linesHeight(1, BOLD)) / 2;
    const nameBottom = nameTop + linesHeight(lines.length, BOLD);
    top = Math.max(top, nameBottom) + GROUP_PADDING;
    placed.push({ name: lines, nameTop, top: start });
  }
  return { rows, groups: placed, height: top };
}

const BOLD = FONTS.panelTitle;
const MARK = FONTS.mark;
const GROUP_WIDTH = 120;
const ITEM_WIDTH = 140;
const MARK_WIDTH = 140;
const COLUMN_GAP = 14;
const NAME_GAP = 8;
const PANEL_GAP = 18;
const ROW_HEIGHT = 16;
const GROUP_PADDING = 4;

function markLines({ marks }: DotRowData): string[] {
  const labels = [...new Set(marks.map(({ label }) => label))];
  return labels.flatMap((label) => wrapText(label, MARK_WIDTH, MARK));
}

function widest(texts: readonly (readonly string[])[]): number {
  return Math.max(0, ...texts.flat().map((line) => textWidth(line, BOLD)));
}
