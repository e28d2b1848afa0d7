import { classFill } from "./class_style.ts";
import type { ShownClass } from "./stack.ts";
import { element, type SvgElement } from "./svg_element.ts";
import { linesHeight, textLines, textWidth, wrapText } from "./text.ts";
import { FONTS, INK } from "./theme.ts";

/** The legend above stacked bars, in their order; drawn with its top left at (x, y). */
export interface ClassLegend {
  /** In px. */
  readonly height: number;
  at(x: number, y: number): SvgElement;
}

/** Sets classes row by row in columns over a width in px. */
export function classLegend(
  classes: readonly ShownClass[],
  width: number,
): ClassLegend {
  const wrapped = classes.map(({ name }) =>
    wrapText(name, Math.min(NAME_WIDTH, width - TEXT_LEFT), FONT)
  );
  const columns = columnWidths(wrapped, width);
  const height = linesHeight(
    Math.max(1, ...wrapped.map((lines) => lines.length)),
    FONT,
  ) + ROW_GAP;
  return {
    height: Math.ceil(classes.length / Math.max(1, columns.length)) * height,
    at: (x, y) =>
      element(
        "g",
        { class: "legend" },
        ...classes.flatMap(({ index }, place) =>
          entry(wrapped[place] ?? [], index, {
            x: x + sum(columns.slice(0, place % columns.length)),
            top: y + Math.floor(place / columns.length) * height,
          })
        ),
      ),
  };
}

const FONT = FONTS.seriesLabel;
const SWATCH = { width: 28, height: 14 };
const TEXT_LEFT = SWATCH.width + 6;
const NAME_WIDTH = 300;
const COLUMN_GAP = 18;
const ROW_GAP = 4;

/** Widths with gaps of the fewest columns that make the fewest rows. */
function columnWidths(
  wrapped: readonly (readonly string[])[],
  width: number,
): number[] {
  const widths = wrapped.map((lines) =>
    TEXT_LEFT + Math.max(0, ...lines.map((line) => textWidth(line, FONT))) +
    COLUMN_GAP
  );
  const columns = (count: number) =>
    widths.slice(0, count).map((_, column) =>
      Math.max(...widths.filter((_, place) => place % count === column))
    );
  const rows = (count: number) => Math.ceil(widths.length / count);
  const [best] = widths.map((_, index) => index + 1)
    // The last column needs no gap behind it.
    .filter((count) => sum(columns(count)) - COLUMN_GAP <= width)
    .sort((a, b) => rows(a) - rows(b) || a - b);
  return columns(best ?? 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function entry(
  lines: readonly string[],
  index: number,
  { x, top }: { readonly x: number; readonly top: number },
): SvgElement[] {
  return [
    element("rect", {
      x,
      y: top + (linesHeight(1, FONT) - SWATCH.height) / 2,
      ...SWATCH,
      fill: classFill(index),
      stroke: INK.axis,
      "stroke-width": 0.75,
    }),
    ...textLines(lines, { x: x + TEXT_LEFT, top }, FONT),
  ];
}
