/**
 * A run's own A/A comparison: an arm against itself, from the turns that it
 * takes anyway.
 *
 * Where an arm has several turns in a visit, these are dealt to two sides that
 * are equally long. In one visit one side is always earlier, so that drift
 * would look like a difference. Hence a block is two visits of the arm: `from`
 * has the earlier side of the one and the later side of the other, `to` the
 * other two. What drifts cancels as it does where two arms take turns, and
 * each side has as many turns as an arm has in a visit: in noise that is
 * independent from turn to turn a block scatters as one of the comparison
 * does, with no factor. There are fewer such blocks than visits, which is
 * accounted for where intervals are compared.
 */

import type { Turn } from "../model/measurement/measurement.ts";
import type { FigureName } from "../model/figures/mod.ts";
import type { Pair } from "./bootstrap.ts";

/** What an arm did in one half of its turns of a visit; times in ns. */
interface Side {
  readonly lengthNs: number;
  readonly ios: number;
  readonly latSumNs: number;
  readonly cpuNs: number;
}

/** The two sides of an arm in one visit, the one that began first in front. */
export type Sides = readonly [Side, Side];

/** How far lengths of sides differ that are alike, as a share of both. */
const UNEVEN = 0.01;
/** And how far they may, where a turn of many does not count. */
const MOST_UNEVEN = 0.15;

const NOTHING: Side = { lengthNs: 0, ios: 0, latSumNs: 0, cpuNs: 0 };

function plus(side: Side, turn: Turn): Side {
  return {
    lengthNs: side.lengthNs + turn.endNs - turn.startNs,
    ios: side.ios + turn.ios,
    latSumNs: side.latSumNs + turn.latSumNs,
    cpuNs: side.cpuNs + turn.userNs + turn.systemNs,
  };
}

/**
 * Deals an arm's turns of one visit to two sides: each to the one that has had
 * less time, and where both had the same alternately first to the one and first
 * to the other, so that neither is earlier on the whole where that can be.
 * Turns that do not count are on neither. Undefined where the sides are not
 * nearly of one length, as with a single turn.
 */
export function sidesOf(turns: readonly Turn[]): Sides | undefined {
  let [first, second] = [NOTHING, NOTHING];
  let toSecond = false;
  const counting = turns.filter(({ counts }) => counts);
  for (const turn of counting.toSorted((a, b) => a.startNs - b.startNs)) {
    const ahead = first.lengthNs - second.lengthNs;
    const isEven = Math.abs(ahead) <=
      UNEVEN * (first.lengthNs + second.lengthNs);
    if (isEven ? toSecond : ahead > 0) second = plus(second, turn);
    else first = plus(first, turn);
    if (isEven) toSecond = !toSecond;
  }
  const whole = first.lengthNs + second.lengthNs;
  const most = counting.length < turns.length ? MOST_UNEVEN : UNEVEN;
  return second.lengthNs > 0 &&
      Math.abs(first.lengthNs - second.lengthNs) <= most * whole
    ? [first, second]
    : undefined;
}

/** The figures that turns tell. A turn has no times of its own until submission. */
const OF_SIDES: Readonly<Partial<Record<FigureName, (side: Side) => number>>> =
  {
    iops: ({ ios, lengthNs }) => ios / lengthNs * 1e9,
    clat_avg_us: ({ latSumNs, ios }) => latSumNs / ios / 1e3,
    lat_avg_us: ({ latSumNs, ios }) => latSumNs / ios / 1e3,
    cpu_per_io_us: ({ cpuNs, ios }) => cpuNs / ios / 1e3,
  };

/** A visit of an arm: its block and the figures of both sides. */
export interface SidedVisit {
  readonly block: number;
  readonly first: number;
  readonly second: number;
}

/** The figure of both sides; undefined where turns do not tell it. */
export function sidedVisit(
  block: number,
  [first, second]: Sides,
  name: FigureName,
): SidedVisit | undefined {
  const of = OF_SIDES[name];
  const [a, b] = [of?.(first) ?? 0, of?.(second) ?? 0];
  return a > 0 && b > 0 && Number.isFinite(Math.log(a / b))
    ? { block, first: a, second: b }
    : undefined;
}

/**
 * The blocks of an arm that is compared with itself, out of its visits in the
 * order of time: two and two of them, the last one of an odd number left out.
 */
export function ownBlocks(visits: readonly SidedVisit[]): Pair[] {
  return visits.flatMap((visit, i): Pair[] => {
    const next = visits[i + 1];
    return i % 2 === 1 || !next ? [] : [{
      block: visit.block,
      // The level of a visit must not count: geometric means cancel it.
      from: Math.sqrt(visit.first * next.second),
      to: Math.sqrt(visit.second * next.first),
    }];
  });
}
