import { classFill, classPatterns } from "../classes/class_style.ts";
import { classText } from "../classes/class_text.ts";
import { box } from "../common/box.ts";
import { checkIndex } from "../common/check_index.ts";
import { OWN_GROUND } from "../common/dark.ts";
import { emptyNote } from "../common/empty_note.ts";
import { page } from "../common/page.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { HALO, linesHeight, textLines } from "../common/text_lines.ts";
import { textWidth } from "../common/text_width.ts";
import { CONTENT_WIDTH, FONTS, INK } from "../common/theme.ts";
import { legendGrid } from "../legend/legend_grid.ts";
import { arrowBetween, dimension } from "./timeline_arrows.ts";
import type {
  TimelineArrow,
  TimelineBar,
  TimelinePanel,
  TimelineSpan,
  TimelineSpec,
} from "./timeline_spec.ts";

/**
 * Draws courses of events, one below the other: lanes with bars for what each
 * of them does, arrows for what goes from one to another, and below them what
 * is to be told of the time in between. A standalone SVG; equal specs give
 * equal text. Throws a RangeError for an index of a lane or of an activity that
 * the spec has not.
 */
export function timeline(spec: TimelineSpec): string {
  for (const { bars, arrows, span } of spec.panels) {
    checkIndex("lane", span.lane, spec.lanes);
    for (const { lane, activity } of bars) {
      checkIndex("lane", lane, spec.lanes);
      checkIndex("activity", activity, spec.activities);
    }
    for (const { lane, toLane } of arrows) {
      checkIndex("lane", lane, spec.lanes);
      checkIndex("lane", toLane, spec.lanes);
    }
  }
  const legend = legendOf(spec);
  const height = panelHeight(spec);
  const gutter = Math.max(
    0,
    ...spec.lanes.map((name) => textWidth(name, FONTS.axisLabel)),
  ) + GUTTER_GAP;
  return page(
    spec,
    legend.height + LEGEND_GAP + Math.max(1, spec.panels.length) * height,
    (area) =>
      spec.panels.length === 0 ? [emptyNote(area)] : [
        classPatterns(spec.activities.map(({ look }) => look)),
        legend.at(area.left, area.top),
        ...spec.panels.map((panel, index) =>
          panelElement(panel, spec, {
            name: area.left,
            left: area.left + gutter,
            right: area.right,
            top: area.top + legend.height + LEGEND_GAP + index * height,
          })
        ),
      ],
    { width: CONTENT_WIDTH + PAGE_MARGINS, height: 0 },
  );
}

const PAGE_MARGINS = 32;
const LEGEND_GAP = 10;
const GUTTER_GAP = 10;
const SWATCH = { width: 28, height: 14 };
const TITLE_HEIGHT = 24;
/** Height of a bar, and of the room below it in which arrows have texts. */
const BAR = 22;
const BETWEEN = 26;
const SPAN_HEIGHT = 30;
const PANEL_GAP = 18;

/** Where a panel is, in px. */
interface Place {
  /** Left end of the lanes' names. */
  readonly name: number;
  /** Ends of the time axis. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

function panelHeight({ lanes }: TimelineSpec): number {
  return TITLE_HEIGHT + lanes.length * BAR +
    Math.max(0, lanes.length - 1) * BETWEEN + SPAN_HEIGHT + PANEL_GAP;
}

function legendOf({ activities }: TimelineSpec) {
  return legendGrid(
    activities.map(({ name, look }) => ({
      name,
      swatch: (x: number, y: number) => [
        element("rect", {
          x,
          y: y - SWATCH.height / 2,
          ...SWATCH,
          fill: classFill(look),
          stroke: INK.axis,
          "stroke-width": 0.75,
        }),
      ],
    })),
    SWATCH.width,
    CONTENT_WIDTH,
  );
}

function panelElement(
  { title, bars, arrows, span }: TimelinePanel,
  { lanes, activities, end }: TimelineSpec,
  { name, left, right, top }: Place,
): SvgElement {
  const x = (at: number) => left + at / end * (right - left);
  const laneTop = (lane: number) => top + TITLE_HEIGHT + lane * (BAR + BETWEEN);
  const bottom = laneTop(lanes.length - 1) + BAR;
  return element(
    "g",
    { class: "timeline" },
    ...textLines([title], { x: name, top }, FONTS.panelTitle),
    ...lanes.flatMap((text, lane) =>
      laneElements(text, name, { left, right, top: laneTop(lane) })
    ),
    // Bars lie upon the dotted lines, which would run through their texts.
    ...spanElements(span, x, laneTop(span.lane) + BAR, bottom, { left, right }),
    ...bars.map((bar) =>
      barElement(bar, activities[bar.activity]?.look ?? 0, x, laneTop)
    ),
    ...arrows.flatMap((arrow) => arrowElements(arrow, x, laneTop)),
  );
}

function laneElements(
  text: string,
  x: number,
  { left, right, top }: Omit<Place, "name">,
): SvgElement[] {
  const middle = top + BAR / 2;
  return [
    ...textLines(
      [text],
      { x, top: middle - linesHeight(0.5, FONTS.axisLabel) },
      FONTS.axisLabel,
    ),
    element("line", {
      x1: left,
      x2: right,
      y1: middle,
      y2: middle,
      stroke: INK.grid,
    }),
  ];
}

function barElement(
  { lane, from, to, text }: TimelineBar,
  look: number,
  x: (at: number) => number,
  laneTop: (lane: number) => number,
): SvgElement {
  const top = laneTop(lane);
  const area = { left: x(from), right: x(to), top, bottom: top + BAR };
  return element(
    "g",
    { class: OWN_GROUND },
    element("title", {}, text),
    box(area, {
      fill: classFill(look),
      stroke: INK.axis,
      "stroke-width": 0.75,
    }),
    ...classText(text, look, area),
  );
}

function arrowElements(
  { lane, at, toLane, toAt, text, dashed = false, side = "right" }:
    TimelineArrow,
  x: (at: number) => number,
  laneTop: (lane: number) => number,
): SvgElement[] {
  const down = toLane > lane;
  const from = { x: x(at), y: laneTop(lane) + (down ? BAR : 0) };
  const to = { x: x(toAt), y: laneTop(toLane) + (down ? 0 : BAR) };
  const middle = (from.y + to.y) / 2;
  const [least, most] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  return [
    arrowBetween(from, to, dashed),
    element(
      "g",
      HALO,
      ...textLines(
        [text],
        {
          x: side === "right" ? most + TEXT_GAP : least - TEXT_GAP,
          top: middle - linesHeight(0.5, FONTS.share),
          anchor: side === "right" ? "start" : "end",
        },
        FONTS.share,
      ),
    ),
  ];
}

const TEXT_GAP = 6;

/** A span as engineers write a measure, with its text below it. */
function spanElements(
  { from, to, text }: TimelineSpan,
  x: (at: number) => number,
  top: number,
  bottom: number,
  { left, right }: Pick<Place, "left" | "right">,
): SvgElement[] {
  const ends = { left: x(from), right: x(to) };
  const half = textWidth(text, FONTS.share) / 2;
  const middle = (ends.left + ends.right) / 2;
  return [
    ...dimension(ends, { top, bottom, y: bottom + SPAN_HEIGHT / 3 }),
    ...textLines(
      [text],
      {
        x: Math.min(Math.max(middle, left + half), right - half),
        top: bottom + SPAN_HEIGHT / 3 + 3,
        anchor: "middle",
      },
      FONTS.share,
    ),
  ];
}
