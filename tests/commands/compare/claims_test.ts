import { assertEquals, assertStringIncludes } from "@std/assert";
import { readCsv } from "../../../lib/files/csv_text.ts";
import {
  compareClaims,
  comparedClaimsCsv,
  comparedClaimsText,
  hasMoved,
} from "../../../lib/commands/compare/claims.ts";
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
  const moved = compareClaims(A, B).filter(hasMoved);
  assertEquals(moved.map(({ name }) => name), ["coop-gain"]);
  const text = comparedClaimsText(A, B);
  assertStringIncludes(text, "coop-gain: holds -> does not hold");
  assertStringIncludes(text, "only in A: twin");
  assertStringIncludes(text, "only in B: new");
  assertStringIncludes(text, "Of 3 claims in both 1 moved.");
});

Deno.test("compare.csv of claims has a line for each", () => {
  const [header = [], ...lines] = readCsv(comparedClaimsCsv(A, B));
  assertEquals(lines.length, 5);
  assertEquals(
    lines.map((line) => line[header.indexOf("moved")]),
    ["yes", "no", "no", "no", "no"],
  );
});
