// @ts-types="@types/d3-array"
import { groups, median } from "d3-array";
import type { Arm } from "../model/cell.ts";
import { cellKey, PARAM_COLUMNS } from "../model/parameters/columns.ts";
import type { Axes } from "../model/experiment.ts";
import {
  figure as describe,
  type FigureName,
  isTraceFigure,
} from "../model/figures/mod.ts";
import { compareByAxes } from "../model/plan.ts";
import {
  type Histogram,
  type LatencyKind,
  merge,
} from "../model/measurement/histogram.ts";
import type { Params } from "../model/parameters/params.ts";
import {
  type BrokenPremise,
  invalidating,
  premiseText,
} from "../model/premises/mod.ts";
import { isUsable, isValid, type Row } from "../model/row.ts";
import { percentileOfRows } from "./arm_percentile.ts";
import { type PairedRatio, usualEstimator } from "./bootstrap.ts";

/** A figure of a cell over its repetitions. */
export interface Spread {
  /** The median; of a percentile, that of the reads of all repetitions. */
  middle: number;
  /** The least and the greatest of single repetitions. */
  min: number;
  max: number;
  /** How many repetitions have the figure; 1 where none has it by itself. */
  n: number;
  /** Of a percentile of the reads of all repetitions: how many these are. */
  reads?: number;
}

/** All repetitions of one combination of parameters. */
export interface Summary {
  params: Params;
  /** Where a mode is compared with itself. */
  arm?: Arm;
  /** Runs whose figures count, and of these, the ones not to be trusted. */
  ok: number;
  invalid: number;
  /** Ok runs of what turned out to be another cell. */
  excluded: number;
  failed: number;
  impossible: number;
  /** Why rows have no figures, each reason once. */
  reasons: string[];
  /** The premises that did not hold in rows that count. */
  broken: BrokenPremise[];
  /**
   * Of the rows that count; undefined where there is no such figure. Percentiles
   * are of the reads of all rows together, where all have histograms.
   */
  spread(figure: FigureName): Spread | undefined;
  /** A percentile of all reads with its 95 % interval, from 3 rows on. */
  interval(figure: FigureName): PairedRatio | undefined;
  /** A figure, if above 0, of the rows that can be trusted, by repetition. */
  valid(figure: FigureName): ReadonlyMap<number, number>;
  /**
   * The same for comparing: the median and the figures by repetition, or the
   * percentile of all reads of these rows and what each of them says of it.
   */
  compared(
    figure: FigureName,
  ): { middle: number | undefined; blocks: ReadonlyMap<number, number> };
  /** Of all rows that count together. */
  latency(kind: LatencyKind): Histogram | undefined;
  /** Of each of them that has one. */
  latencies(kind: LatencyKind): readonly Histogram[];
}

function paramsKey(params: Params): string {
  return JSON.stringify(PARAM_COLUMNS.map(({ value }) => value(params)));
}

function byRepeat(rows: readonly Row[]): ReadonlyMap<number, Row> {
  return new Map(rows.map((row) => [row.cell.repeat, row]));
}

/** By number in time. */
function inOrder(rows: readonly Row[]): ReadonlyMap<number, Row> {
  return new Map(
    rows.toSorted((a, b) => a.cell.repeat - b.cell.repeat).entries(),
  );
}

function spreadOf(rows: readonly Row[], name: FigureName): Spread | undefined {
  const values = rows.flatMap(({ metrics }) => metrics[name] ?? []);
  const all = percentileOfRows(inOrder(rows), name);
  const middle = all ? all.value : median(values);
  if (middle === undefined) return undefined;
  return {
    middle,
    min: Math.min(middle, ...values),
    max: Math.max(middle, ...values),
    n: Math.max(1, values.length),
    ...(all && { reads: all.reads }),
  };
}

function intervalOf(
  rows: readonly Row[],
  name: FigureName,
): PairedRatio | undefined {
  const found = percentileOfRows(inOrder(rows), name);
  if (found?.value === undefined) return undefined;
  const pairs = [...found.blocks].map(([block, to]) => ({
    block,
    from: 1,
    to,
  }));
  // The resolution is that of a ratio of two.
  return usualEstimator(pairs, describe(name).resolution / 2);
}

function validOf(
  rows: readonly Row[],
  name: FigureName,
): ReadonlyMap<number, number> {
  return new Map(
    rows.flatMap(({ cell, metrics }) => {
      const value = metrics[name] ?? 0;
      return value > 0 ? [[cell.repeat, value] as const] : [];
    }),
  );
}

function summarise(rows: readonly Row[]): Summary {
  const ok = rows.filter(isUsable);
  const trusted = ok.filter(isValid);
  const excluded = rows.filter((row) => row.status === "ok" && !isUsable(row));
  const latencies = (kind: LatencyKind) =>
    ok.flatMap((row) => row.latencies?.[kind] ?? []);
  return {
    params: rows[0]!.cell.params,
    ...(rows[0]!.cell.arm && { arm: rows[0]!.cell.arm }),
    ok: ok.length,
    invalid: ok.filter((row) => !isValid(row)).length,
    excluded: excluded.length,
    failed: rows.filter((row) => row.status === "failed").length,
    impossible: rows.filter((row) => row.status === "impossible").length,
    reasons: [
      ...new Set([
        ...rows.map((row) => row.reason),
        ...excluded.flatMap(({ broken }) =>
          invalidating(broken).map(premiseText)
        ),
      ]),
    ].filter(Boolean),
    broken: ok.flatMap((row) => row.broken),
    latency: (kind) => merge(latencies(kind)),
    latencies,
    spread: (name) => spreadOf(ok, name),
    interval: (name) => intervalOf(ok, name),
    valid: (name) => validOf(trusted, name),
    compared(name) {
      const all = percentileOfRows(byRepeat(trusted), name);
      if (all) return { middle: all.value, blocks: all.blocks };
      const blocks = validOf(trusted, name);
      return { middle: median(blocks.values()), blocks };
    },
  };
}

/** One summary per combination of parameters, in the order of the axes. */
export function summaries(rows: readonly Row[], axes: Axes): Summary[] {
  return groups(rows, ({ cell }) => `${cell.arm} ${paramsKey(cell.params)}`)
    .map(([, group]) => summarise(group))
    .sort((a, b) => compareByAxes(a.params, b.params, axes));
}

/**
 * The same summaries, which also know the figures that only traced runs of the
 * same cells tell.
 */
export function withTraced(
  summaries: readonly Summary[],
  traced: readonly Summary[],
): Summary[] {
  const byCell = new Map(traced.map((s) => [cellKey(s.params), s]));
  return summaries.map((summary) => ({
    ...summary,
    spread: (figure) =>
      isTraceFigure(figure)
        ? byCell.get(cellKey(summary.params))?.spread(figure)
        : summary.spread(figure),
  }));
}
