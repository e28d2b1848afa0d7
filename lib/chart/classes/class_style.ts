import { element, type SvgElement } from "../common/svg_element.ts";
import { INK } from "../common/theme.ts";

/**
 * How a class of stacked bars looks: told apart by lightness, hatch and hue.
 */
export interface ClassStyle {
  readonly fill: string;
  /** Colour of the hatch and of text upon the fill. */
  readonly ink: string;
  readonly hatch?: Hatch;
}

/** Strokes of a square tile, in px. */
export interface Hatch {
  readonly tile: number;
  readonly path: string;
  readonly width: number;
}

const RISING = "M-1.5,1.5l3,-3M0,6l6,-6M4.5,7.5l3,-3";
const FALLING = "M-1.5,4.5l3,3M0,0l6,6M4.5,-1.5l3,3";
// The strokes have hardly any length: their round caps make them dots.
const DOTS = "M1.5,1.5h0.01M4.5,4.5h0.01";

/**
 * The looks by class index. Any two differ in hatch or clearly in lightness,
 * because any two may be neighbours in a bar, if the classes between them have
 * no share. Two that are next to each other in this list differ in both.
 */
export const CLASS_STYLES: readonly [ClassStyle, ...ClassStyle[]] = [
  { fill: "#08406f", ink: INK.paper },
  {
    fill: "#d3e9f8",
    ink: "#08406f",
    hatch: { tile: 6, path: RISING, width: 1 },
  },
  { fill: "#e69f00", ink: INK.text },
  {
    fill: "#6e2c00",
    ink: INK.paper,
    hatch: { tile: 6, path: FALLING, width: 0.9 },
  },
  {
    fill: "#fbe3ee",
    ink: "#5c1a3d",
    hatch: { tile: 6, path: DOTS, width: 1.8 },
  },
  {
    fill: "#35b48c",
    ink: "#10241d",
    hatch: { tile: 5, path: "M0,2.5h5", width: 1 },
  },
  {
    fill: "#fbf3a8",
    ink: "#4a4400",
    hatch: { tile: 5, path: "M2.5,0v5", width: 1 },
  },
  {
    fill: "#4a4a4a",
    ink: INK.paper,
    hatch: { tile: 6, path: DOTS, width: 2 },
  },
  {
    fill: "#d6f0e6",
    ink: "#004d38",
    hatch: { tile: 6, path: RISING + FALLING, width: 0.9 },
  },
  {
    fill: "#8a3d6b",
    ink: INK.paper,
    hatch: { tile: 6, path: "M0,3h6M3,0v6", width: 1 },
  },
  {
    fill: "#f4f4f4",
    ink: "#4d4d4d",
    hatch: { tile: 7, path: "M0,3.5h4", width: 1 },
  },
  {
    fill: "#5b4a9e",
    ink: INK.paper,
    hatch: { tile: 6, path: RISING, width: 0.9 },
  },
];

/** The look of a class index; beyond the last one they repeat. */
export function classStyle(index: number): ClassStyle {
  return CLASS_STYLES[index % CLASS_STYLES.length] ?? CLASS_STYLES[0];
}

/** The value of the attribute fill for a class. */
export function classFill(index: number): string {
  const { fill, hatch } = classStyle(index);
  return hatch ? `url(#${patternId(index)})` : fill;
}

/** The patterns that the fills of classes refer to. */
export function classPatterns(indices: readonly number[]): SvgElement {
  return element(
    "defs",
    {},
    ...indices.flatMap((index) => {
      const style = classStyle(index);
      return style.hatch ? [pattern(index, style, style.hatch)] : [];
    }),
  );
}

function patternId(index: number): string {
  return `class-${index}`;
}

function pattern(
  index: number,
  { fill, ink }: ClassStyle,
  { tile, path, width }: Hatch,
): SvgElement {
  const size = { width: tile, height: tile };
  return element(
    "pattern",
    { id: patternId(index), ...size, patternUnits: "userSpaceOnUse" },
    element("rect", { ...size, fill }),
    element("path", {
      d: path,
      stroke: ink,
      "stroke-width": width,
      "stroke-linecap": "round",
    }),
  );
}
