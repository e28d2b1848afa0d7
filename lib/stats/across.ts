/**
 * An effect that was measured on several machines, each with an interval of its
 * own: what it is on machines like these, and which of them differ.
 *
 * The mean over machines has Student's interval over their logarithms: machines
 * are what repeats, whatever each knows of itself. On another machine like these
 * the effect lies in the prediction interval, which is wider by how much they
 * scatter. That a machine differs is judged by its own interval and those of the
 * others, by what is between it and the mean of the others. The standard error
 * of a machine is half its interval over Student's t for its blocks. Machines of
 * three blocks know theirs so badly that 7 % that do not differ would be told to;
 * so the interval is also no narrower than where all have one variance.
 *
 * Tried by simulation (tests/stats/across_test.ts, evidence.md).
 */

// @ts-types="@types/d3-array"
import { groups, mean, sum } from "d3-array";
import type { PairedRatio } from "./bootstrap.ts";
import { quantile } from "./student_t.ts";
import { judge, ofOne, sideOf, type Spread } from "./two_means.ts";

/** The effect that a run found on a machine. */
export interface MachineEffect {
  readonly host: string;
  readonly estimate: PairedRatio;
}

/** A ratio with its 95 % interval, where it has one. */
export interface Interval {
  readonly ratio: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** One machine among others. */
export interface AmongMachines {
  readonly host: string;
  readonly runs: number;
  /** Its effect: of one run with the interval of that. */
  readonly own: Interval;
  /** Its effect by the mean of those of the others. */
  readonly byOthers: Interval;
}

/** An effect over machines. */
export interface AcrossMachines {
  readonly machines: readonly AmongMachines[];
  /** The geometric mean over machines. */
  readonly all: Interval;
  /** Where that of another machine like these lies; it takes three of them. */
  readonly another: Interval;
}

/** The probability that an interval misses. */
const ALPHA = 0.05;

/** The fewest machines from which another is told. */
const MIN_TO_PREDICT = 3;

/** What is known of a logarithm: its value, and how well. */
interface Known {
  readonly host: string;
  readonly runs: number;
  readonly centre: number;
  /** Undefined where no run of it has an interval. */
  readonly spread: Spread | undefined;
}

/** The standard error of the mean of several, each with its own. */
function spreadOfMean(
  spreads: readonly (Spread | undefined)[],
): Spread | undefined {
  const known = spreads.filter((one) => one !== undefined);
  if (known.length < spreads.length || known.length === 0) return undefined;
  const square = sum(known, ({ error }) => error ** 2);
  const weight = sum(known, ({ error, freedom }) => error ** 4 / freedom);
  return {
    error: Math.sqrt(square) / known.length,
    freedom: weight > 0 ? square ** 2 / weight : 1,
  };
}

function spreadOf({ ratio, high, n }: PairedRatio): Spread | undefined {
  if (ratio === undefined || high === undefined || n < 2) return undefined;
  const half = Math.log(high / ratio);
  return { error: half / quantile(ALPHA, n - 1), freedom: n - 1 };
}

function knownMachines(effects: readonly MachineEffect[]): Known[] {
  const told = effects.flatMap(({ host, estimate }) =>
    estimate.ratio === undefined || !(estimate.ratio > 0) ? [] : [{
      host,
      centre: Math.log(estimate.ratio),
      spread: spreadOf(estimate),
    }]
  );
  return groups(told, ({ host }) => host).map(([host, runs]) => ({
    host,
    runs: runs.length,
    centre: mean(runs, ({ centre }) => centre) ?? NaN,
    spread: spreadOfMean(runs.map(({ spread }) => spread)),
  }));
}

function intervalOf(centre: number, half: number | undefined): Interval {
  return {
    ratio: Math.exp(centre),
    low: half === undefined ? undefined : Math.exp(centre - half),
    high: half === undefined ? undefined : Math.exp(centre + half),
  };
}

function known(centre: number, spread: Spread | undefined): Interval {
  return intervalOf(centre, spread && judge(centre, spread).half);
}

/** Of two that are independent. */
function differenceOf(
  one: Spread | undefined,
  other: Spread | undefined,
): Spread | undefined {
  const mean = spreadOfMean([one, other]);
  // As wide as that of the mean of the one and minus the other, twice over.
  return mean && { ...mean, error: 2 * mean.error };
}

/** Of one and the mean of the others, where all are as well known. */
function pooledDifference(
  spreads: readonly (Spread | undefined)[],
): Spread | undefined {
  const all = spreads.filter((one) => one !== undefined);
  if (all.length < spreads.length) return undefined;
  const freedom = sum(all, (one) => one.freedom);
  const variance = sum(all, (one) => one.freedom * one.error ** 2) / freedom;
  return { error: Math.sqrt(variance * (1 + 1 / (all.length - 1))), freedom };
}

/** The widest of some intervals; without one where any is not known. */
function widestOf(
  centre: number,
  spreads: readonly (Spread | undefined)[],
): Interval {
  const all = spreads.filter((one) => one !== undefined);
  return intervalOf(
    centre,
    all.length < spreads.length
      ? undefined
      : Math.max(...all.map((spread) => judge(centre, spread).half)),
  );
}

/**
 * What effects of several machines say together; undefined of fewer than two
 * machines. Effects without a ratio are left out.
 */
export function acrossMachines(
  effects: readonly MachineEffect[],
): AcrossMachines | undefined {
  const machines = knownMachines(effects);
  if (machines.length < 2) return undefined;
  const side = sideOf(machines.map(({ centre }) => centre));
  const among = machines.map((one): AmongMachines => {
    const others = machines.filter((other) => other !== one);
    const rest = spreadOfMean(others.map(({ spread }) => spread));
    const between = one.centre - (mean(others, ({ centre }) => centre) ?? NaN);
    return {
      host: one.host,
      runs: one.runs,
      own: known(one.centre, one.spread),
      byOthers: widestOf(between, [
        differenceOf(one.spread, rest),
        pooledDifference(machines.map(({ spread }) => spread)),
      ]),
    };
  });
  const deviation = Math.sqrt(side.squares / (side.n - 1));
  return {
    machines: among,
    all: known(side.centre, ofOne(side)),
    another: intervalOf(
      side.centre,
      side.n < MIN_TO_PREDICT
        ? undefined
        : quantile(ALPHA, side.n - 1) * deviation * Math.sqrt(1 + 1 / side.n),
    ),
  };
}
