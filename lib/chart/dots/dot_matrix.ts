import { emptyNote } from "../common/empty_note.ts";
import { page } from "../common/page.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { linesHeight, textLines } from "../common/text_lines.ts";
import { FONTS, INK, MARGIN } from "../common/theme.ts";
import { wrapText } from "../common/wrap_text.ts";
import { type LegendGrid, legendGrid } from "../legend/legend_grid.ts";
import { dotData, type DotRowData } from "./dot_data.ts";
import type { DotMatrixSpec } from "./dot_matrix_spec.ts";
import { dotNotes } from "./dot_notes.ts";
import {
  axisHeight,
  dotAxis,
  headerHeight,
  panelAxis,
  panelHeader,
  type RowBand,
} from "./dot_panels.ts";
import { dotRow } from "./dot_row.ts";
import {
  type DotColumns,
  dotColumns,
  type DotRow,
  dotRows,
} from "./dot_rows.ts";
import { kindMarker, ring } from "./dots.ts";

/**
 * Draws rows of dots, a panel with an axis of its own for each metric, as a
 * standalone SVG; equal specs give equal text. Throws a RangeError if a dot or
 * a mark is of a kind, panel, group or item that there is not.
 */
export function dotMatrix(spec: DotMatrixSpec): string {
  const data = dotData(spec);
  const contentWidth = WIDTH - 2 * MARGIN;
  const columns = dotColumns(spec, data, contentWidth);
  const { rows, groups, height } = dotRows(spec, data, columns);
  const axes = spec.panels.flatMap((panel, index) => {
    const span = columns.panels[index];
    return span ? [dotAxis(panel, index, data, span)] : [];
  });
  const legend = kindLegend(spec, data, contentWidth);
  const above = legend.height + LEGEND_GAP + headerHeight(axes);
  const rowsHeight = rows.length === 0
    ? Math.max(EMPTY_HEIGHT, height)
    : height;
  return page(
    { ...spec, caption: [...spec.caption ?? [], ...dotNotes(spec, data)] },
    above + rowsHeight + axisHeight(),
    (area) => {
      const plot = {
        ...area,
        top: area.top + above,
        bottom: area.top + above + rowsHeight,
      };
      return [
        legend.at(area.left, area.top),
        columnHeads(spec, columns, area.left, plot.top),
        ...axes.map((axis) => panelHeader(axis, area.left, plot.top)),
        ...axes.map((axis, panel) =>
          panelAxis(axis, plot, rowBands(rows, panel, plot.top))
        ),
        element(
          "g",
          { class: "groups" },
          ...groups.flatMap(({ name, nameTop, top }, index) => [
            ...index === 0 ? [] : [separator(plot, plot.top + top)],
            ...textLines(
              name,
              { x: area.left, top: plot.top + nameTop },
              FONTS.panelTitle,
            ),
          ]),
        ),
        element(
          "g",
          { class: "rows" },
          ...rows.map((row) =>
            dotRow(row, spec, columns, axes, {
              left: area.left,
              middle: plot.top + row.top + row.height / 2,
            })
          ),
        ),
        ...rows.length === 0 ? [emptyNote(plot)] : [],
      ];
    },
    { width: WIDTH, height: 0 },
  );
}

const WIDTH = 1000;
const LEGEND_GAP = 12;
const EMPTY_HEIGHT = 60;
const SWATCH_WIDTH = 14;

function kindLegend(
  { kinds, markLabel, marks = [] }: DotMatrixSpec,
  rows: readonly DotRowData[],
  width: number,
): LegendGrid {
  const used = new Set(
    rows.flatMap(({ drawn }) => drawn.map(({ kind }) => kind)),
  );
  const items = kinds.map((kind, index) => ({
    name: used.has(index) ? kind.name : `${kind.name} (no data)`,
    series: index,
    swatch: (x: number, y: number) => [
      kindMarker(kind, x + SWATCH_WIDTH / 2, y),
    ],
  }));
  const mark = {
    name: markLabel ?? "",
    swatch: (x: number, y: number) => [ring(x + SWATCH_WIDTH / 2, y)],
  };
  const shown = marks.length > 0 && markLabel !== undefined;
  return legendGrid([...items, ...shown ? [mark] : []], SWATCH_WIDTH, width);
}

/** The shades that single rows have in a panel. */
function rowBands(
  rows: readonly DotRow[],
  panel: number,
  plotTop: number,
): RowBand[] {
  return rows.flatMap(({ data: { item }, top, height }) =>
    (item.bands ?? []).filter((band) => band.panel === panel)
      .map(({ ends }) => ({
        ends,
        top: plotTop + top,
        bottom: plotTop + top + height,
      }))
  );
}

function columnHeads(
  { groupLabel, itemLabel }: DotMatrixSpec,
  columns: DotColumns,
  left: number,
  bottom: number,
): SvgElement {
  const head = (text: string, x: number, width: number) => {
    const lines = wrapText(text, width, FONTS.panelNote);
    const top = bottom - axisHeight() -
      linesHeight(lines.length - 1, FONTS.panelNote);
    return textLines(
      lines,
      { x: left + x, top },
      FONTS.panelNote,
      INK.faintText,
    );
  };
  return element(
    "g",
    { class: "heads" },
    ...head(groupLabel, columns.groups, columns.items - columns.groups),
    ...head(itemLabel, columns.items, columns.crosses - columns.items),
  );
}

function separator(
  { left, right }: { readonly left: number; readonly right: number },
  y: number,
): SvgElement {
  return element("line", {
    x1: left,
    x2: right,
    y1: y,
    y2: y,
    stroke: INK.leader,
    "stroke-width": 0.75,
  });
}
