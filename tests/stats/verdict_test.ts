import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { PairedRatio } from "../../lib/stats/bootstrap.ts";
import { precision, verdict } from "../../lib/stats/verdict.ts";

function estimate(low: number, high: number, p: number): PairedRatio {
  return { ratio: Math.sqrt(low * high), low, high, p, n: 5 };
}

const ABOVE = estimate(1.01, 1.05, 0.01);
const BELOW = estimate(0.95, 0.99, 0.01);
const AROUND = estimate(0.98, 1.03, 0.4);

Deno.test("the direction of the figure decides between faster and slower", () => {
  const words = (found: PairedRatio) => [
    verdict(found, "higher").text,
    verdict(found, "lower").text,
  ];
  assertEquals(words(ABOVE), ["faster", "slower"]);
  assertEquals(words(BELOW), ["slower", "faster"]);
});

Deno.test("an interval that holds 1 shows no difference, whatever its ratio", () => {
  for (const better of ["higher", "lower"] as const) {
    const { kind, text, claims } = verdict(AROUND, better);
    assertEquals(text, "no difference shown at this precision");
    assertEquals([kind, claims], ["none", false]);
  }
  for (const end of [estimate(1, 1.1, 0.05), estimate(0.9, 1, 0.05)]) {
    assertEquals(verdict(end, "higher").kind, "none");
  }
});

Deno.test("claims are claims", () => {
  assertEquals(verdict(ABOVE, "higher").claims, true);
  assertEquals(verdict(ABOVE, "lower").claims, true);
});

Deno.test("the precision is half the interval in percent", () => {
  assertAlmostEquals(precision(estimate(1 / 1.02, 1.02, 1))!, 2, 1e-9);
  assertAlmostEquals(precision(estimate(2 / 1.5, 2 * 1.5, 0.1))!, 50, 1e-9);
  assertAlmostEquals(verdict(ABOVE, "higher").precision!, 1.9609, 1e-3);
});

Deno.test("without an interval there are too few blocks to tell", () => {
  const none = { low: undefined, high: undefined, p: undefined };
  for (const n of [0, 1, 2]) {
    assertEquals(verdict({ ratio: n ? 1.5 : undefined, ...none, n }, "lower"), {
      kind: "too_few",
      text: `too few blocks to tell (${n})`,
      claims: false,
      precision: undefined,
    });
  }
});

Deno.test("an adjusted p takes a claim back and never makes one", () => {
  assertEquals(verdict(ABOVE, "higher", 0.05).kind, "faster");
  assertEquals(verdict(ABOVE, "higher", 0.06).kind, "none");
  assertEquals(verdict(AROUND, "higher", 0.001).kind, "none");
});
