import { element, type SvgElement } from "../common/svg_element.ts";
import { INK } from "../common/theme.ts";

/** A point in px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Length and half of the width of an arrow's head in px. */
const HEAD = { length: 8, half: 3.5 };

/** The head of an arrow that comes from `from` and points at `to`. */
function head(from: Point, to: Point): SvgElement {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const back = { x: to.x - HEAD.length * dx, y: to.y - HEAD.length * dy };
  const points = [
    to,
    { x: back.x - HEAD.half * dy, y: back.y + HEAD.half * dx },
    { x: back.x + HEAD.half * dy, y: back.y - HEAD.half * dx },
  ];
  return element("polygon", {
    points: points.map(({ x, y }) => `${x.toFixed(2)},${y.toFixed(2)}`)
      .join(" "),
    fill: INK.text,
  });
}

function line(from: Point, to: Point, look: Record<string, string | number>) {
  return element("line", {
    x1: from.x,
    y1: from.y,
    x2: to.x,
    y2: to.y,
    ...look,
  });
}

/** An arrow, dashed where only a note is left. */
export function arrowBetween(
  from: Point,
  to: Point,
  dashed: boolean,
): SvgElement {
  return element(
    "g",
    { class: "arrow" },
    line(from, to, {
      stroke: INK.text,
      "stroke-width": 1.5,
      ...dashed && { "stroke-dasharray": "4 3" },
    }),
    head(from, to),
  );
}

/** A double arrow at the height `y`, and dotted lines from both of its ends. */
export function dimension(
  { left, right }: { readonly left: number; readonly right: number },
  { top, bottom, y }: {
    readonly top: number;
    readonly bottom: number;
    readonly y: number;
  },
): SvgElement[] {
  const [from, to] = [{ x: left, y }, { x: right, y }];
  return [
    ...[left, right].map((x) =>
      line({ x, y: x === left ? top : bottom }, { x, y: y + 4 }, {
        stroke: INK.reference,
        "stroke-dasharray": "1.5 2.5",
      })
    ),
    element(
      "g",
      { class: "dimension" },
      line(from, to, { stroke: INK.text }),
      head(from, to),
      head(to, from),
    ),
  ];
}
