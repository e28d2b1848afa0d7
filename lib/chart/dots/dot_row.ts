import { element, type SvgElement } from "../common/svg_element.ts";
import { HALO, linesHeight, textLines } from "../common/text_lines.ts";
import type { Font } from "../common/text_width.ts";
import { TRACK } from "../common/tracks.ts";
import { FONTS, INK } from "../common/theme.ts";
import type { DotMatrixSpec } from "./dot_matrix_spec.ts";
import type { DotAxis } from "./dot_panels.ts";
import type { DotColumns, DotRow } from "./dot_rows.ts";
import { crossedKinds, dotElements } from "./dots.ts";

/**
 * A row with its names, guides, dots and labels; `middle` is its height in px.
 */
export function dotRow(
  { data, name, instead, marks }: DotRow,
  spec: DotMatrixSpec,
  columns: DotColumns,
  axes: readonly DotAxis[],
  { left, middle }: { readonly left: number; readonly middle: number },
): SvgElement {
  const lines = (
    texts: readonly string[],
    x: number,
    font: Font,
    fill?: string,
  ) =>
    textLines(
      texts,
      {
        x: left + x,
        top: middle - linesHeight(texts.length, font) / 2,
      },
      font,
      fill,
    );
  const isFaint = instead.length > 0;
  const nameFont = marks.length > 0 ? FONTS.panelTitle : FONTS.tick;
  const guides = isFaint ? [] : columns.panels.map((span) =>
    element("line", {
      x1: left + span.left,
      x2: left + span.right,
      y1: middle,
      y2: middle,
      stroke: INK.grid,
    })
  );
  return element(
    "g",
    { class: `${isFaint ? "row impossible" : "row"} ${TRACK}` },
    ...guides,
    ...lines(name, columns.items, nameFont, isFaint ? INK.faint : undefined),
    element(
      "g",
      { class: "instead", ...HALO },
      ...lines(
        instead,
        columns.dots.left,
        FONTS.panelNote,
        INK.faint,
      ),
    ),
    element(
      "g",
      { class: "crossed" },
      ...crossedKinds(data, spec.kinds, {
        left: left + columns.crosses,
        middle,
      }),
    ),
    element(
      "g",
      { class: "dots" },
      ...dotElements(data, spec, axes, { left, middle }),
    ),
    ...lines(marks, columns.marks, FONTS.mark),
  );
}
