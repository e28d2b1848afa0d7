/** Whether published findings hold: from rows to the verdicts of claims. */

import type {
  Claim,
  ClaimCell,
  ClaimPart,
  ClaimVerdict,
  Measure,
} from "../model/claim.ts";
import { cellsOf, figuresOf } from "../model/claim.ts";
import { figure, type FigureName } from "../model/figures/mod.ts";
import { isUsable, isValid, type Row } from "../model/row.ts";
import { percentileOfRows } from "./arm_percentile.ts";
import { type MeanEstimator, usualMean } from "./bootstrap.ts";
import { FIRST_LOOK, levelOf } from "./looks.ts";

/** A figure with its interval. */
export interface ClaimEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** How many rounds it is of. */
  readonly n: number;
  /** With which trust the interval holds the truth: 0.95 and more. */
  readonly level: number;
}

/** What rounds say of a part. */
export interface PartFigures {
  readonly rounds: readonly {
    readonly round: number;
    readonly value: number;
  }[];
  /** How many of these rounds have a run that is not valid. */
  readonly invalid: number;
}

/** What is found of a part. */
export interface PartResult extends PartFigures {
  readonly part: ClaimPart;
  readonly estimate: ClaimEstimate | undefined;
  readonly verdict: "holds" | "does not hold" | "open";
}

/** What is found of a claim. */
export interface ClaimResult {
  readonly claim: Claim;
  readonly parts: readonly PartResult[];
  readonly verdict: ClaimVerdict;
  /** What is missing, where it cannot be had. */
  readonly reason: string;
  /** Rounds that it would take in all to tell; undefined if nobody knows. */
  readonly rounds: number | undefined;
}

/** What was found of a claim, and what more it would take. */
export interface MeasuredClaim extends ClaimResult {
  /** Seconds in which it alone could be told; undefined if nobody knows. */
  readonly seconds: number | undefined;
}

/** The rows of a cell by round. */
export type RowsOf = (cell: ClaimCell) => ReadonlyMap<number, Row>;

/** Whether a measure is one of factors: its scale is logarithmic. */
export function isRatio(measure: Measure): boolean {
  return measure.kind === "ratio" || measure.kind === "change" ||
    (measure.kind === "level" &&
      figure(measure.figure).percentile !== undefined);
}

/** A figure of a cell by round; a percentile is that of all reads. */
function byRound(
  rows: ReadonlyMap<number, Row>,
  name: FigureName,
): ReadonlyMap<number, number> {
  const blocks = percentileOfRows(rows, name)?.blocks;
  if (blocks && blocks.size > 0) return blocks;
  return new Map(
    [...rows].flatMap(([round, { metrics }]) => {
      const value = metrics[name];
      return value === undefined ? [] : [[round, value] as const];
    }),
  );
}

/** What a measure makes of the figures of its cells; undefined: nothing. */
function valueOf(
  measure: Measure,
  of: (cell: ClaimCell, name: FigureName) => number | undefined,
  tickUs: number | undefined,
): number | undefined {
  const { figure: name } = measure;
  const ratio = (from: ClaimCell, to: ClaimCell) => {
    const [a = 0, b = 0] = [of(from, name), of(to, name)];
    return a > 0 && b > 0 ? b / a : undefined;
  };
  const above = (from: ClaimCell, to: ClaimCell, one: FigureName) => {
    const [a, b] = [of(from, one), of(to, one)];
    return a === undefined || b === undefined ? undefined : b - a;
  };
  switch (measure.kind) {
    case "ratio":
      return ratio(measure.from, measure.to);
    case "change": {
      const [then, before] = [ratio(...measure.then), ratio(...measure.before)];
      return then && before ? then / before : undefined;
    }
    case "level": {
      const value = of(measure.of, name);
      if (measure.in === undefined || value === undefined) return value;
      return tickUs === undefined ? undefined : value / tickUs;
    }
    case "share": {
      const [part, whole] = [of(measure.of, name), of(measure.of, measure.per)];
      return part === undefined || !whole ? undefined : part / whole;
    }
    case "difference":
      return above(measure.from, measure.to, name);
    case "cost": {
      const more = above(measure.from, measure.to, name);
      const steps = above(measure.from, measure.to, measure.per);
      return more === undefined || !steps ? undefined : more / steps;
    }
  }
}

/**
 * What each round says of a part, of those in which all of its cells have
 * figures. `tickUs` is the time between two ticks of the kernel.
 */
