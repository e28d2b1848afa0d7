import type { Rect } from "./rect.ts";
import { element, type SvgElement } from "./svg_element.ts";

/** A rectangle around an area, painted as told. */
export function box(
  { left, right, top, bottom }: Rect,
  look: Readonly<Record<string, string | number>>,
  ...children: readonly SvgElement[]
): SvgElement {
  return element("rect", {
    x: left,
    y: top,
    width: right - left,
    height: bottom - top,
    ...look,
  }, ...children);
}
