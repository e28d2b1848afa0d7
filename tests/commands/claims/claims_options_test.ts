import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../../lib/base/errors.ts";
import { parseClaimsOptions } from "../../../lib/commands/claims/options.ts";
import { CLAIMS } from "../../../experiments/claims/all.ts";

Deno.test("claims takes names, and all claims where there are none", () => {
  assertEquals(parseClaimsOptions([], CLAIMS).claims.length, CLAIMS.length);
  const { claims, maxTime, run } = parseClaimsOptions(
    ["defer-cap", "coop-gain", "--max-time", "1m", "--cpus", "0"],
    CLAIMS,
  );
  // In the order of the list.
  assertEquals(claims.map(({ name }) => name), ["coop-gain", "defer-cap"]);
  assertEquals(maxTime, 60);
  assertEquals(run.cpus, [0]);
  assertEquals(parseClaimsOptions([], CLAIMS).maxTime, 1200);
});

Deno.test("claims tells a claim that there is not, with the nearest", () => {
  assertThrows(
    () => parseClaimsOptions(["coop-gian"], CLAIMS),
    UsageError,
    'unknown claim "coop-gian"; did you mean "coop-gain"?',
  );
});
