import { assertEquals, assertThrows } from "@std/assert";
import { RunError, UsageError } from "../../lib/base/errors.ts";
import {
  claimsCsv,
  claimsJson,
  holdsClaims,
  readClaims,
} from "../../lib/files/claims_json.ts";
import { readCsv } from "../../lib/files/csv_text.ts";
import { claimsRecord } from "../report/claims/fixtures.ts";

function inDirectory(text: string | undefined, use: (path: string) => void) {
  const path = Deno.makeTempDirSync();
  try {
    if (text !== undefined) Deno.writeTextFileSync(`${path}/claims.json`, text);
    use(path);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

Deno.test("claims.json is read back as it was written", () => {
  const record = claimsRecord();
  inDirectory(claimsJson(record), (path) => {
    assertEquals(holdsClaims(path), true);
    assertEquals(readClaims(path), record);
  });
});

Deno.test("a directory without claims is told, and so is one with others", () => {
  inDirectory(undefined, (path) => {
    assertEquals(holdsClaims(path), false);
    assertThrows(() => readClaims(path), UsageError, "no claims.json");
  });
  for (const text of ["{", "[]", '{"format": 2}', "[".repeat(1000)]) {
    inDirectory(text, (path) => assertThrows(() => readClaims(path), RunError));
  }
});

Deno.test("claims.csv has a line per part, and no value where there is none", () => {
  const [header = [], ...lines] = readCsv(claimsCsv(claimsRecord()));
  assertEquals(lines.length, 4);
  const at = (name: string, line: number) =>
    lines[line]?.[header.indexOf(name)];
  assertEquals(at("verdict", 1), "does not hold");
  assertEquals(at("published_high", 1), "");
  assertEquals(at("value", 3), "");
  assertEquals(at("rounds", 0), "4");
});
