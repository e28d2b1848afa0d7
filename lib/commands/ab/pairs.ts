// @ts-types="@types/d3-random"
import { randomLcg } from "d3-random";
import { RunError } from "../../base/errors.ts";
import { balancedOrders } from "../../model/balanced_order.ts";
import type { Metric } from "./metric.ts";
import type { TimedRun } from "./timed_command.ts";

/** The two commands. */
export const SIDES = ["A", "B"] as const;

/** The name of a command. */
export type Side = typeof SIDES[number];

/** What is told of a run of a command. */
export interface Run extends TimedRun {
  /** The number that it printed, where one is looked for. */
  readonly metric?: number;
}

/** Both commands, one after the other. */
export interface RunPair {
  readonly order: readonly [Side, Side];
  readonly A: Run;
  readonly B: Run;
}

/** How pairs are run. */
export interface PairOptions {
  run: (side: Side) => Promise<TimedRun>;
  /** What goes before every run. */
  prepare?: () => Promise<TimedRun>;
  readonly warmup: number;
  readonly metric: Metric | undefined;
  readonly ignoreFailure: boolean;
  readonly seed: number;
  onRun?: (side: Side, done: number) => void;
}

/** Throws {@linkcode RunError} for a run that failed. */
export function checkRun(
  { failure, complaint }: TimedRun,
  what: string,
  advice = "",
): void {
  if (!failure) return;
  throw new RunError(
    `${what} failed with ${failure}` +
      (complaint ? `: ${complaint}` : ", and says nothing") + advice,
  );
}

/** What followed a number, and in which run that was first. */
interface Unit {
  readonly text: string;
  readonly run: string;
}

/**
 * Throws {@linkcode RunError} for a number that goes on, or that is followed by
 * something else than in the first run: programs print 998, 1.02k and 1.1M, of
 * which a pattern may take 998, 1 and 1.
 */
function checkUnit(
  { behind, how }: Metric,
  { stdout }: TimedRun,
  run: string,
  first: Unit | undefined,
): Unit {
  const unit = { text: behind(stdout), run };
  const advice =
    "; let it print all numbers in one unit (fio: --output-format=json and " +
    "--json-path)";
  if (/\d/.test(unit.text)) {
    throw new RunError(
      `${run}: the number at ${how} goes on with "${unit.text}", which the ` +
        `pattern leaves out${advice}`,
    );
  }
  if (first && first.text !== unit.text) {
    throw new RunError(
      `${run}: "${unit.text}" follows the number at ${how}, and ` +
        `"${first.text}" in ${first.run}: they cannot be compared${advice}`,
    );
  }
  return first ?? unit;
}

/** Runs one side, after what prepares it. */
async function oneRun(
  side: Side,
  nth: string,
  { run, prepare, metric, ignoreFailure }: PairOptions,
): Promise<Run> {
  if (prepare) checkRun(await prepare(), "--prepare");
  const told = await run(side);
  if (!ignoreFailure) {
    checkRun(told, `${side}, ${nth},`, "; --ignore-failure goes on");
  }
  if (!metric) return told;
  const found = metric.find(told.stdout);
  if (found === undefined) {
    throw new RunError(
      `${side}, ${nth}, printed no number above 0 at ${metric.how}: ` +
        (told.stdout.trim() === ""
          ? "it printed nothing to standard output"
          : `${told.stdout.length} characters of standard output`),
    );
  }
  return { ...told, metric: found };
}

/**
 * Runs pairs without end, after the runs that warm up, each side first in every
 * other pair. Throws {@linkcode RunError} where a command fails or does not
 * print its number.
 */
export async function* runPairs(
  options: PairOptions,
): AsyncGenerator<RunPair, never> {
  const { warmup, seed, metric, onRun } = options;
  for (let nth = 1; nth <= warmup; nth++) {
    for (const side of SIDES) {
      await oneRun(side, `warm-up run ${nth}`, options);
    }
  }
  const orders = balancedOrders(SIDES.length, randomLcg(seed));
  let unit: Unit | undefined;
  for (let pair = 0;; pair++) {
    const runs = new Map<Side, Run>();
    const order = orders.next().value.map((arm) => SIDES[arm]!);
    for (const side of order) {
      onRun?.(side, pair);
      const run = await oneRun(side, `run ${pair + 1}`, options);
      if (metric) {
        unit = checkUnit(metric, run, `${side}, run ${pair + 1}`, unit);
      }
      runs.set(side, run);
    }
    const [first, second] = order;
    yield {
      order: [first!, second!],
      A: runs.get("A")!,
      B: runs.get("B")!,
    };
  }
}
