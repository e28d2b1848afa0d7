// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import { balancedOrders } from "../../model/balanced_order.ts";
import type { WatchedRun } from "./delivery.ts";
import { checkRun, type Side, SIDES } from "./pairs.ts";
import { SideWatcher, type WatcherContext } from "./side_watcher.ts";
import type { TimedCommandOptions, TimedRun } from "./timed_command.ts";

/** Runs of each, as a traced experiment has blocks. */
export const WATCHED_RUNS = 3;

/** How watched runs are made. */
export interface WatchedOptions {
  /** Runs a side, with what is to be done before it begins. */
  run: (
    side: Side,
    beforeStart: NonNullable<TimedCommandOptions["beforeStart"]>,
  ) => Promise<TimedRun>;
  /** What goes before every run. */
  prepare?: () => Promise<TimedRun>;
  readonly ignoreFailure: boolean;
  readonly seed: number;
  readonly context: WatcherContext;
  onRun?: (side: Side, done: number) => void;
}

/** What was seen in a watched run, and what could not be. */
export interface WatchedSide extends WatchedRun {
  readonly unseen: readonly string[];
}

async function watchedRun(
  side: Side,
  nth: string,
  { run, prepare, ignoreFailure, context }: WatchedOptions,
): Promise<WatchedSide> {
  if (prepare) checkRun(await prepare(), "--prepare");
  let watcher: SideWatcher | undefined;
  try {
    const told = await run(side, async (pid) => {
      watcher = await SideWatcher.start(pid, context);
    });
    if (!ignoreFailure) {
      checkRun(told, `${side}, ${nth},`, "; --ignore-failure goes on");
    }
    if (!watcher) throw new Error("a command began before it was watched");
    return { side, seen: await watcher.end(), unseen: watcher.unseen };
  } finally {
    await watcher?.[Symbol.asyncDispose]();
  }
}

/**
 * Runs each command some times more, watched, in balanced order. Throws
 * {@linkcode RunError} where one fails.
 */
export async function* watchedRuns(
  options: WatchedOptions,
): AsyncGenerator<WatchedSide> {
  const orders = balancedOrders(SIDES.length, randomLcg(options.seed));
  for (let nth = 1; nth <= WATCHED_RUNS; nth++) {
    for (const arm of orders.next().value) {
      const side = SIDES[arm]!;
      options.onRun?.(side, nth - 1);
      yield await watchedRun(side, `watched run ${nth}`, options);
    }
  }
}
