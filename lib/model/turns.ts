/** How long turns are, who may take them, and in which order. */

import type { Cell } from "./cell.ts";
import { MAX_ABSENCE } from "./measurement/absence.ts";
import { CELL_NAMES } from "./parameters/native.ts";
import type { Params } from "./parameters/params.ts";
import { hasConnections, isBlock, isDelayed } from "./parameters/loads.ts";
import { roundSeconds } from "./parameters/round.ts";
import { hasPartner, WAITS } from "./parameters/waits.ts";
import { groupKey } from "./plan.ts";
import type { PlannedRun } from "./planned_run.ts";
import {
  type PlannedTurn,
  type Schedule,
  type Visit,
  visitOf,
} from "./visit.ts";

/** What is decided for a cell by its turns, in seconds. */
export type Timing = Pick<Params, "turn" | "runtime" | "rampTime">;

/** Arms of one visit, URINGLAB_ARMS of the engine. */
export const MAX_ARMS = 16;
/** What is expected of what completes I/Os: what is slower is late. */
interface Pace {
  /** I/Os of all workers per second. */
  readonly perSecond: number;
  /** Seconds that sleeping threads may take to wake up, beside all I/Os. */
  readonly margin: number;
  /**
   * A turn is at least so many gaps long, and an arm has at most so many turns in
   * a visit. Longer turns widen an interval more than the gaps of shorter ones
   * do, which take a third of the time or half of it: a disturbance of the
   * machine outlasts short turns, and so strikes all arms alike (turns.md).
   */
  readonly gaps: number;
  readonly turns: number;
}

const DISK: Pace = { perSecond: 50_000, margin: 0.003, gaps: 2, turns: 20 };
/** A message passes two stacks of protocols. */
const CONNECTIONS: Pace = { ...DISK, perSecond: 250_000 };
/** A waker does a million. With 0.5 ms some of 16 workers on a CPU were late. */
const WAKER: Pace = { perSecond: 250_000, margin: 0.001, gaps: 1, turns: 100 };

/** Of a CPU that is slow. */
const CYCLES_PER_SECOND = 2e9;
/** Of a kernel with CONFIG_HZ=250, in seconds. */
const TICK = 0.004;
/** Rounds that a turn contains at least, so that no worker misses it. */
const ROUNDS = 3;
/** In units of the mean time of a read: what nearly every read is within. */
const SLOWEST_READ = 2;

function paceOf(params: Pick<Params, "load">): Pace {
  if (isBlock(params)) return DISK;
  return hasConnections(params) ? CONNECTIONS : WAKER;
}

function milliseconds(seconds: number): number {
  return Math.ceil(seconds * 1e3 - 1e-6) / 1e3;
}

/** Seconds that a read takes, more or less, and until its thread looks. */
function readSeconds(params: Params): number {
  const { workers, iodepth, wait, thinktime, thinkcycles, phase } = params;
  const { load, wakeDelay } = params;
  const thinks = WAITS[wait].thinks ? thinktime / 1e6 : 0;
  // What is done for each read is done for all that are seen before it.
  const works = workers * iodepth * thinkcycles / CYCLES_PER_SECOND;
  // A waker and a timer take so long whatever else there is to do.
  const delay = isDelayed({ load }) ? wakeDelay / 1e6 : 0;
  const { perSecond } = paceOf({ load });
  return workers * iodepth / perSecond + thinks + works + delay +
    (phase === "random" ? TICK : 0);
}

/** The longest of the times that cells ask for, in whole milliseconds. */
function longest(
  cells: readonly Params[],
  seconds: (params: Params) => number,
): number {
  return milliseconds(Math.max(...cells.map(seconds)));
}

/** Seconds for which an arm runs at least before its turn begins. */
export function settleSeconds(cells: readonly Params[]): number {
  return longest(
    cells,
    (params) =>
      paceOf(params).margin + SLOWEST_READ * readSeconds(params) +
      roundSeconds(params),
  );
}

/**
 * Seconds between two turns: the reads of the one arm come back, then the next
 * one settles.
 */
export function gapSeconds(cells: readonly Params[]): number {
  const drain = longest(
    cells,
    (params) =>
      paceOf(params).margin + SLOWEST_READ * readSeconds(params) +
      1.2 * roundSeconds(params),
  );
  return milliseconds(drain + settleSeconds(cells));
}

/**
 * The timing of arms that take turns, which are measured for `runtime` seconds
 * each in a visit, or longer where reads or rounds of the scheduler are slow.
 * Each has as many turns as there is time for, an even number of at most 20 (100
 * without disk and connections), or one; of a given length as many as are in
 * `runtime`, but one at least.
 */
export function timingOf(
  cells: readonly Params[],
  { runtime, turn }: { runtime: number; turn: number | "rule" },
): Timing {
  const rampTime = settleSeconds(cells);
  if (turn !== "rule") {
    const count = Math.max(1, Math.round(runtime / turn));
    return { turn, runtime: Number((count * turn).toPrecision(9)), rampTime };
  }
  const reads = longest(cells, readSeconds) * ROUNDS;
  const rounds = longest(cells, roundSeconds) * ROUNDS;
  const measured = Math.max(runtime, reads * 2, rounds);
  const paces = cells.map(paceOf);
  const gaps = Math.max(...paces.map(({ gaps }) => gaps));
  const shortest = Math.max(gapSeconds(cells) * gaps, reads, rounds);
  // Even, so that the arms go backwards as often as forwards (scheduleOf()).
  const even = Math.floor(measured / shortest / 2) * 2;
  const most = Math.min(...paces.map(({ turns }) => turns));
  const count = Math.min(Math.max(1, even), most);
  const each = Number((measured / count).toFixed(6));
  return { turn: each, runtime: milliseconds(measured), rampTime };
}

