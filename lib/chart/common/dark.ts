import { DARK_INK, DARK_PALETTE, INK, PALETTE } from "./theme.ts";

/** The class of elements that bring a ground of their own, whatever the page's. */
export const OWN_GROUND = "segment";

/** What every colour of a chart becomes on a dark ground. */
export const DARK_COLORS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(INK).map(([name, color]): [string, string] => [
    color,
    DARK_INK[name as keyof typeof INK],
  ]),
  ...PALETTE.map((color, index): [string, string] => [
    color,
    DARK_PALETTE[index] ?? color,
  ]),
]);

/**
 * CSS that draws the charts within a selector on a dark ground. It belongs to
 * the page and not into the charts: a file of its own is seen on white, and
 * not every program that draws SVG knows media queries or var().
 */
export function darkCharts(within: string): string {
  const other = `:not(.${OWN_GROUND} *, pattern *)`;
  return [...DARK_COLORS].flatMap(([color, dark]) =>
    ["fill", "stroke"].map((name) =>
      `${within} [${name}="${color}"]${other}{${name}:${dark}}`
    )
  ).join("\n");
}
