// @ts-types="@types/d3-array"
import { groups, max, median, min } from "d3-array";
import type { Arm } from "../model/cell.ts";
import { cellKey, PARAM_COLUMNS } from "../model/parameters/columns.ts";
import type { Axes } from "../model/experiment.ts";
import { type FigureName, isTraceFigure } from "../model/figures/mod.ts";
import { compareByAxes } from "../model/plan.ts";
import {
  type Histogram,
  isSupported,
  type LatencyKind,
  merge,
  percentile,
  total,
} from "../model/measurement/histogram.ts";
import type { Params } from "../model/parameters/params.ts";
import {
  type BrokenPremise,
  invalidating,
  premiseText,
} from "../model/premises/mod.ts";
import { isUsable, isValid, type Row } from "../model/row.ts";

/** Median, least and greatest of a figure over the repetitions of a cell. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  /** How many repetitions have the figure. */
  n: number;
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
   * Of the rows that count; undefined where none has the figure. A percentile
   * that no run had enough reads for is that of the reads of all of them.
   */
  spread(figure: FigureName): Spread | undefined;
  /** A figure, if above 0, of the rows that can be trusted, by repetition. */
  valid(figure: FigureName): ReadonlyMap<number, number>;
  /** Of all rows that count together. */
  latency(kind: LatencyKind): Histogram | undefined;
}

function paramsKey(params: Params): string {
  return JSON.stringify(PARAM_COLUMNS.map(({ value }) => value(params)));
}

/** The percentiles that a single run may have too few reads for. */
const PERCENTILES: Readonly<Partial<Record<FigureName, number>>> = {
  lat_p99_us: 0.99,
  lat_p999_us: 0.999,
  clat_p99_us: 0.99,
  clat_p999_us: 0.999,
};

/** A percentile in us of all reads of several runs; undefined of others. */
function together(rows: readonly Row[], name: FigureName): number | undefined {
  const p = PERCENTILES[name];
  if (p === undefined) return undefined;
  const kind = name.startsWith("c") ? "clat" : "lat";
  const all = merge(rows.flatMap((row) => row.latencies?.[kind] ?? []));
  const ns = all && isSupported(p, total(all)) ? percentile(all, p) : undefined;
  return ns === undefined ? undefined : ns / 1e3;
}

function summarise(rows: readonly Row[]): Summary {
  const ok = rows.filter(isUsable);
  const excluded = rows.filter((row) => row.status === "ok" && !isUsable(row));
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
    latency(kind) {
      return merge(ok.flatMap((row) => row.latencies?.[kind] ?? []));
    },
    valid(figure) {
      return new Map(
        ok.filter(isValid).flatMap(({ cell, metrics }) => {
          const value = metrics[figure] ?? 0;
          return value > 0 ? [[cell.repeat, value] as const] : [];
        }),
      );
    },
    spread(figure) {
      const values = ok.map((row) => row.metrics[figure]).filter((value) =>
        value !== undefined
      );
      const middle = median(values) ?? together(ok, figure);
      return middle === undefined ? undefined : {
        median: middle,
        min: min(values) ?? middle,
        max: max(values) ?? middle,
        n: Math.max(1, values.length),
      };
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
