import { classFill } from "../classes/class_style.ts";
import { centredText, classText } from "../classes/class_text.ts";
import { box } from "../common/box.ts";
import { OWN_GROUND } from "../common/dark.ts";
import { formatExact, formatTick } from "../common/quantity.ts";
import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { ofSeries, TRACK } from "../common/tracks.ts";
import { INK } from "../common/theme.ts";
import type { Segment, Slot } from "./stacked_shares.ts";

/** A bar with its segments, or the empty slot where it should be. */
export function barElements(
  { segments, why }: Slot,
  area: Rect,
  what: string,
): SvgElement {
  return segments.length === 0
    ? element("g", { class: "no-data" }, ...emptySlot(area, what, why))
    : element(
      "g",
      { class: `bar ${TRACK}` },
      box(area, { fill: INK.paper }),
      ...segments.map((segment, index) =>
        segmentElement(segment, area, what, index === segments.length - 1)
      ),
      // The outline is drawn above the segments, which would hide half of it,
      // and has no fill, so that the pointer reaches the segments below.
      box(area, { fill: "none", stroke: INK.axis, "stroke-width": 0.75 }),
    );
}

/** A share from this size on has its figure written on it. */
const LABELLED = 0.06;
const SEPARATOR = 1.5;

function emptySlot(area: Rect, what: string, why: string): SvgElement[] {
  return [
    box(
      area,
      { fill: INK.paper, stroke: INK.leader, "stroke-dasharray": "4 3" },
      element("title", {}, `${what}: ${why}`),
    ),
    centredText(why, area, INK.faintText),
  ];
}

function segmentElement(
  { shown, given, start, end }: Segment,
  area: Rect,
  what: string,
  last: boolean,
): SvgElement {
  const x = (share: number) => area.left + share * (area.right - area.left);
  const width = x(end) - x(start);
  // The white between two segments is taken from the left one, but no more than
  // a third of it, so that a thin segment can be seen.
  const separator = last ? 0 : Math.min(SEPARATOR, width / 3);
  const count = given.count === undefined
    ? ""
    : ` (${formatExact(given.count)})`;
  return element(
    "g",
    { class: OWN_GROUND, ...ofSeries(shown.index) },
    element(
      "title",
      {},
      `${what}: ${shown.name} ${formatExact(given.share * 100, "%")}${count}`,
    ),
    element("rect", {
      x: x(start),
      y: area.top,
      width: width - separator,
      height: area.bottom - area.top,
      fill: classFill(shown.index),
    }),
    ...figure(
      given.share,
      shown.index,
      { ...area, left: x(start), right: x(end) - separator },
    ),
  );
}

function figure(share: number, index: number, area: Rect): SvgElement[] {
  const text = formatTick(Math.round(share * 100), "%");
  return share < LABELLED ? [] : classText(text, index, area);
}
