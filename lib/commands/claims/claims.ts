import { wrap } from "../../base/terminal_text.ts";
import { claimsJson } from "../../files/claims_json.ts";
import { claimsText } from "../../report/claims/text.ts";
import type { Print, Surroundings } from "../../run/surroundings.ts";
import { runClaims } from "../../session/claims/run_claims.ts";
import type { ClaimsOptions } from "./options.ts";

/** Prints the claims: their names, what is claimed, and who did. */
export function listClaims(
  { claims, json }: ClaimsOptions,
  { print }: { readonly print: Print },
): void {
  if (json) {
    print(`${JSON.stringify(claims, null, 2)}\n`, "data");
    return;
  }
  for (const { name, sentence, published, sources } of claims) {
    const text = `${sentence} Published: ${published} (${
      sources.map(({ cite }) => cite).join(", ")
    }).`;
    print(`${name}\n${wrap(text, 76).map((line) => `  ${line}\n`).join("")}`);
  }
}

/**
 * Measures the claims and prints what was found. Returns the exit status: 1
 * where nothing was told of any of them.
 */
export async function testClaims(
  { claims, maxTime, run, json }: ClaimsOptions,
  around: Surroundings,
): Promise<number> {
  const { record, path } = await runClaims(
    { claims, maxTime, options: run },
    around,
  );
  if (json) around.print(claimsJson(record), "data");
  else around.print(claimsText(record));
  around.status.say(`the page with a chart for each is ${path}/claims.html`);
  const told = record.claims.some(({ parts }) =>
    parts.some(({ rounds }) => rounds.length > 0)
  );
  return told ? 0 : 1;
}