export function partFigures(
  { measure }: ClaimPart,
  rowsOf: RowsOf,
  tickUs: number | undefined,
): PartFigures {
  const names = figuresOf(measure);
  const cells = cellsOf(measure);
  const usable = new Map(cells.map((cell) => [
    cell,
    new Map([...rowsOf(cell)].filter(([, row]) => isUsable(row))),
  ]));
  const [first, ...others] = usable.values();
  const shared = [...first?.keys() ?? []].filter((round) =>
    others.every((rows) => rows.has(round))
  ).sort((a, b) => a - b);
  const figures = new Map(
    [...usable].map(([cell, rows]) => {
      const kept = new Map(shared.map((round) => [round, rows.get(round)!]));
      return [
        cell,
        new Map(names.map((name) => [name, byRound(kept, name)] as const)),
      ] as const;
    }),
  );
  const rounds = shared.flatMap((round) => {
    const value = valueOf(
      measure,
      (cell, name) => figures.get(cell)?.get(name)?.get(round),
      tickUs,
    );
    return value === undefined || !Number.isFinite(value)
      ? []
      : [{ round, value }];
  });
  const invalid =
    rounds.filter(({ round }) =>
      [...usable.values()].some((rows) => isValid(rows.get(round)!) === false)
    ).length;
  return { rounds, invalid };
}

/** The scale on which a measure's values are averaged, and back. */
function scaleOf(measure: Measure): [
  there: (value: number) => number,
  back: (value: number) => number,
] {
  return isRatio(measure) ? [Math.log, Math.exp] : [Number, Number];
}

/** The step, in the scale of its values, below which a measure tells nothing. */
function resolutionOf(measure: Measure): number {
  const { resolution = 0 } = figure(measure.figure);
  return isRatio(measure) ? Math.log1p(resolution) : 0;
}

/** A figure of some rounds with its interval at that level. */
export function estimateOf(
  { measure }: ClaimPart,
  values: readonly number[],
  level: number,
  estimate: MeanEstimator = usualMean,
): ClaimEstimate | undefined {
  const [there, back] = scaleOf(measure);
  const scaled = values.map(there);
  if (!scaled.every(Number.isFinite)) return undefined;
  const found = estimate(scaled, level);
  if (!found) return undefined;
  const half = Math.max(found.half, resolutionOf(measure));
  return {
    value: back(found.mean),
    low: back(found.mean - half),
    high: back(found.mean + half),
    n: found.n,
    level,
  };
}

/** Between which values a part holds. */
export function regionOf(
  { published: { low, high }, margin }: ClaimPart,
): readonly [number, number] {
  return [
    low === undefined ? -Infinity : low - margin,
    high === undefined ? Infinity : high + margin,
  ];
}

/**
 * What an interval says of a part: it holds where all of the interval lies
 * between its ends, and does not where none of it does.
 */
export function partVerdict(
  part: ClaimPart,
  estimate: Pick<ClaimEstimate, "low" | "high"> | undefined,
): PartResult["verdict"] {
  if (!estimate) return "open";
  const [least, most] = regionOf(part);
  if (least <= estimate.low && estimate.high <= most) return "holds";
  return estimate.high < least || most < estimate.low
    ? "does not hold"
    : "open";
}

/** More rounds than that nobody waits for. */
const MOST_ROUNDS = 1e6;

/**
 * How many rounds it may take until an interval says whether a part holds, if
 * the figure is as it seems; undefined where it seems to lie at an end.
 */
export function roundsNeeded(
  part: ClaimPart,
  estimate: ClaimEstimate | undefined,
): number | undefined {
  if (!estimate) return FIRST_LOOK;
  const [there] = scaleOf(part.measure);
  const at = (value: number) =>
    isRatio(part.measure) && value <= 0 ? -Infinity : there(value);
  const half = at(estimate.high) - at(estimate.value);
  const distances = regionOf(part).map((end) =>
    Math.abs(at(end) - at(estimate.value))
  );
  const rounds = Math.ceil(
    estimate.n * (half / Math.min(...distances)) ** 2,
  );
  return rounds <= MOST_ROUNDS ? Math.max(rounds, estimate.n) : undefined;
}

/** What a claim's rounds say of it at a look. */
export function judgeClaim(
  claim: Claim,
  figures: readonly PartFigures[],
  mean: MeanEstimator = usualMean,
): ClaimResult {
  const level = levelOf(claim.parts.length);
  const parts = claim.parts.map((part, i): PartResult => {
    const found = figures[i] ?? { rounds: [], invalid: 0 };
    const estimate = found.rounds.length >= FIRST_LOOK
      ? estimateOf(part, found.rounds.map(({ value }) => value), level, mean)
      : undefined;
    return { ...found, part, estimate, verdict: partVerdict(part, estimate) };
  });
  const open = parts.filter(({ verdict }) => verdict === "open");
  const needed = open.map(({ part, estimate }) => roundsNeeded(part, estimate));
  return {
    claim,
    parts,
    verdict: parts.some(({ verdict }) => verdict === "does not hold")
      ? "does not hold"
      : open.length > 0
      ? "not shown"
      : "holds",
    reason: "",
    rounds: needed.includes(undefined)
      ? undefined
      : Math.max(0, ...needed.map(Number)),
  };
}
