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
import { hereText, verdictText } from "../../report/claims/text.ts";
import { escaped, list, textTable } from "../../report/document/markdown.ts";
import { reportHtml } from "../../report/page/html.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { comparisonJson } from "./json.ts";
import type { CompareOptions } from "./options.ts";

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

/** What became of a claim from A to B. */
export type Move =
  /** It holds in one and does not in the other. */
  | "moved"
  /** Only one of both says whether it holds. */
  | "told in A only"
  | "told in B only"
  /** Both say the same, or neither says anything. */
  | "as before"
  | "only in A"
  | "only in B";

function isTold({ verdict }: ClaimRecord): boolean {
  return verdict === "holds" || verdict === "does not hold";
}

/** What became of a claim from A to B. */
export function moveOf({ a, b }: ComparedClaim): Move {
  if (!a) return "only in B";
  if (!b) return "only in A";
  if (isTold(a) && isTold(b)) {
    return a.verdict === b.verdict ? "as before" : "moved";
  }
  if (isTold(a)) return "told in A only";
  return isTold(b) ? "told in B only" : "as before";
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

/** "Of 3 claims in both 1 moved, 2 are told in A only." */
function tally(all: readonly ComparedClaim[]): string {
  const moves = Map.groupBy(all, moveOf);
  const count = (move: Move) => moves.get(move)?.length ?? 0;
  const both = all.length - count("only in A") - count("only in B");
  return `Of ${plural(both, "claim")} in both ${count("moved")} moved, ` +
    `${count("told in A only")} are told in A only, ` +
    `${count("told in B only")} in B only; of ${count("as before")} both say ` +
    "the same or nothing.";
}

/** What is said of two directories of claims. */
export function comparedClaimsText(a: ClaimsRecord, b: ClaimsRecord): string {
  const all = compareClaims(a, b);
  const those = (...moves: Move[]) =>
    all.filter((one) => moves.includes(moveOf(one)));
  const names = (move: Move) => {
    const some = those(move).map(({ name }) => name);
    return some.length === 0
      ? []
      : [wrap(`${move}: ${some.join(", ")}`).join("\n")];
  };
  return [
    `A: ${machine(a)}`,
    `B: ${machine(b)}`,
    ...those("moved", "told in A only", "told in B only").map(movedText),
    ...names("only in A"),
    ...names("only in B"),
    wrap(tally(all)).join("\n"),
  ].join("\n") + "\n";
}

/** The text of compare.md, from which the page is made too. */
export function comparedClaimsMarkdown(
  a: ClaimsRecord,
  b: ClaimsRecord,
): string {
  const all = compareClaims(a, b);
  const order: readonly Move[] = ["moved", "told in A only", "told in B only"];
  const rank = (one: ComparedClaim) => {
    const at = order.indexOf(moveOf(one));
    return at < 0 ? order.length : at;
  };
  const side = (one: ClaimRecord | undefined) =>
    one === undefined
      ? "not asked for"
      : escaped(`${verdictText(one)}. ${isTold(one) ? figures(one) : ""}`);
  return [
    "# Claims: B against A",
    list([`A: ${escaped(machine(a))}`, `B: ${escaped(machine(b))}`]),
    tally(all),
    textTable(
      ["claim", "from A to B", "A", "B"],
      all.toSorted((x, y) => rank(x) - rank(y)).map((one) => [
        escaped(one.name),
        moveOf(one),
        side(one.a),
        side(one.b),
      ]),
    ),
  ].join("\n\n") + "\n";
}

/** What `compare --json` prints of two directories of claims. */
export function comparedClaimsJson(
  [a, b]: readonly [string, string],
  claims: readonly ComparedClaim[],
): string {
  return comparisonJson("claims", {
    a: [{ directory: a }],
    b: [{ directory: b }],
    claims: claims.map((one) => ({
      name: one.name,
      a: one.a?.verdict ?? null,
      b: one.b?.verdict ?? null,
      moved: moveOf(one) === "moved",
    })),
  });
}

/** A row per claim. */
export function comparedClaimsCsv(a: ClaimsRecord, b: ClaimsRecord): string {
  return csvLines([
    ["claim", "verdict_a", "verdict_b", "move", "here_a", "here_b"],
    ...compareClaims(a, b).map((one) => [
      one.name,
      one.a?.verdict ?? "",
      one.b?.verdict ?? "",
      moveOf(one),
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
  { out, json }: Pick<CompareOptions, "out" | "json">,
  { print, status }: Pick<Surroundings, "print" | "status">,
): number {
  const [a, b] = [readClaims(from), readClaims(to)];
  if (json) {
    print(comparedClaimsJson([from, to], compareClaims(a, b)), "data");
  } else print(comparedClaimsText(a, b));
  if (out !== undefined) {
    try {
      Deno.mkdirSync(out, { recursive: true });
    } catch (error) {
      throw failure("make", out, error);
    }
    const directory = new OutputDirectory(out);
    const markdown = comparedClaimsMarkdown(a, b);
    directory.write("compare.csv", comparedClaimsCsv(a, b));
    directory.write("compare.md", markdown);
    directory.write(
      "compare.html",
      reportHtml(
        "Claims: B against A",
        markdown,
        { charts: new Map(), embedded: new Map() },
        "words",
      ),
    );
    status.say(`compare.csv, compare.md and compare.html are in ${out}`);
  }
  return 0;
}
