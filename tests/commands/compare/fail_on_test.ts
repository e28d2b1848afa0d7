import { assertEquals, assertThrows } from "@std/assert";
import {
  type FailOn,
  failOn,
  failOnText,
  fails,
} from "../../../lib/commands/compare/fail_on.ts";
import type { RunComparison } from "../../../lib/commands/compare/run_comparisons.ts";
import { runCells } from "../../../lib/commands/compare/run_cells.ts";
import { UsageError } from "../../../lib/base/errors.ts";
import { verdict } from "../../../lib/stats/verdict.ts";
import { recorded } from "./fixtures.ts";

function comparison(
  low: number | undefined,
  high: number | undefined,
  better: "higher" | "lower" = "higher",
  p = 0.01,
): RunComparison {
  const estimate = {
    ratio: 1,
    low,
    high,
    p: low === undefined ? undefined : p,
    n: 3,
    fromRepeats: 3,
    toRepeats: 3,
    unit: "repeats" as const,
    paired: false,
  };
  return {
    cell: runCells(recorded())[0]!,
    metric: { name: "iops", better, resolution: 0 },
    from: 1,
    to: 1,
    dropped: 0,
    together: false,
    runs: { from: 3, to: 3 },
    invalid: { from: 0, to: 0 },
    figures: { from: [], to: [] },
    estimate,
    verdict: verdict(estimate, better),
  };
}

function kinds(one: RunComparison, percent = 5): FailOn["kind"][] {
  return (["slower", "faster", "different"] as const)
    .filter((kind) => fails({ kind, percent }, one));
}

Deno.test("a condition is a kind and a share", () => {
  assertEquals(failOn("slower:5%", "fail-on"), { kind: "slower", percent: 5 });
  assertEquals(failOn("different:0.5", "fail-on"), {
    kind: "different",
    percent: 0.5,
  });
  assertEquals(failOnText({ kind: "faster", percent: 2 }), "faster:2%");
});

Deno.test("anything else is wrong usage", () => {
  for (const text of ["", "slower", "slow:5%", "slower:5%:6", "Slower:5%"]) {
    assertThrows(() => failOn(text, "fail-on"), UsageError, "--fail-on: ");
  }
  for (const text of ["slower:", "slower:x", "slower:-1%", "slower:100%"]) {
    assertThrows(() => failOn(text, "fail-on"), UsageError, "from 0 % to 99 %");
  }
});

Deno.test("it fails where the whole interval lies beyond the limit", () => {
  assertEquals(kinds(comparison(0.9, 0.949)), ["slower", "different"]);
  assertEquals(kinds(comparison(0.9, 0.951)), []);
  assertEquals(kinds(comparison(1.0527, 1.1)), ["faster", "different"]);
  assertEquals(kinds(comparison(1.0526, 1.1)), []);
  assertEquals(kinds(comparison(1.0527, 1.1, "lower")), [
    "slower",
    "different",
  ]);
  assertEquals(kinds(comparison(0.9, 0.949, "lower")), [
    "faster",
    "different",
  ]);
});

Deno.test("swapped runs swap slower and faster", () => {
  for (const [low, high] of [[0.8, 0.94], [0.94, 0.96], [1.06, 1.3]] as const) {
    const there = kinds(comparison(low, high));
    const back = kinds(comparison(1 / high, 1 / low));
    const swapped = { slower: "faster", faster: "slower" } as const;
    assertEquals(
      back.toSorted(),
      there.map((kind) => kind === "different" ? kind : swapped[kind])
        .toSorted(),
    );
  }
});

Deno.test("0 % fails for every claim, and nothing without a claim", () => {
  assertEquals(kinds(comparison(0.98, 0.99), 0), ["slower", "different"]);
  assertEquals(kinds(comparison(0.98, 1.01), 0), []);
  assertEquals(kinds(comparison(undefined, undefined), 0), []);
  assertEquals(kinds(comparison(0.5, 0.6, "higher", 0.2), 0), []);
});
