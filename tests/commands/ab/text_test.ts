import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  abFigures,
  compareSides,
} from "../../../lib/commands/ab/comparison.ts";
import { exportedJson } from "../../../lib/commands/ab/export_json.ts";
import { metricByPattern } from "../../../lib/commands/ab/metric.ts";
import type { RunPair } from "../../../lib/commands/ab/pairs.ts";
import {
  abText,
  falseClaims,
  shortText,
} from "../../../lib/commands/ab/text.ts";
import { timed } from "./timed.ts";

const METRIC = metricByPattern("iops", "(\\d+)", "higher");

/** Pairs in which B takes so much longer and prints so much more. */
function pairsOf(ratio: number, count = 5, noise = 0.001): RunPair[] {
  return Array.from({ length: count }, (_, i) => {
    const wallSeconds = 1 + i * 0.1;
    const own = ratio * (1 + noise * ([0, 1, -1][i % 3] ?? 0));
    return {
      order: ["A", "B"],
      A: { ...timed({ wallSeconds }), metric: 100 },
      B: { ...timed({ wallSeconds: wallSeconds * own }), metric: 100 * own },
    };
  });
}

function textOf(pairs: RunPair[], { metric = false, aa = false } = {}) {
  const compared = compareSides(pairs, abFigures(metric ? METRIC : undefined));
  return abText({ commands: ["one\x1b[2J", "two"], compared, seconds: 62, aa });
}

Deno.test("figures, ratios and what they cannot tell are printed", () => {
  assertEquals(
    textOf(pairsOf(1.1)).split("\n"),
    [
      "A: one?[2J",
      "B: two",
      "",
      "                 mean      min      max",
      "wall time  A  1.192 s  1.000 s  1.400 s",
      "           B  1.311 s  1.100 s  1.542 s",
      "CPU time   A   750 ms   750 ms   750 ms",
      "           B   750 ms   750 ms   750 ms",
      "",
      "B / A, wall time: +10.0 % (95 % CI +9.9 % to +10.1 %): slower",
      "B / A, CPU time: +0.0 % (95 % CI +0.0 % to +0.0 %): no difference " +
      "shown at this precision",
      "wall time: the interval is +-0.1 % with 5 runs of each (1m 2s); half " +
      "of that would take --runs 13.",
      "",
    ],
  );
});

Deno.test("a number that was looked for comes first, and is higher or lower", () => {
  const text = textOf(pairsOf(1.1), { metric: true });
  assertStringIncludes(
    text,
    "B / A, iops: +10.0 % (95 % CI +9.9 % to +10.1 %): higher",
  );
  assertStringIncludes(text, "iops: the interval is +-");
  assertStringIncludes(textOf(pairsOf(0.9), { metric: true }), "%): lower");
});

Deno.test("two pairs have no interval, and no pair has no text", () => {
  assertStringIncludes(
    textOf(pairsOf(1.1, 2, 0)),
    "+10.0 % (no interval: 2 repeats): too few runs to tell (2; it takes 3)",
  );
  assertEquals(textOf([]), "");
});

Deno.test("equal commands that differ are told, and judged", () => {
  const judged = (ratio: number) =>
    falseClaims(compareSides(pairsOf(ratio), abFigures(undefined)));
  assertEquals(judged(1.1), { claims: 1, most: 0 });
  assertEquals(judged(1), { claims: 0, most: 0 });
  assertStringIncludes(
    textOf(pairsOf(1.1), { aa: true }),
    "Equal commands, wall time: 1 of 1 comparison shows a difference, at most " +
      "0 expected (95 %): do not trust this machine",
  );
  assertStringIncludes(textOf(pairsOf(1), { aa: true }), "0 of 1 comparison");
});

Deno.test("commands that are as short as a shell's start are told", () => {
  const of = (wallSeconds: number) =>
    compareSides(
      [{ order: ["A", "B"], A: timed({ wallSeconds }), B: timed() }],
      abFigures(undefined),
    );
  assertStringIncludes(shortText(of(0.003), true), "--shell none");
  assertEquals(shortText(of(0.003), false), "");
  assertEquals(shortText(of(0.03), true), "");
});

Deno.test("an export has hyperfine's fields, the order and the comparisons", () => {
  const pairs = pairsOf(1.1, 3, 0);
  const text = exportedJson({
    commands: ["one", "two"],
    metric: METRIC,
    pairs,
    compared: compareSides(pairs, abFigures(METRIC)),
    seed: 5,
    watched: [],
  });
  const { results, comparisons, ...others } = JSON.parse(text);
  assertEquals(others, {
    schema: "uringlab-ab",
    version: 1,
    seed: 5,
    orders: ["AB", "AB", "AB"],
  });
  const [a] = results;
  assertEquals(a.command, "one");
  assertEquals(a.times, [1, 1.1, 1.2]);
  assertEquals([a.min, a.median, a.max], [1, 1.1, 1.2]);
  assertEquals([a.user, a.system], [0.5, 0.25]);
  assertEquals(a.exit_codes, [0, 0, 0]);
  assertEquals(a.iops, [100, 100, 100]);
  assertEquals(
    comparisons.map(({ figure, better }: Record<string, string>) => [
      figure,
      better,
    ]),
    [["iops", "higher"], ["wall time", "lower"], ["CPU time", "lower"]],
  );
  assertEquals(comparisons[0].verdict, "faster");
});
