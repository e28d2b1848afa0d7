import { doubtText } from "../common/doubt.ts";
import { formatRange } from "../common/quantity.ts";
import { element, round, type SvgElement } from "../common/svg_element.ts";
import { seriesGroup } from "../common/tracks.ts";
import { INK, paletteColor } from "../common/theme.ts";
import { cross, marker, PANEL_MARKER } from "../marks/marker.ts";
import { beyond, type DotRowData, type DrawableDot } from "./dot_data.ts";
import type { DotKind, DotMatrixSpec, DotPanel } from "./dot_matrix_spec.ts";
import type { DotAxis } from "./dot_panels.ts";
import { CROSS_WIDTH, KIND_STEP } from "./dot_rows.ts";

/** Radius in px of the ring around a chosen dot. */
export const RING_RADIUS = 6.5;

/** The whiskers, dots and rings of a row; `left` is the matrix', both in px. */
export function dotElements(
  row: DotRowData,
  { kinds, oneKindEach }: DotMatrixSpec,
  axes: readonly DotAxis[],
  { left, middle }: { readonly left: number; readonly middle: number },
): SvgElement[] {
  const placed = row.drawn.flatMap((dot): PlacedDot[] => {
    const [axis, kind] = [axes[dot.panel], kinds[dot.kind]];
    if (!axis || !kind) return [];
    const offset = oneKindEach
      ? 0
      : (dot.kind - (kinds.length - 1) / 2) * KIND_STEP;
    const position = (value: number) => left + axis.scale.position(value);
    return [{ dot, axis, kind, y: middle + offset, position }];
  });
  const ofKind = (index: number) =>
    placed.filter(({ dot }) => dot.kind === index);
  return kinds.flatMap((_, index) =>
    seriesGroup(index, kindElements(row, ofKind(index), left))
  );
}

/** A dot of a row and where it goes. */
interface PlacedDot {
  readonly dot: DrawableDot;
  readonly axis: DotAxis;
  readonly kind: DotKind;
  readonly y: number;
  readonly position: (value: number) => number;
}

function kindElements(
  row: DotRowData,
  placed: readonly PlacedDot[],
  left: number,
): SvgElement[] {
  return [
    ...placed.flatMap(({ dot, axis, kind, y, position }) =>
      whisker(dot, kind, y, position, left + axis.span.left, axis.panel)
    ),
    ...placed.map(({ dot, axis, kind, y, position }) =>
      kindMarker(kind, position(dot.value), y, {
        text: [row.title, kind.name, axis.panel.label]
          .filter((word) => word !== "").join(", ") +
          `: ${formatRange(dot.value, dot, axis.panel.unit)}` +
          doubtText(dot),
        hollow: dot.doubt !== undefined,
      })
    ),
    ...row.marks.flatMap((mark) =>
      placed
        .filter(({ dot }) =>
          dot.panel === mark.panel &&
          (mark.kind === undefined || dot.kind === mark.kind)
        )
        .map(({ dot, y, position }) => ring(position(dot.value), y, mark.label))
    ),
  ];
}

/** The kinds that are impossible in a row, crossed out from x = `left` on. */
export function crossedKinds(
  { crossed, title }: DotRowData,
  kinds: readonly DotKind[],
  { left, middle }: { readonly left: number; readonly middle: number },
): SvgElement[] {
  return crossed.flatMap(({ kind: index, reason }, position) => {
    const kind = kinds[index];
    if (!kind) return [];
    const x = left + (position + 0.5) * CROSS_WIDTH;
    const text = `${title}, ${kind.name}: ${reason}`;
    return [
      kindMarker(kind, x, middle, { text, color: INK.leader }),
      cross(x, middle, CROSS_STROKE),
    ];
  });
}

function kindColor({ color, quiet }: DotKind["style"]): string {
  return quiet ? INK.leader : paletteColor(color);
}

/** The marker of a kind, in its own colour if no other is given. */
export function kindMarker(
  { style }: DotKind,
  x: number,
  y: number,
  { text, color, hollow }: {
    readonly text?: string;
    readonly color?: string;
    readonly hollow?: boolean | undefined;
  } = {},
): SvgElement {
  const look = {
    color: color ?? kindColor(style),
    hollow,
    scale: PANEL_MARKER,
  };
  const title = text === undefined ? [] : [element("title", {}, text)];
  return marker(style.marker, x, y, look, ...title);
}

/** The ring around a chosen dot. */
export function ring(x: number, y: number, text?: string): SvgElement {
  return element("circle", {
    class: "ring",
    cx: x,
    cy: y,
    r: RING_RADIUS,
    fill: "none",
    stroke: INK.text,
    "stroke-width": 1.5,
  }, ...text === undefined ? [] : [element("title", {}, text)]);
}

const CAP = 2.5;
const ARROW = 4;
// The strokes are thin, so that the small marker below them can still be told.
const CROSS_STROKE = 1;

/** A whisker; one that goes on beyond its axis ends in an arrowhead there. */
function whisker(
  dot: DrawableDot,
  { style }: DotKind,
  y: number,
  position: (value: number) => number,
  floor: number,
  panel: DotPanel,
): SvgElement[] {
  const { value, low = value, high = value } = dot;
  if (low >= high) return [];
  const start = position(low);
  // A log axis has no place for less than 0.
  const from = round(Number.isFinite(start) ? start : floor);
  const to = round(position(high));
  const cut = beyond(dot, panel);
  const cap = (at: number, goesOn: boolean, way: 1 | -1) =>
    goesOn
      ? `M${round(at - way * ARROW)},${round(y - ARROW)}L${at},${round(y)}` +
        `L${round(at - way * ARROW)},${round(y + ARROW)}`
      : `M${at},${round(y - CAP)}v${2 * CAP}`;
  return [element("path", {
    class: "whisker",
    d: `${cap(from, cut.low, -1)}M${from},${round(y)}H${to}` +
      cap(to, cut.high, 1),
    fill: "none",
    stroke: kindColor(style),
    "stroke-width": 1.25,
  })];
}
