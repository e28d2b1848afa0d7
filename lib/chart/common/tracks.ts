/**
 * What a program that shows a chart may know of it, beside what is seen: which
 * marks follow each other, whose they are, and which entry of the legend names
 * whose. A mark is what has a title; the title is what it says.
 */

import {
  type AttributeValue,
  element,
  type SvgElement,
} from "./svg_element.ts";

/** The class of what holds marks that follow each other along a line. */
export const TRACK = "track";

/** Says of an element that it belongs to a series, by its index. */
export function ofSeries(index: number): Record<string, AttributeValue> {
  return { "data-series": index };
}

/** The elements of a series, if there are any; `isTrack` if they are marks. */
export function seriesGroup(
  index: number,
  children: readonly SvgElement[],
  isTrack = false,
): SvgElement[] {
  if (children.length === 0) return [];
  const track = isTrack ? { class: TRACK } : {};
  return [element("g", { ...track, ...ofSeries(index) }, ...children)];
}

/** The entry of a legend that names a series, or something that is none. */
export function legendEntry(
  index: number | undefined,
  children: readonly SvgElement[],
): SvgElement {
  return element("g", { "data-legend": index }, ...children);
}
