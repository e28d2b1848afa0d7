import { compareRun, halfWidth, widest } from "../stats/compare_run.ts";
import { whereText } from "../stats/comparison_text.ts";
import type { Row } from "../model/row.ts";
import { duration } from "../base/terminal_text.ts";
import { type Plan, withRepeats } from "../setup/plan.ts";
import type { Status } from "../run/surroundings.ts";

/**
 * Fewer repetitions may be narrow by chance: who stops then is wrong more often
 * than in 5 % of runs. Found by simulation (tests/stats/simulation_test.ts), for
 * several comparisons and one.
 */
const LEAST = 5;
const LEAST_ALONE = 8;

/** How narrow the widest interval is. */
export interface Narrowness {
  /** Half of it, in percent, now and without the last repetition. */
  readonly half: number;
  readonly before: number;
  readonly repeats: number;
  /** How many comparisons it is the widest of. */
  readonly compared: number;
}

/**
 * Whether no more repetitions are wanted: half of the widest interval is as
 * narrow as `precision`, in percent, and not by chance. One comparison alone
 * must have been so narrow before its last repetition too.
 */
export function isNarrow(
  { half, before, repeats, compared }: Narrowness,
  precision: number,
): boolean {
  return half <= precision &&
    (compared > 1
      ? repeats >= LEAST
      : repeats >= LEAST_ALONE && before <= precision);
}

/** When to stop adding repetitions. */
export interface Goal {
  /** Half of the widest interval, in percent. */
  precision: number;
  /** Seconds since the run began. */
  maxTime: number;
}

/** How long `--preset document` would measure, in seconds. */
function documentTime({ experiment, cells, preset }: Plan): number {
  const { runtime, rampTime, repeats } = experiment.presets.document;
  return cells.length / preset.repeats * repeats * (runtime + rampTime);
}

/**
 * The same run with one repetition more where its intervals are not narrow
 * enough yet; undefined when it is done, after saying why.
 */
export function oneBlockMore(
  plan: Plan,
  rows: readonly Row[],
  { precision, maxTime }: Goal,
  spent: number,
  status: Status,
): Plan | undefined {
  const all = compareRun(plan, rows);
  // What has too few reads for a percentile does not tell how wide it will be.
  const told = all.filter(({ pairs }) => pairs.length > 0);
  const compared = told.length > 0 ? told : all;
  const most = widest(compared);
  if (!most) {
    status.say("note: --precision has no effect, as nothing is compared");
    return undefined;
  }
  const half = halfWidth(most);
  const { repeats } = plan.preset;
  const before = compared.length > 1 ? undefined : widest(
    compareRun(plan, rows.filter(({ cell }) => cell.repeat < repeats)),
  );
  const found = Number.isFinite(half)
    ? `the widest 95 % interval is +-${half.toFixed(1)} % ` +
      `(${most.metric.name} at ${whereText(most) || "the only cell"})`
    : "some comparison has too few repetitions for an interval";
  const block = plan.expected / repeats;
  if (
    isNarrow(
      {
        half,
        before: before ? halfWidth(before) : Infinity,
        repeats,
        compared: compared.length,
      },
      precision,
    ) ||
    spent + block > maxTime
  ) {
    const saved = documentTime(plan);
    const why = half <= precision
      ? `as narrow as ${precision} %`
      : `not as narrow as ${precision} %, but --max-time is over`;
    status.say(
      `after ${repeats} repetitions and ${duration(spent)} ${found}: ${why}` +
        (spent < saved
          ? `; --preset document takes ${duration(saved)}, so ` +
            `${(100 - spent / saved * 100).toFixed(0)} % of that was saved`
          : ""),
    );
    return undefined;
  }
  status.say(`after ${repeats} repetitions ${found}: one more`);
  return withRepeats(plan, repeats + 1);
}
