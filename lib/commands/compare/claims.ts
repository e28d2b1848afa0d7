/** Two directories of claims: which verdicts moved. */

import { wrap } from "../../base/terminal_text.ts";
import { plural } from "../../base/number_text.ts";
import {
  type ClaimRecord,
  type ClaimsRecord,
  readClaims,
} from "../../files/claims_json.ts";
import { csvLines } from "../../files/csv_text.ts";
import { failure, OutputDirectory } from "../../files/output_directory.ts";
import { hereText } from "../../report/claims/text.ts";
import type { Surroundings } from "../../run/surroundings.ts";

/** A claim in both directories, or in one of them. */
export interface ComparedClaim {
  readonly name: string;
  readonly a: ClaimRecord | undefined;
  readonly b: ClaimRecord | undefined;
}

/** The claims of two records, in the order of the first. */
export function compareClaims(
  a: ClaimsRecord,
  b: ClaimsRecord,
): ComparedClaim[] {
  const names = new Set([...a.claims, ...b.claims].map(({ name }) => name));
  const find = ({ claims }: ClaimsRecord, name: string) =>
    claims.find((one) => one.name === name);
  return [...names].map((name) => ({
    name,
    a: find(a, name),
    b: find(b, name),
  }));
}

/** Whether both tell, and not the same. */
export function hasMoved({ a, b }: ComparedClaim): boolean {
  return a !== undefined && b !== undefined && a.verdict !== b.verdict;
}

function figures({ parts }: ClaimRecord): string {
  return parts.map((part) => `${part.where}: ${hereText(part)}`).join("; ");
}

function movedText({ name, a, b }: ComparedClaim): string {
  if (!a || !b) return "";
  return [
    `${name}: ${a.verdict} -> ${b.verdict}`,
    ...wrap(`A: ${a.reason || figures(a)}`, 76).map((line) => `  ${line}`),
    ...wrap(`B: ${b.reason || figures(b)}`, 76).map((line) => `  ${line}`),
  ].join("\n");
}

function machine({ run, host, kernel, version }: ClaimsRecord): string {
  return `${run} (${host}, Linux ${kernel}, uringlab ${version})`;
}

/** What is said of two directories of claims. */
export function comparedClaimsText(a: ClaimsRecord, b: ClaimsRecord): string {
  const all = compareClaims(a, b);
  const moved = all.filter(hasMoved);
  const alone = (side: "a" | "b") =>
    all.filter((one) => one[side === "a" ? "b" : "a"] === undefined)
      .map(({ name }) => name);
  const both = all.filter((one) => one.a && one.b).length;
  return [
    `A: ${machine(a)}`,
    `B: ${machine(b)}`,
    ...moved.map(movedText),
    ...[alone("a")].filter(({ length }) => length > 0)
      .map((names) => wrap(`only in A: ${names.join(", ")}`).join("\n")),
    ...[alone("b")].filter(({ length }) => length > 0)
      .map((names) => wrap(`only in B: ${names.join(", ")}`).join("\n")),
    `Of ${plural(both, "claim")} in both ${moved.length} moved.`,
  ].join("\n") + "\n";
}

/** A row per claim. */
export function comparedClaimsCsv(a: ClaimsRecord, b: ClaimsRecord): string {
  return csvLines([
    ["claim", "verdict_a", "verdict_b", "moved", "here_a", "here_b"],
    ...compareClaims(a, b).map((one) => [
      one.name,
      one.a?.verdict ?? "",
      one.b?.verdict ?? "",
      hasMoved(one) ? "yes" : "no",
      one.a ? figures(one.a) : "",
      one.b ? figures(one.b) : "",
    ]),
  ]);
}

/**
 * Compares two directories of claims. Returns the exit status. Throws
 * {@linkcode RunError} where one of them cannot be read, or written to `out`.
 */
export function runCompareClaims(
  [from, to]: readonly [string, string],
  out: string | undefined,
  { print, status }: Pick<Surroundings, "print" | "status">,
): number {
  const [a, b] = [readClaims(from), readClaims(to)];
  print(comparedClaimsText(a, b));
  if (out !== undefined) {
    try {
      Deno.mkdirSync(out, { recursive: true });
    } catch (error) {
      throw failure("make", out, error);
    }
    new OutputDirectory(out).write("compare.csv", comparedClaimsCsv(a, b));
    status.say(`compare.csv is in ${out}`);
  }
  return 0;
}
