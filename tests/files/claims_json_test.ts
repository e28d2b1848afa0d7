import { assertEquals, assertThrows } from "@std/assert";
import { RunError, UsageError } from "../../lib/base/errors.ts";
import {
  claimsCsv,
  claimsJson,
  holdsClaims,
  readClaims,
  recordOfClaim,
} from "../../lib/files/claims_json.ts";
import { readCsv } from "../../lib/files/csv_text.ts";
import { judgeClaim } from "../../lib/stats/claims.ts";
import { claim, part } from "../session/claims/fixtures.ts";
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

Deno.test("the figure of a claim is in the words of the load of its cells", () => {
  const figureOf = (load: "read" | "tcp") => {
    const cost = part(
      {
        kind: "cost",
        figure: "cpu_per_io_us",
        per: "syscalls_per_io",
        from: { load, iodepth: 16 },
        to: { load },
      },
      1,
      0,
    );
    const result = judgeClaim(claim("a", [cost]), []);
    const measured = { ...result, seconds: undefined, explained: [] };
    return recordOfClaim(measured, "").parts[0]?.figure;
  };
  assertEquals(
    figureOf("read"),
    "CPU time per read for one more of system calls per read",
  );
  assertEquals(
    figureOf("tcp"),
    "CPU time per message for one more of system calls per message",
  );
});
