import { assert, assertEquals } from "@std/assert";
import { CLAIMS } from "../../experiments/claims/all.ts";
import { claimRecord, claimsRecord } from "../report/claims/fixtures.ts";
import { claimsLines, COUNTED } from "./claims.ts";

Deno.test("the lab is asked of claims that there are", () => {
  const names = CLAIMS.map(({ name }) => name);
  for (const name of COUNTED) assert(names.includes(name), name);
});

Deno.test("verdicts of kernels stand below each other, with what was found", () => {
  const lines = claimsLines([
    { name: "6.1", record: claimsRecord() },
    {
      name: "7",
      record: claimsRecord({
        claims: [claimRecord({
          verdict: "cannot be had",
          reason: "it takes Linux 7.1",
        })],
      }),
    },
  ]);
  assertEquals(lines.slice(0, 4), [
    "coop-gain",
    "  6.1: holds: 1.13 (1.11 to 1.15)",
    "  7: cannot be had here: it takes Linux 7.1",
    "kicks",
  ]);
});
