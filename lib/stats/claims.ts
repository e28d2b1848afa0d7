/** Whether published findings hold: the verdicts of claims. */

import type {
  Claim,
  ClaimPart,
  ClaimVerdict,
  Explanation,
  Measure,
} from "../model/claim.ts";
import { figure } from "../model/figures/mod.ts";
import { PREMISES, premiseText } from "../model/premises/mod.ts";
import { type MeanEstimator, usualMean } from "./bootstrap.ts";
import {
  NO_FIGURES,
  type PartFigures,
  type RoundFigure,
} from "./claim_figures.ts";
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
  /** What is missing, where it cannot be had; which premise leaves it open. */
  readonly reason: string;
  /** Rounds that it would take in all to tell; undefined if nobody knows. */
  readonly rounds: number | undefined;
}

/** An explanation with the figure that speaks for it, or against it. */
export interface Explained {
  readonly explanation: Explanation;
  /** The mean of its rounds; undefined where there is none. */
  readonly value: number | undefined;
  readonly rounds: number;
}

/** What was found of a claim, and what more it would take. */
export interface MeasuredClaim extends ClaimResult {
  /** Seconds in which it alone could be told; undefined if nobody knows. */
  readonly seconds: number | undefined;
  /** Of one that does not hold. */
  readonly explained: readonly Explained[];
}

/** Whether a measure is one of factors: its scale is logarithmic. */
export function isRatio(measure: Measure): boolean {
  return measure.kind === "ratio" || measure.kind === "change" ||
    (measure.kind === "level" &&
      figure(measure.figure).percentile !== undefined);
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

/** Whether a measure counts events, and tells how many there are for a read. */
function countsPerRead(measure: Measure): boolean {
  return measure.kind === "level" && measure.figure.endsWith("_per_io") ||
    measure.kind === "share" && measure.per === "ios";
}

/**
 * How much an interval reaches at least to either side. Of counts, equal ones
 * say no more than that there are few: of none in n reads there may be
 * -ln(alpha / 2) / n for a read in truth ("rule of three").
 */
function leastHalf(
  measure: Measure,
  rounds: readonly RoundFigure[],
  level: number,
): number {
  if (!countsPerRead(measure)) return resolutionOf(measure);
  const reads = rounds.reduce((sum, round) => sum + round.reads, 0);
  return reads > 0 ? Math.log(2 / (1 - level)) / reads : 0;
}

/** A figure of some rounds with its interval at that level. */
export function estimateOf(
  { measure }: Pick<ClaimPart, "measure">,
  rounds: readonly RoundFigure[],
  level: number,
  estimate: MeanEstimator = usualMean,
): ClaimEstimate | undefined {
  const [there, back] = scaleOf(measure);
  const scaled = rounds.map(({ value }) => there(value));
  if (!scaled.every(Number.isFinite)) return undefined;
  const found = estimate(scaled, level);
  if (!found) return undefined;
  const half = Math.max(found.half, leastHalf(measure, rounds, level));
  const low = back(found.mean - half);
  return {
    value: back(found.mean),
    // No figure of a cell is below 0, as a difference of two may be.
    low: measure.kind === "level" || measure.kind === "share"
      ? Math.max(0, low)
      : low,
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

/** Why a part has no verdict whatever its valid rounds say; else undefined. */
function doubtOf({ rounds, leftOut, broken }: PartFigures): string | undefined {
  // Few rounds that are valid among many are those in which chance made a
  // figure look good: a premise may be broken by what the figure tells of.
  if (!broken || leftOut <= rounds.length) return undefined;
  return `${leftOut} of ${leftOut + rounds.length} rounds broke a premise, ` +
    `most often ${premiseText(broken)} (${PREMISES[broken.premise].wanted})`;
}

/**
 * What a claim's rounds say of it at a look. There is a verdict on a part only
 * where its premises held in half of its rounds or more.
 */
export function judgeClaim(
  claim: Claim,
  figures: readonly PartFigures[],
  mean: MeanEstimator = usualMean,
): ClaimResult {
  const level = levelOf(claim.parts.length);
  const parts = claim.parts.map((part, i): PartResult => {
    const found = figures[i] ?? NO_FIGURES;
    const estimate = found.rounds.length >= FIRST_LOOK
      ? estimateOf(part, found.rounds, level, mean)
      : undefined;
    return {
      ...found,
      part,
      estimate,
      verdict: doubtOf(found) ? "open" : partVerdict(part, estimate),
    };
  });
  const open = parts.filter(({ verdict }) => verdict === "open");
  const needed = open.map(({ part, estimate }) => roundsNeeded(part, estimate));
  const verdict = parts.some(({ verdict }) => verdict === "does not hold")
    ? "does not hold"
    : open.length > 0
    ? "not shown"
    : "holds";
  return {
    claim,
    parts,
    verdict,
    reason: verdict === "not shown"
      ? open.map(doubtOf).find((why) => why !== undefined) ?? ""
      : "",
    rounds: needed.includes(undefined)
      ? undefined
      : Math.max(0, ...needed.map(Number)),
  };
}

/** What rounds say of an explanation. */
export function explainedBy(
  explanation: Explanation,
  { rounds }: PartFigures,
): Explained {
  const [there, back] = scaleOf(explanation.measure);
  const sum = rounds.reduce((all, { value }) => all + there(value), 0);
  return {
    explanation,
    value: rounds.length > 0 ? back(sum / rounds.length) : undefined,
    rounds: rounds.length,
  };
}

/** Whether the figure of an explanation speaks for it; undefined: none does. */
export function bearsOut(
  { explanation: { at }, value }: Explained,
): boolean | undefined {
  return value === undefined
    ? undefined
    : (at.low ?? -Infinity) <= value && value <= (at.high ?? Infinity);
}
