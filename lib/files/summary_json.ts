/**
 * summary.json: what a run found, as data: its context, its cells, what is
 * compared with intervals, and the sentences that were made of that.
 * summary.schema.json says what is in it. A new field is no new version; one
 * that is gone or means something else is.
 */

import { dataJson, numberOrNull as number } from "../base/data_json.ts";
import { cellId } from "../model/cell.ts";
import { FIGURES } from "../model/figures/mod.ts";
import { PARAM_COLUMNS } from "../model/parameters/columns.ts";
import { optionName, valueText } from "../model/parameters/names.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import type { RunIdentity } from "../model/row.ts";
import type { Comparison } from "../stats/comparisons.ts";
import type { Floor } from "../stats/floor.ts";
import type { Interaction } from "../stats/interactions.ts";
import { foundDifference } from "../stats/power.ts";
import type { Summary } from "../stats/summary.ts";

/** The version of the format. */
export const SUMMARY_VERSION = 1;

/** What a reader of the figures must know, as the report warns of it. */
export interface SummaryWarning {
  readonly kind: string;
  readonly premise?: string;
  readonly text: string;
  readonly advice?: string;
}

/** What summary.json is made of. */
export interface SummaryParts {
  readonly run: PlannedRun;
  readonly identity: RunIdentity;
  readonly summaries: readonly Summary[];
  /** Along the last axis, along others, and what changes with what. */
  readonly main: readonly Comparison[];
  readonly beside: readonly Comparison[];
  readonly interactions: readonly Interaction[];
  readonly floors: readonly Floor[];
  readonly warnings: readonly SummaryWarning[];
  /** Sentences. */
  readonly findings: readonly string[];
}

/** A difference in logarithms as a share. */
function share(log: number | undefined): number | null {
  return number(log === undefined ? undefined : Math.expm1(log));
}

function contextOf({ run, identity }: SummaryParts): unknown {
  const { preset, axes, disks, hz, aa } = run;
  return {
    ...identity,
    cells_planned: run.cells.length,
    repeats: preset.repeats,
    aa,
    hz,
    disks,
    filename: run.base.filename,
    axes: Object.fromEntries(
      Object.entries(axes).map(([name, values]) => [
        optionName(name),
        values.map(valueText),
      ]),
    ),
  };
}

function figuresOf(summary: Summary): unknown {
  return Object.fromEntries(FIGURES.flatMap(({ name, unit }) => {
    const spread = summary.spread(name);
    if (!spread) return [];
    const interval = summary.interval(name);
    return [[name, {
      unit,
      median: number(spread.middle),
      min: number(spread.min),
      max: number(spread.max),
      runs: spread.n,
      low: number(interval?.low),
      high: number(interval?.high),
    }]];
  }));
}

function cellOf(summary: Summary, run: PlannedRun): unknown {
  const { params, arm, ok, invalid, excluded, failed, impossible } = summary;
  return {
    name: cellId(summary, run),
    arm: arm ?? null,
    parameters: Object.fromEntries(
      PARAM_COLUMNS.map(({ name, value }) => [name, value(params) ?? null]),
    ),
    runs: { ok, invalid, excluded, failed, impossible },
    reasons: summary.reasons,
    broken_premises: [
      ...new Set(summary.broken.map(({ premise }) => premise)),
    ],
    figures: figuresOf(summary),
  };
}

function comparisonOf(
  kind: "main" | "beside" | "interaction",
  own: ReadonlyMap<Comparison, Floor["own"]>,
): (one: Comparison & Partial<Interaction>) => unknown {
  return (one) => {
    const { axis, from, to, where, metric, estimate, verdict } = one;
    return {
      kind,
      axis: optionName(axis),
      from: valueText(from),
      to: valueText(to),
      where: Object.fromEntries(
        Object.entries(where).map(([name, value]) => [
          optionName(name),
          valueText(value),
        ]),
      ),
      by: one.by === undefined ? null : {
        parameter: optionName(one.by),
        from: valueText(one.byFrom),
        to: valueText(one.byTo),
      },
      figure: metric.name,
      ratio: number(estimate.ratio),
      low: number(estimate.low),
      high: number(estimate.high),
      p: number(estimate.p),
      blocks: estimate.n,
      dropped: one.dropped,
      invalid: one.invalid,
      verdict: verdict.kind,
      found: share(foundDifference(estimate)),
      own_found: share(own.get(one)?.found),
    };
  };
}

/** The text of summary.json. */
export function summaryJson(parts: SummaryParts): string {
  const { run, summaries, floors } = parts;
  const own = new Map(floors.map((floor) => [floor.comparison, floor.own]));
  return dataJson("uringlab-summary", SUMMARY_VERSION, {
    context: contextOf(parts),
    cells: summaries.map((summary) => cellOf(summary, run)),
    comparisons: [
      ...parts.main.map(comparisonOf("main", own)),
      ...parts.beside.map(comparisonOf("beside", own)),
      ...parts.interactions.map(comparisonOf("interaction", own)),
    ],
    warnings: parts.warnings.map(({ kind, premise, text, advice }) => ({
      kind,
      premise: premise ?? null,
      text,
      advice: advice ?? null,
    })),
    findings: parts.findings.map((text) => ({ text })),
  });
}
