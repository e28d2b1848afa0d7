import { axisLabel } from "../axes/axes.ts";
import { breakObstacle } from "../axes/axis_break.ts";
import { page } from "../common/page.ts";
import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { HALO, textLines } from "../common/text_lines.ts";
import { FONTS, INK, MARGIN } from "../common/theme.ts";
import { type LegendGrid, legendGrid } from "../legend/legend_grid.ts";
import { legendName } from "../legend/legend_name.ts";
import { swatch } from "../legend/swatch.ts";
import { dashOf } from "../marks/dashes.ts";
import { PANEL_MARKER } from "../marks/marker.ts";
import { lineObstacles } from "../marks/obstacles.ts";
import type { PanelChartSpec } from "./panel_chart_spec.ts";
import { hasPoints, type PanelData, panelData } from "./panel_data.ts";
import { panelFrame } from "./panel_frame.ts";
import {
  gridTexts,
  gridWidth,
  panelGrid,
  panelHeight,
  panelWidth,
} from "./panel_grid.ts";
import { type PanelLabel, panelLabels } from "./panel_labels.ts";
import { panelLayers, panelObstacles, placePanel } from "./panel_layers.ts";
import { panelNotes } from "./panel_notes.ts";
import { referenceElements, referenceLines } from "./panel_references.ts";
import { panelX, panelY } from "./panel_scales.ts";

/**
 * Draws a grid of line charts with common axes and one legend as a standalone
 * SVG; equal specs give equal text. Throws a RangeError if points or a note are
 * in a row, column or series that there is not.
 */
export function panelChart(given: PanelChartSpec): string {
  const spec = {
    ...given,
    columns: orUntitled(given.columns),
    rows: orUntitled(given.rows),
  };
  const data = panelData(spec);
  const width = gridWidth(spec.columns.length);
  const height = panelHeight(spec.rows.length);
  const texts = {
    columns: spec.columns,
    rows: spec.rows,
    xLabel: axisLabel(spec.x),
    yLabel: spec.step === "tail"
      ? `${spec.y.label} (log)`
      : spec.step
      ? spec.y.label
      : axisLabel(spec.y),
  };
  const vertical = panelY(spec, data, height);
  const size = { width: panelWidth(texts, vertical.yTicks, height), height };
  const scales = { ...panelX(spec, data, size.width), ...vertical };
  const placed = data.map((one) => placePanel(one, spec, scales, size));
  const references = referenceLines(spec.references ?? [], scales, size);
  const taken = [
    ...references.flatMap(({ path }) => lineObstacles(path)),
    ...scales.x.breakAt === undefined
      ? []
      : [breakObstacle(scales.x.breakAt, height)],
  ];
  const labels = panelLabels(
    placed.map((panel) => ({
      obstacles: [...panelObstacles(panel, spec, size), ...taken],
      notes: panel.data.notes,
      empty: !hasPoints(panel.data),
    })),
    references,
    size,
  );
  const legend = seriesLegend(spec, data, width - 2 * MARGIN);
  const grid = panelGrid(texts, vertical.yTicks, size);
  return page(
    {
      ...spec,
      caption: [
        ...spec.caption ?? [],
        ...panelNotes(spec, placed, scales, labels),
      ],
    },
    grid.height + LEGEND_GAP + legend.height,
    (area) => {
      const plot = (row: number, column: number) =>
        grid.plot(area, row, column);
      return [
        ...gridTexts(texts, scales, size, plot),
        ...placed.map((panel, index) => {
          const at = plot(panel.data.row, panel.data.column);
          return element(
            "g",
            { class: "panel" },
            panelFrame(scales, at),
            referenceElements(references, at),
            ...panelLayers(panel, spec, at),
            labelElements(labels.panels[index]?.labels ?? [], at),
          );
        }),
        legend.at(area.left, area.top + grid.height + LEGEND_GAP),
      ];
    },
    { width, height: 0 },
  );
}

const LEGEND_GAP = 14;
const SWATCH_WIDTH = 40;

function orUntitled(titles: readonly string[]): readonly string[] {
  return titles.length > 0 ? titles : [""];
}

function seriesLegend(
  { series, markers }: PanelChartSpec,
  data: readonly PanelData[],
  width: number,
): LegendGrid {
  return legendGrid(
    series.map(({ name, style }, index) => {
      const parts = data.flatMap(({ sifted }) => sifted[index] ?? []);
      const dash = markers === false ? dashOf(index) : undefined;
      return {
        name: legendName(name, parts),
        series: index,
        swatch: (x, y) =>
          swatch(style, x, y, SWATCH_WIDTH, { dash, scale: PANEL_MARKER }),
      };
    }),
    SWATCH_WIDTH,
    width,
  );
}

function labelElements(
  labels: readonly PanelLabel[],
  plot: Rect,
): SvgElement {
  return element(
    "g",
    { class: "notes", ...HALO },
    ...labels.flatMap(({ lines, left, top }) =>
      textLines(
        lines,
        { x: plot.left + left, top: plot.top + top },
        FONTS.panelNote,
        INK.faintText,
      )
    ),
  );
}
