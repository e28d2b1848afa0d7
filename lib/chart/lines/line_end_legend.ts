import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { linesHeight, textLines } from "../common/text_lines.ts";
import { legendEntry, seriesGroup } from "../common/tracks.ts";
import { textWidth } from "../common/text_width.ts";
import { FONTS, INK } from "../common/theme.ts";
import { wrapText } from "../common/wrap_text.ts";
import { swatch } from "../legend/swatch.ts";
import type { SeriesStyle } from "../marks/series.ts";
import { moveApart } from "./move_apart.ts";

/** A series in the legend right of the plot. */
export interface LegendEntry {
  readonly name: string;
  readonly style: SeriesStyle;
  /** Where its line ends, in px; a series without points has no end. */
  readonly end?: { readonly x: number; readonly y: number } | undefined;
}

/** The width and the least height in px of a legend with these names. */
export function lineEndLegendSize(names: readonly string[]) {
  const wrapped = names.map(nameLines);
  const widths = wrapped.flat().map((line) => textWidth(line, FONT));
  const heights = wrapped.map(entryHeight);
  return {
    width: TEXT_LEFT + Math.max(0, ...widths),
    height: heights.reduce((sum, height) => sum + height, 0),
  };
}

/** Names each series at its line's end; names that would overlap move apart. */
export function lineEndLegend(
  entries: readonly LegendEntry[],
  area: Rect,
): SvgElement {
  const wrapped = entries.map(({ name }) => nameLines(name));
  const middles = moveApart(
    entries.map(({ end }, index) => ({
      // Series without points are listed at the bottom.
      middle: end?.y ?? area.bottom,
      height: entryHeight(wrapped[index] ?? []),
    })),
    area.top,
    area.bottom,
  );
  const placed = entries.map((entry, index) => ({
    ...entry,
    lines: wrapped[index] ?? [],
    y: middles[index] ?? area.top,
  }));
  return element(
    "g",
    { class: "legend" },
    ...placed.flatMap(({ end, y }, index) =>
      end ? seriesGroup(index, [leader(end, area.left, y)]) : []
    ),
    ...placed.map(({ lines, style, y, end }, index) => {
      const top = y - linesHeight(lines.length, FONT) / 2;
      const at = { x: area.left + TEXT_LEFT, top };
      return legendEntry(index, [
        ...swatch(style, area.left + LEADER_WIDTH, y, SWATCH_WIDTH),
        ...textLines(lines, at, FONT, end ? undefined : INK.faintText),
      ]);
    }),
  );
}

const FONT = FONTS.seriesLabel;
const LEADER_WIDTH = 18;
const SWATCH_WIDTH = 30;
const TEXT_LEFT = LEADER_WIDTH + SWATCH_WIDTH + 6;
const NAME_WIDTH = 170;
const ENTRY_GAP = 3;
const LONG_LEADER = 60;

function nameLines(name: string): string[] {
  return wrapText(name, NAME_WIDTH, FONT);
}

function entryHeight(lines: readonly string[]): number {
  return linesHeight(Math.max(1, lines.length), FONT) + ENTRY_GAP;
}

function leader(
  end: { readonly x: number; readonly y: number },
  left: number,
  y: number,
): SvgElement {
  return element("line", {
    x1: end.x,
    y1: end.y,
    x2: left + LEADER_WIDTH - 3,
    y2: y,
    stroke: INK.leader,
    "stroke-width": 0.75,
    // A leader that crosses the plot is dotted, so that it looks like neither a
    // line of data nor one of the grid.
    "stroke-dasharray": left - end.x > LONG_LEADER ? "1 3" : undefined,
  });
}
