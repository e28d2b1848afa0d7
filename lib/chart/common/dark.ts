import { DARK_INK, DARK_PALETTE, INK, PALETTE } from "./theme.ts";

/**
 * The class of elements that bring a ground of their own, whatever the page's.
 */
export const OWN_GROUND = "segment";

/** The colours of charts on paper, and what each becomes on a dark ground. */
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
 * CSS that changes the colours of the charts within a selector to those for a
 * dark ground. It belongs to the page and not into the charts, because a
 * chart's own file has white paper, and because not every program that draws
 * SVG knows media queries.
 */
export function darkCharts(within: string): string {
  return darkRules(`${within} `);
}

/**
 * The text of a chart that changes its own colours where the reader prefers a
 * dark ground. It is for pages whose style cannot be changed and that show the
 * chart as an image, such as a README on a code host.
 */
export function selfDarkening(svg: string): string {
  const style = "<style>\n@media (prefers-color-scheme: dark) {\n" +
    `${darkRules("")}\n}\n</style>`;
  return svg.replace(/<svg[^>]*>/, (tag) => `${tag}\n${style}`);
}

function darkRules(before: string): string {
  const other = `:not(.${OWN_GROUND} *, pattern *)`;
  return [...DARK_COLORS].flatMap(([color, dark]) =>
    ["fill", "stroke"].map((name) =>
      `${before}[${name}="${color}"]${other}{${name}:${dark}}`
    )
  ).join("\n");
}
