import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { textWidth } from "../common/text_width.ts";
import { FONTS } from "../common/theme.ts";
import { classStyle } from "./class_style.ts";

/**
 * A text upon the fill of a class, and below it a plate where the fill is
 * hatched. There is none if the area is too narrow for the text.
 */
export function classText(
  text: string,
  index: number,
  area: Rect,
): SvgElement[] {
  const room = area.right - area.left;
  const width = textWidth(text, FONT);
  if (width > room) return [];
  const { fill, ink, hatch } = classStyle(index);
  const half = Math.min(width / 2 + PLATE.padding, room / 2);
  // Without the plate the strokes of the hatch would run through the text.
  const plate = element("rect", {
    x: (area.left + area.right) / 2 - half,
    y: (area.top + area.bottom - PLATE.height) / 2,
    width: 2 * half,
    height: PLATE.height,
    rx: 2,
    fill,
  });
  return [...hatch ? [plate] : [], centredText(text, area, ink)];
}

/** A text in the middle of an area, small as upon bars. */
export function centredText(
  text: string,
  { left, right, top, bottom }: Rect,
  fill: string,
): SvgElement {
  return element("text", {
    x: (left + right) / 2,
    // Digits reach from 0.35 em below the middle of a line to 0.35 em above it.
    y: (top + bottom) / 2 + 0.35 * FONT.size,
    "font-size": FONT.size,
    "text-anchor": "middle",
    fill,
  }, text);
}

const FONT = FONTS.share;
const PLATE = { padding: 2.5, height: 13 };
