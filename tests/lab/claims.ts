/** Which published findings about counts hold on the lab machine's kernels. */
import { WIDTH, wrap } from "../../lib/base/terminal_text.ts";
import {
  type ClaimRecord,
  type ClaimsRecord,
  readClaims,
} from "../../lib/files/claims_json.ts";
import { hereText, verdictText } from "../../lib/report/claims/text.ts";
import type { KernelLine } from "./kernels.ts";
import { Products, runScript } from "./products.ts";

/**
 * Claims that no speed is in: how often a thread is kicked, woken and given
 * completions. Kernels differ in them, and an emulated machine does not.
 */
export const COUNTED = [
  "no-kick-with-coop",
  "no-kick-on-interrupt-core",
  "defer-cap",
  "defer-no-cap",
  "lazy-wake",
  "defer-eventfd",
  "one-interrupt-a-read",
] as const;

/** A kernel, and where what its machine leaves goes. */
export interface ClaimsRun {
  readonly line: KernelLine;
  readonly out: string;
}

const TIMEOUT_S = 580;

/** What was found of a claim on a kernel. */
function foundOf(claim: ClaimRecord): string {
  return claim.verdict === "holds" || claim.verdict === "does not hold"
    ? `${claim.verdict}: ${claim.parts.map(hereText).join("; ")}`
    : verdictText(claim);
}

/** Claim by claim what was found on each kernel. */
export function claimsLines(
  kernels: readonly { readonly name: string; readonly record: ClaimsRecord }[],
): string[] {
  const names = new Set(
    kernels.flatMap(({ record }) => record.claims.map(({ name }) => name)),
  );
  return [...names].flatMap((name) => [
    name,
    ...kernels.flatMap(({ name: kernel, record: { claims } }) =>
      claims.filter((one) => one.name === name).flatMap((claim) =>
        wrap(`${kernel}: ${foundOf(claim)}`, WIDTH - 2).map((line) =>
          `  ${line}`
        )
      )
    ),
  ]);
}

/**
 * Tests the claims on each kernel and prints what was found. Returns 0, or 1
 * where a run failed. Throws {@linkcode LabError} where a machine fails.
 */
export async function testClaims(
  runs: readonly ClaimsRun[],
  signal: AbortSignal,
): Promise<number> {
  const kernels = [];
  for (const { line, out } of runs) {
    const { result, said } = await runScript({
      kernel: line,
      words: ["claims.sh", ...COUNTED],
      out,
      timeoutSeconds: TIMEOUT_S,
      signal,
    });
    if (result.status !== 0) {
      console.error(said + new Products(out).textIfAny("claims.stderr"));
      return 1;
    }
    kernels.push({ name: line, record: readClaims(`${out}/claims`) });
  }
  console.log(claimsLines(kernels).join("\n"));
  return 0;
}
