/**
 * The text of a chart as part of an HTML page: without the XML declaration,
 * with ids that no chart of another index has, and not narrower than
 * `leastScale` times its own width, below which its texts could not be read.
 */
export function inlineChart(
  svg: string,
  index: number,
  leastScale: number,
): string {
  const width = Number(/<svg[^>]*? width="(\d+)"/.exec(svg)?.[1] ?? 0);
  return svg.replace(/^<\?xml[^>]*\?>\s*/, "")
    .replaceAll(/(<[^>]*? id=")|(="url\(#)/g, `$&chart${index}-`)
    .replace(
      "<svg",
      `<svg style="min-width:${Math.round(width * leastScale)}px"`,
    );
}
