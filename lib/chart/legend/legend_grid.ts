import { element, type SvgElement } from "../common/svg_element.ts";
import { linesHeight, textLines } from "../common/text_lines.ts";
import { legendEntry } from "../common/tracks.ts";
import { textWidth } from "../common/text_width.ts";
import { FONTS } from "../common/theme.ts";
import { wrapText } from "../common/wrap_text.ts";

/** A legend in rows and columns; drawn with its top left at (x, y). */
export interface LegendGrid {
  /** In px. */
  readonly height: number;
  at(x: number, y: number): SvgElement;
}

/** What a legend explains, and how it looks. */
export interface LegendItem {
  readonly name: string;
  /** Draws the look from x on to the right around the height y; in px. */
  readonly swatch: (x: number, y: number) => readonly SvgElement[];
  /** The index of the series that it names, if it names one. */
  readonly series?: number | undefined;
}

/**
 * Sets items row by row into as many columns as a width in px has room for;
 * `swatchWidth` is in px.
 */
export function legendGrid(
  items: readonly LegendItem[],
  swatchWidth: number,
  width: number,
): LegendGrid {
  const textLeft = swatchWidth + TEXT_GAP;
  const wrapped = items.map(({ name }) =>
    wrapText(name, Math.min(NAME_WIDTH, width - textLeft), FONT)
  );
  const columns = columnWidths(
    wrapped.map((lines) =>
      textLeft + Math.max(0, ...lines.map((line) => textWidth(line, FONT))) +
      COLUMN_GAP
    ),
    width,
  );
  const height = linesHeight(
    Math.max(1, ...wrapped.map((lines) => lines.length)),
    FONT,
  ) + ROW_GAP;
  return {
    height: Math.ceil(items.length / Math.max(1, columns.length)) * height,
    at: (x, y) =>
      element(
        "g",
        { class: "legend" },
        ...items.map(({ swatch, series }, index) => {
          const left = x + sum(columns.slice(0, index % columns.length));
          const top = y + Math.floor(index / columns.length) * height;
          return legendEntry(series, [
            ...swatch(left, top + linesHeight(0.5, FONT)),
            ...textLines(
              wrapped[index] ?? [],
              { x: left + textLeft, top },
              FONT,
            ),
          ]);
        }),
      ),
  };
}

const FONT = FONTS.seriesLabel;
const TEXT_GAP = 6;
const NAME_WIDTH = 300;
const COLUMN_GAP = 18;
const ROW_GAP = 4;

/** Widths with gaps of the fewest columns that make the fewest rows. */
function columnWidths(widths: readonly number[], width: number): number[] {
  const columns = (count: number) =>
    widths.slice(0, count).map((_, column) =>
      Math.max(...widths.filter((_, index) => index % count === column))
    );
  const rows = (count: number) => Math.ceil(widths.length / count);
  const [best] = widths.map((_, index) => index + 1)
    // There is no gap behind the last column.
    .filter((count) => sum(columns(count)) - COLUMN_GAP <= width)
    .sort((a, b) => rows(a) - rows(b) || a - b);
  return columns(best ?? 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
