import { assertEquals, assertStringIncludes } from "@std/assert";
import { readCsv } from "../../../lib/files/csv_text.ts";
import {
  compareClaims,
  comparedClaimsCsv,
  comparedClaimsMarkdown,
  comparedClaimsText,
  moveOf,
} from "../../../lib/commands/compare/claims.ts";
import type { ClaimRecord } from "../../../lib/files/claims_json.ts";
import { claimRecord, claimsRecord } from "../../report/claims/fixtures.ts";

const A = claimsRecord();
const B = claimsRecord({
  host: "other",
  claims: [
    claimRecord({ verdict: "does not hold" }),
    ...A.claims.slice(1, 3),
    claimRecord({ name: "new" }),
  ],
});

Deno.test("two directories of claims: which verdicts moved", () => {
  const moves = compareClaims(A, B).map((one) => [one.name, moveOf(one)]);
  assertEquals(moves, [
    ["coop-gain", "moved"],
    ["kicks", "as before"],
    ["delay", "as before"],
    ["twin", "only in A"],
    ["new", "only in B"],
  ]);
  const text = comparedClaimsText(A, B);
  assertStringIncludes(text, "coop-gain: holds -> does not hold");
  assertStringIncludes(text, "only in A: twin");
  assertStringIncludes(text, "only in B: new");
  assertStringIncludes(text, "Of 3 claims in both 1 moved, 0 are told in A");
});

Deno.test("what only one of two directories tells has not moved", () => {
  const one = (verdict: ClaimRecord["verdict"]) => claimRecord({ verdict });
  const move = (a: ClaimRecord["verdict"], b: ClaimRecord["verdict"]) =>
    moveOf({ name: "x", a: one(a), b: one(b) });
  assertEquals(move("holds", "does not hold"), "moved");
  assertEquals(move("holds", "not shown"), "told in A only");
  assertEquals(move("cannot be had", "does not hold"), "told in B only");
  assertEquals(move("cannot be had", "not shown"), "as before");
  assertEquals(move("does not hold", "does not hold"), "as before");
});

Deno.test("the page of two directories begins with what moved", () => {
  const text = comparedClaimsMarkdown(
    claimsRecord({ claims: A.claims.toReversed() }),
    B,
  );
  const [first = ""] = text.split("\n").filter((line) =>
    line.startsWith("| ") && !line.includes("---") &&
    !line.includes("from A to B")
  );
  assertStringIncludes(first, "coop-gain | moved | holds.");
  assertStringIncludes(text, "twin | only in A");
});

Deno.test("compare.csv of claims has a line for each", () => {
  const [header = [], ...lines] = readCsv(comparedClaimsCsv(A, B));
  assertEquals(lines.length, 5);
  assertEquals(
    lines.map((line) => line[header.indexOf("move")]),
    ["moved", "as before", "as before", "only in A", "only in B"],
  );
});
