/**
 * What `compare --json` prints. lib/files/comparison.schema.json says what is
 * in it, for runs, for watches (watches.ts) and for claims (claims.ts).
 */

import { dataJson, numberOrNull } from "../../base/data_json.ts";
import type { RecordedRun } from "../../files/read_run.ts";
import type { UnpairedRatio } from "../../stats/unpaired.ts";
import type { ComparedRuns } from "./compared_runs.ts";
import { findingsOf, leftOutTexts, preamble } from "./sentences.ts";

/** What is compared, with the fields that it has. */
export function comparisonJson(
  kind: "runs" | "watches" | "claims",
  fields: Readonly<Record<string, unknown>>,
): string {
  return dataJson("uringlab-comparison", 1, { kind, ...fields });
}

/** A ratio with its interval. */
export function ratioFields({ ratio, low, high, p }: UnpairedRatio) {
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
  return comparisonJson("runs", {
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
      ...ratioFields(one.estimate),
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
