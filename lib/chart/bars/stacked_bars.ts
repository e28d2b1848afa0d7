import { bottomAxisHeight } from "../axes/axes.ts";
import { classPatterns } from "../classes/class_style.ts";
import { page } from "../common/page.ts";
import { formatTick } from "../common/quantity.ts";
import { element } from "../common/svg_element.ts";
import { linesHeight, textLines } from "../common/text_lines.ts";
import { textWidth } from "../common/text_width.ts";
import { CHART_WIDTH, CONTENT_WIDTH, FONTS, INK } from "../common/theme.ts";
import { wrapText } from "../common/wrap_text.ts";
import { barRows, drawBarRows } from "./bar_rows.ts";
import { classLegend } from "./class_legend.ts";
import type { StackedBarsSpec } from "./stacked_bars_spec.ts";
import { stackShares } from "./stacked_shares.ts";

/**
 * Draws horizontal bars of 100 %, in groups from top to bottom, as a standalone
 * SVG; equal specs give equal text.
 */
export function stackedBars(spec: StackedBarsSpec): string {
  const stacked = stackShares(spec);
  const legend = classLegend(stacked.classes, CONTENT_WIDTH);
  const header = wrapText(spec.groupLabel, HEADER_WIDTH, FONT);
  const aboveBars = legend.height + LEGEND_GAP +
    linesHeight(header.length, FONT) + HEADER_GAP;
  const rows = barRows(stacked);
  const axisHeight = bottomAxisHeight(spec.shareLabel);
  return page(
    { ...spec, caption: [...spec.caption ?? [], ...stacked.notes] },
    aboveBars + rows.height + axisHeight,
    (area) => {
      const plot = {
        left: area.left + rows.labelsWidth,
        right: area.right - textWidth(formatTick(100, "%"), FONTS.tick) / 2,
        top: area.top + aboveBars,
        bottom: area.bottom - axisHeight,
      };
      const headerTop = plot.top - HEADER_GAP -
        linesHeight(header.length, FONT);
      return [
        classPatterns(stacked.classes.map(({ index }) => index)),
        legend.at(area.left, area.top),
        element(
          "g",
          { class: "group-label" },
          ...textLines(
            header,
            { x: area.left, top: headerTop },
            FONT,
            INK.faintText,
          ),
        ),
        ...drawBarRows(spec, stacked, rows, plot),
      ];
    },
    { width: CHART_WIDTH, height: 0 },
  );
}

const FONT = FONTS.tick;
const HEADER_WIDTH = 380;
const LEGEND_GAP = 10;
const HEADER_GAP = 2;
