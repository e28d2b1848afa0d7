import {
  classFill,
  classPatterns,
  classStyle,
} from "../classes/class_style.ts";
import { centredText, classText } from "../classes/class_text.ts";
import { box } from "../common/box.ts";
import { OWN_GROUND } from "../common/dark.ts";
import { emptyNote } from "../common/empty_note.ts";
import { page } from "../common/page.ts";
import { formatExact } from "../common/quantity.ts";
import type { Rect } from "../common/rect.ts";
import { element, type SvgElement } from "../common/svg_element.ts";
import { textWidth } from "../common/text_width.ts";
import { TRACK } from "../common/tracks.ts";
import { FONTS, INK, MARGIN } from "../common/theme.ts";
import type { IcicleSpec } from "./icicle_spec.ts";
import { icicleFrames, type PlacedFrame } from "./icicle_tree.ts";

/**
 * Draws counted stacks as an icicle graph, the outermost function on top and
 * as wide as it is frequent, as a standalone SVG; equal specs give equal text.
 */
export function icicle(spec: IcicleSpec): string {
  const frames = icicleFrames(spec, WIDTH - 2 * MARGIN);
  const shown = frames.filter((one) => width(one) >= VISIBLE);
  const all = frames[0]?.value ?? 0;
  const depth = Math.max(0, ...shown.map((one) => one.depth));
  const narrow = frames.length - shown.length;
  return page(
    {
      ...spec,
      caption: [
        "The first row holds all, the second their classes, and the others " +
        "the stacks of each class from the outermost function on.",
        ...spec.caption ?? [],
        ...narrow > 0 && all > 0
          ? [`${narrow} frames are too narrow to be seen.`]
          : [],
      ],
    },
    all === 0 ? EMPTY_HEIGHT : (depth + 1) * ROW,
    (area) =>
      all === 0 ? [emptyNote(area)] : [
        classPatterns([
          ...new Set(shown.flatMap(({ data }) => data.classIndex ?? [])),
        ]),
        element(
          "g",
          { class: "frames" },
          // A row of frames is what one goes along.
          ...[...Map.groupBy(shown, (one) => one.depth).values()].map((row) =>
            element(
              "g",
              { class: TRACK },
              ...row.map((one) => frameElement(one, spec, all, area)),
            )
          ),
        ),
      ],
    { width: WIDTH, height: 0 },
  );
}

const WIDTH = 1000;
const ROW = 18;
const EMPTY_HEIGHT = 60;
const FONT = FONTS.share;
/** A frame that is narrower than this, in px, cannot be seen. */
const VISIBLE = 0.2;
const PADDING = 3;
/** A name cut to fewer letters than this could be that of any function. */
const LEGIBLE = 5;

function width({ x0, x1 }: PlacedFrame): number {
  return x1 - x0;
}

function frameElement(
  one: PlacedFrame,
  { unit }: IcicleSpec,
  all: number,
  page: Rect,
): SvgElement {
  const { data: { name, classIndex }, depth, value = 0 } = one;
  const area = {
    left: page.left + one.x0,
    right: page.left + one.x1,
    top: page.top + depth * ROW,
    bottom: page.top + (depth + 1) * ROW - 1,
  };
  const share = formatExact(value / all * 100, "%");
  const amount = `${formatExact(value)} ${unit}`;
  if (classIndex === undefined) {
    const text = `all ${amount}`;
    return element(
      "g",
      { class: "all" },
      element("title", {}, text),
      box(area, { fill: INK.grid }),
      centredText(text, area, INK.text),
    );
  }
  const label = shortened(name, width(one) - 2 * PADDING);
  const percent = Math.round(value / all * 1000) / 10;
  const named = fitting(
    [`${name} ${percent} %`, label],
    width(one) - 2 * PADDING,
  );
  return element(
    "g",
    { class: OWN_GROUND },
    element("title", {}, `${name}: ${amount}, ${share}`),
    box(area, {
      // Only the row of classes is hatched as in other charts: a hatch would
      // make the names in the narrow frames below hard to read.
      fill: depth === 1 ? classFill(classIndex) : classStyle(classIndex).fill,
      stroke: classStyle(classIndex).ink,
      "stroke-width": 0.5,
      "stroke-opacity": 0.4,
    }),
    ...named === "" ? [] : classText(named, classIndex, area),
  );
}

function fitting(texts: readonly string[], room: number): string {
  return texts.find((text) => textWidth(text, FONT) <= room) ?? "";
}

/**
 * As much of a name as there is room for; nothing if that is too little to be
 * of use.
 */
function shortened(name: string, room: number): string {
  if (textWidth(name, FONT) <= room) return name;
  for (let length = name.length - 1; length >= LEGIBLE; length--) {
    const short = `${name.slice(0, length)}…`;
    if (textWidth(short, FONT) <= room) return short;
  }
  return "";
}
