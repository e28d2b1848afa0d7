import type { ChartText } from "./chart_text.ts";
import type { Rect } from "./rect.ts";
import { element, type SvgElement, toXml } from "./svg_element.ts";
import { linesHeight, textLines } from "./text_lines.ts";
import type { Font } from "./text_width.ts";
import {
  CHART_HEIGHT,
  CHART_WIDTH,
  FONT_FAMILY,
  FONTS,
  INK,
  MARGIN,
} from "./theme.ts";
import { wrapText } from "./wrap_text.ts";

/** The size of a page in px; a page that has more to show is higher. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/**
 * A standalone SVG with title, subtitle and caption wrapped to its width.
 * `draw` fills the area between them, which is at least `minHeight` px high.
 */
export function page(
  text: ChartText,
  minHeight: number,
  draw: (area: Rect) => readonly SvgElement[],
  size: PageSize = { width: CHART_WIDTH, height: CHART_HEIGHT },
): string {
  const { width } = size;
  const block = (paragraphs: readonly string[], font: Font, fill?: string) =>
    textBlock(paragraphs, width - 2 * MARGIN, font, fill);
  const title = block([text.title], FONTS.title);
  const subtitle = block([text.subtitle ?? ""], FONTS.subtitle, INK.faintText);
  const caption = block(text.caption ?? [], FONTS.caption, INK.faintText);
  const top = MARGIN + title.height + subtitle.height + GAP_ABOVE;
  const below = GAP_BELOW + caption.height + MARGIN;
  const bottom = Math.max(size.height - below, top + minHeight);
  const height = Math.ceil(bottom + below);
  return toXml(element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": text.title,
      "font-family": FONT_FAMILY,
      fill: INK.text,
    },
    element("metadata", {}, JSON.stringify(text.settings ?? {}, null, 2)),
    element("rect", { width, height, fill: INK.paper }),
    element("g", { class: "title" }, ...title.at(MARGIN)),
    element("g", { class: "subtitle" }, ...subtitle.at(MARGIN + title.height)),
    ...draw({ left: MARGIN, top, right: width - MARGIN, bottom }),
    element("g", { class: "caption" }, ...caption.at(bottom + GAP_BELOW)),
  ));
}

const GAP_ABOVE = 16;
const GAP_BELOW = 12;

function textBlock(
  paragraphs: readonly string[],
  width: number,
  font: Font,
  fill?: string,
) {
  const lines = paragraphs.flatMap((text) => wrapText(text, width, font));
  return {
    height: linesHeight(lines.length, font),
    at: (top: number) => textLines(lines, { x: MARGIN, top }, font, fill),
  };
}
