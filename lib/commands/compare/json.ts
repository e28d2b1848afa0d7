/**
 * What `compare --json` prints. lib/files/comparison.schema.json says what is
 * in it, for runs, for watches and for claims.
 */

import { dataJson, numberOrNull } from "../../base/data_json.ts";
import type { RecordedRun } from "../../files/read_run.ts";
import type { UnpairedRatio } from "../../stats/unpaired.ts";
import type { ComparedClaim } from "./claims.ts";
import type { ComparedRuns } from "./compared_runs.ts";
import { findingsOf, leftOutTexts, preamble } from "./sentences.ts";
import type { WatchComparison } from "./watches.ts";

const FORMAT = "uringlab-comparison";
const VERSION = 1;

function ratioOf({ ratio, low, high, p }: UnpairedRatio) {
  return {
    ratio: numberOrNull(ratio),
    low: numberOrNull(low),
    high: numberOrNull(high),
    p: numberOrNull(p),
  };
}

function runOf({ directory, identity }: RecordedRun) {
  return { directory, ...identity };
}

/** Two runs, or two groups of them. */
export function comparedJson(compared: ComparedRuns): string {
  const { from, to, across, comparisons, leftOut, differences } = compared;
  return dataJson(FORMAT, VERSION, {
    kind: "runs",
    a: from.map(runOf),
    b: to.map(runOf),
    across: across
      ? {
        parameter: across.name,
        a: across.from ?? null,
        b: across.to ?? null,
      }
      : null,
    comparisons: comparisons.map((one) => ({
      parameters: Object.fromEntries(
        [...one.cell.values].map(([name, value]) => [name, value ?? null]),
      ),
      figure: one.metric.name,
      better: one.metric.better,
      a: numberOrNull(one.from),
      b: numberOrNull(one.to),
      ...ratioOf(one.estimate),
      unit: one.estimate.unit,
      paired: one.estimate.paired,
      units_a: one.estimate.fromRepeats,
      units_b: one.estimate.toRepeats,
      dropped: one.dropped,
      invalid_a: one.invalid.from,
      invalid_b: one.invalid.to,
      verdict: one.verdict.kind,
    })),
    left_out: leftOut.map(({ why, cells }) => ({ why, cells })),
    differences: differences.map((one) => ({
      path: one.path.join("."),
      a: one.from ?? null,
      b: one.to ?? null,
    })),
    findings: [
      ...preamble(compared),
      ...findingsOf(compared),
      ...leftOutTexts(compared),
    ].map((text) => ({ text })),
  });
}

/** Two watches. */
export function comparedWatchesJson(
  [a, b]: readonly [string, string],
  comparisons: readonly WatchComparison[],
): string {
  return dataJson(FORMAT, VERSION, {
    kind: "watches",
    a: [{ directory: a }],
    b: [{ directory: b }],
    comparisons: comparisons.map((one) => ({
      process: one.process,
      figure: one.figure,
      better: one.from.better,
      a: numberOrNull(one.from.whole),
      b: numberOrNull(one.to.whole),
      ...ratioOf(one.estimate),
      unit: "seconds",
      paired: false,
      units_a: one.estimate.fromRepeats,
      units_b: one.estimate.toRepeats,
      verdict: one.verdict.kind,
    })),
  });
}

/** Two directories of claims. */
export function comparedClaimsJson(
  [a, b]: readonly [string, string],
  claims: readonly (ComparedClaim & { readonly moved: boolean })[],
): string {
  return dataJson(FORMAT, VERSION, {
    kind: "claims",
    a: [{ directory: a }],
    b: [{ directory: b }],
    claims: claims.map((one) => ({
      name: one.name,
      a: one.a?.verdict ?? null,
      b: one.b?.verdict ?? null,
      moved: one.moved,
    })),
  });
}