/** Why an arm cannot take turns with others, as a phrase; undefined if it can. */
export function aloneBecause(
  { mode, wait, numberIos, equalCpus, forceAsync }: Params,
): string | undefined {
  if (equalCpus) return "--equal-cpus gives arms workers of their own";
  if (mode === "sqpoll") return "an SQ thread spins in the turns of others";
  // Of a cell they are counted once, and no arm but this one may have any.
  if (forceAsync) return "threads of io-wq stay in the turns of others";
  if (hasPartner({ mode, wait })) {
    return `the partner of --wait ${wait} waits in the turns of others`;
  }
  if (mode === "iopoll") {
    return "only the interrupts of a whole cell tell whether reads were polled";
  }
  if (numberIos > 0) return "--number-ios ends a window for all arms";
  return undefined;
}

/** What arms must have in common to share a cell: equal for those that may. */
export function sharedKey({ params }: Pick<Cell, "params">): string {
  return JSON.stringify(
    CELL_NAMES.map((name) =>
      // The timing is made the same.
      name === "runtime" || name === "rampTime" || name === "turn"
        ? null
        : params[name]
    ),
  );
}

/**
 * Which cells of a group take turns with each other: lists of two arms or more.
 * `isRefused` tells of arms that the machine does not take.
 */
function sharing(
  group: readonly Cell[],
  isRefused: (params: Params) => boolean,
): Cell[][] {
  const lists = new Map<string, Cell[]>();
  for (const cell of group) {
    const { params, impossible } = cell;
    if (impossible || aloneBecause(params) || isRefused(params)) continue;
    const key = sharedKey(cell);
    const list = lists.get(key);
    if (list) list.push(cell);
    else lists.set(key, [cell]);
  }
  return [...lists.values()].filter(({ length }) =>
    length > 1 && length <= MAX_ARMS
  );
}

function groupsOf(
  cells: readonly Cell[],
  run: Pick<PlannedRun, "axes" | "aa">,
): Cell[][] {
  return [...Map.groupBy(cells, (cell) => groupKey(cell, run)).values()];
}

/**
 * The cells with the timing of their turns. Arms that cannot take turns have
 * the same timing in cells of their own, and a turn of 0.
 */
export function withTurns(
  cells: readonly Cell[],
  run: Pick<PlannedRun, "axes" | "aa">,
  wanted: { runtime: number; turn: number | "rule" },
  isRefused: (params: Params) => boolean,
): Cell[] {
  const timings = new Map<Cell, Timing>();
  for (const group of groupsOf(cells, run)) {
    const timing = timingOf(group.map(({ params }) => params), wanted);
    const shared = new Set(sharing(group, isRefused).flat());
    for (const cell of group) {
      timings.set(cell, shared.has(cell) ? timing : { ...timing, turn: 0 });
    }
  }
  return cells.map((cell) => ({
    ...cell,
    params: { ...cell.params, ...timings.get(cell) },
  }));
}

/**
 * When the arms have their turns: in the order of the cells, then backwards, and
 * so on. An arm that is last and then first has one long turn. `mostAbsent` is
 * that of the schedule.
 */
export function scheduleOf(
  cells: readonly Cell[],
  mostAbsent: number = MAX_ABSENCE,
): Schedule {
  const params = cells.map((cell) => cell.params);
  const { turn = 0, runtime = 0 } = params[0] ?? {};
  const toNs = (seconds: number) => Math.round(seconds * 1e9);
  const gapNs = toNs(gapSeconds(params));
  const passes = Math.round(runtime / turn);
  const forward = cells.map((_, arm) => arm);
  const turns: PlannedTurn[] = [];
  let endNs = -gapNs;
  for (let pass = 0; pass < passes; pass++) {
    for (const arm of pass % 2 ? forward.toReversed() : forward) {
      const last = turns.at(-1);
      const lengthNs = toNs(runtime * (pass + 1) / passes) -
        toNs(runtime * pass / passes);
      if (last?.arm === arm) {
        turns.pop();
        turns.push({ ...last, lengthNs: last.lengthNs + lengthNs });
        endNs += lengthNs;
        continue;
      }
      turns.push({ arm, startNs: endNs + gapNs, lengthNs });
      endNs += gapNs + lengthNs;
    }
  }
  return { turns, settleNs: toNs(settleSeconds(params)), mostAbsent };
}

/**
 * What is measured together, in the order of the plan: arms whose cells have a
 * turn, and all other cells alone.
 */
export function visitsOf(
  cells: readonly Cell[],
  run: Pick<PlannedRun, "axes" | "aa">,
): Visit[] {
  return groupsOf(cells, run).flatMap((group) => {
    const lists = new Map(
      sharing(group.filter(({ params }) => params.turn > 0), () => false)
        .flatMap((list) => list.map((cell) => [cell, list] as const)),
    );
    return group.flatMap((cell): Visit[] => {
      const list = lists.get(cell);
      if (!list) return [visitOf(cell)];
      const [first, ...others] = list;
      if (first !== cell) return [];
      // What is left out of some arms must be left out of all.
      const isWhole = group.every((one) =>
        one.impossible || lists.get(one) === list
      );
      return [{
        cells: [first, ...others],
        schedule: scheduleOf(list, isWhole ? MAX_ABSENCE : 0),
      }];
    });
  });
}
