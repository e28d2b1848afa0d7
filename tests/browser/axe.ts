/** What axe-core, which knows the rules of WCAG, finds in an open page. */

import axe from "axe-core";
import type { Page } from "playwright-core";

/** A rule that is broken, and where. */
interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly where: readonly string[];
}

/** The grave ones among what keeps people out, as texts. */
export async function graveViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<Violation[]>(`axe.run(document, {
    resultTypes: ["violations"],
    rules: { "target-size": { enabled: true } },
  }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({
    id,
    impact,
    where: nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)),
  })))`);
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, where }) => `${impact}: ${id}: ${where.join("; ")}`);
}
