/**
 * How much larger a figure is in one group of runs than in another: of several
 * machines, of several runs of one machine, or of one run each.
 *
 * What repeats is the highest of these that there are several of, as whatever
 * moves a machine or a run as a whole moves all of its repeats alike:
 *
 * - machines, where both groups together have three or more. Each tells the mean
 *   of its logarithms, that of its runs. The interval is Student's over the
 *   differences where the same machines are in both groups, as then a machine is
 *   compared with itself; else Student's over the means, with one variance of
 *   machines for both groups (a group may then be of one machine), or Welch's
 *   where that is wider and both have three machines (unpaired.ts).
 * - runs, where there is one machine on each side and three runs or more, alike.
 * - the repeats of a cell, where there is one run on each side.
 *
 * An interval over few machines may happen to be narrower than what their
 * repeats alone leave open: it is never taken to be. That a machine has more
 * repeats than another does not count, but for that.
 *
 * Tried by simulation (tests/stats/groups_test.ts, evidence.md).
 */

// @ts-types="@types/d3-array"
import { mean, sum } from "d3-array";
import { MIN_BLOCKS } from "./bootstrap.ts";
import {
  judge,
  type Judged,
  logOf,
  ofOne,
  sideOf,
  type Spread,
  student,
  welch,
  widest,
} from "./two_means.ts";
import { type UnpairedRatio, unpairedRatio } from "./unpaired.ts";

/** What repeats in an interval. */
export type Unit = "machines" | "runs" | "repeats";

/** The figures of one machine, a list of those of its repeats for every run. */
export interface MachineFigures {
  readonly host: string;
  readonly runs: readonly (readonly number[])[];
}

/** How the group `to` compares with the group `from`. */
export interface GroupRatio extends UnpairedRatio {
  readonly unit: Unit;
  /** Whether each machine is compared with itself. */
  readonly paired: boolean;
}

/** A machine or a run: the mean of its logarithms, and how its repeats scatter. */
interface Member {
  readonly host: string;
  readonly centre: number;
  /** The square of the standard error of the mean, and its freedom. */
  readonly square: number;
  readonly freedom: number;
}

/** Of several means with errors of their own: the mean of all. */
function meanOf(members: readonly Omit<Member, "host">[]) {
  const square = sum(members, (one) => one.square) / members.length ** 2;
  // Welch's and Satterthwaite's degrees of freedom.
  const weights = sum(members, (one) => one.square ** 2 / one.freedom) /
    members.length ** 4;
  return {
    centre: mean(members, (one) => one.centre) ?? NaN,
    square,
    freedom: weights > 0 ? square ** 2 / weights : Infinity,
  };
}

function runMember(host: string, figures: readonly number[]): Member {
  const side = sideOf(figures.map(logOf));
  // One repeat does not tell how it scatters.
  const spread = side.n > 1 ? ofOne(side) : { error: 0, freedom: 1 };
  return {
    host,
    centre: side.centre,
    square: spread.error ** 2,
    freedom: spread.freedom,
  };
}

/** The runs of a group, or its machines. */
function membersOf(
  group: readonly MachineFigures[],
  areRuns: boolean,
): Member[] {
  return group.flatMap(({ host, runs }) => {
    const members = runs.map((run) => runMember(host, run));
    return areRuns ? members : [{ host, ...meanOf(members) }];
  });
}

/** What the repeats of all members alone leave open of a difference. */
function withinSpread(
  from: readonly Member[],
  to: readonly Member[],
): Spread | undefined {
  const [a, b] = [meanOf(from), meanOf(to)];
  const square = a.square + b.square;
  if (!(square > 0)) return undefined;
  const weights = [a, b].map((one) =>
    one.square > 0 ? one.square ** 2 / one.freedom : 0
  );
  return {
    error: Math.sqrt(square),
    freedom: Math.max(
      1,
      square ** 2 / Math.max(sum(weights), Number.MIN_VALUE),
    ),
  };
}

/** The differences of machines that are in both groups, in their order. */
function pairedDifferences(
  from: readonly Member[],
  to: readonly Member[],
): number[] | undefined {
  const other = new Map(to.map(({ host, centre }) => [host, centre]));
  const differences = from.flatMap(({ host, centre }) => {
    const there = other.get(host);
    return there === undefined ? [] : [there - centre];
  });
  return differences.length === from.length && from.length === to.length
    ? differences
    : undefined;
}

/** What members as repeats say of the difference of the groups. */
function betweenMembers(
  from: readonly Member[],
  to: readonly Member[],
  paired: readonly number[] | undefined,
): Spread[] {
  if (paired) return [ofOne(sideOf(paired))];
  const [a, b] = [from, to].map((side) =>
    sideOf(side.map(({ centre }) => centre))
  ) as [ReturnType<typeof sideOf>, ReturnType<typeof sideOf>];
  return Math.min(a.n, b.n) >= MIN_BLOCKS
    ? [welch(a, b), student(a, b)]
    : [student(a, b)];
}

/** The fewest members of both groups together that an interval takes. */
const MIN_MEMBERS = 3;

/**
 * Estimates the ratio to / from of two groups with its interval, over what
 * repeats. `resolution` is the relative step in which figures were read, `level`
 * that of the interval's trust. Every machine has a run, and every run a figure.
 * Throws RangeError for a figure that is not above 0.
 */
export function groupRatio(
  from: readonly MachineFigures[],
  to: readonly MachineFigures[],
  resolution = 0,
  level = 0.95,
): GroupRatio {
  const groups = [from, to] as const;
  const isOne = from.length <= 1 && to.length <= 1;
  const [a, b] = groups.map((group) => membersOf(group, isOne)) as [
    Member[],
    Member[],
  ];
  if (Math.min(a.length, b.length) === 0 || a.length + b.length < MIN_MEMBERS) {
    const [one = [], other = []] = groups.map((group) =>
      group.flatMap(({ runs }) => runs.flat())
    );
    const estimate = unpairedRatio(one, other, resolution, level);
    return { ...estimate, unit: "repeats", paired: false };
  }
  const paired = isOne ? undefined : pairedDifferences(a, b);
  const difference = meanOf(b).centre - meanOf(a).centre;
  const within = withinSpread(a, b);
  const found: Judged[] = [
    ...betweenMembers(a, b, paired),
    ...within ? [within] : [],
  ].map((spread) => judge(difference, spread, 1 - level));
  const { half, p } = widest(difference, found, resolution);
  return {
    ratio: Math.exp(difference),
    low: Math.exp(difference - half),
    high: Math.exp(difference + half),
    p,
    n: Math.min(a.length, b.length),
    fromRepeats: a.length,
    toRepeats: b.length,
    unit: isOne ? "runs" : "machines",
    paired: paired !== undefined,
  };
}

/** The geometric mean over machines, of those over runs, of those of repeats. */
export function groupMean(
  machines: readonly MachineFigures[],
): number | undefined {
  const centre = mean(
    machines,
    ({ runs }) => mean(runs, (run) => mean(run, logOf)),
  );
  return centre === undefined ? undefined : Math.exp(centre);
}
