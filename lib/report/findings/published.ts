/** What others published of cells that a run has too, beside its own figures. */

import { plural } from "../../base/number_text.ts";
import { figureOf } from "../../files/claims_json.ts";
import type { Beside } from "../../stats/beside.ts";
import { figureNumber, publishedText } from "../published_text.ts";

/** "no-ops, 1 against 32 a call: CPU time, ratio 5.35, here 3.1 (2.9 to 3.3)" */
function partText({ part, estimate, blocks, invalid }: Beside): string {
  const { figure, unit } = figureOf(part.measure);
  const withUnit = (text: string) => unit === "" ? text : `${text} ${unit}`;
  const [value, low, high] = estimate
    ? [estimate.value, estimate.low, estimate.high].map(figureNumber)
    : [];
  const here = estimate
    ? withUnit(`${value} (${low} to ${high})`)
    : `no interval of ${plural(blocks, "block")}`;
  const doubt = invalid > 0 ? `, ${invalid} of ${blocks} blocks not valid` : "";
  return `${part.where}: ${figure} ` +
    `${withUnit(publishedText(part.published))}, here ${here}${doubt}`;
}

/**
 * A sentence for each source: what was published there, and the same figures
 * here with their 95 % intervals.
 */
export function publishedFindings(beside: readonly Beside[]): string[] {
  return [...Map.groupBy(beside, ({ claim: { sources: [source] } }) => source)]
    .map(([{ cite, machine, kernel }, parts]) => {
      const on = [machine, kernel].filter((text) => text !== "not told");
      const where = on.length > 0 ? ` (${on.join("; ")})` : "";
      return `Published by ${cite}${where}, and here with 95 % CI: ` +
        `${parts.map(partText).join("; ")}.`;
    });
}
