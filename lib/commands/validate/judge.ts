import { duration } from "../../base/terminal_text.ts";
import { intervalText } from "../../report/ratio_text.ts";
import { changeText } from "../../base/number_text.ts";
import {
  type Pair,
  type PairedRatio,
  usualEstimator,
} from "../../stats/bootstrap.ts";
import { repeatsFor } from "../../stats/repeats_for.ts";

/** What an interval says of two tools that should agree within a limit. */
export type Agreement = "agrees" | "disagrees" | "not shown";

/** What was found of one figure. */
export interface Judgement {
  readonly agreement: Agreement;
  readonly estimate: PairedRatio;
  /**
   * How many pairs would tell, in half of such runs; undefined where this many
   * do, or where no number would, as the ratio is at the limit itself.
   */
  readonly repeats: number | undefined;
}

/** More pairs than that nobody asks for. */
const MOST = 10_000;

/**
 * Whether a ratio lies within `limit` of 1, a part of it: the tools agree where
 * the whole 95 % interval does, and disagree where all of it lies outside
 * (Schuirmann's two one-sided tests, J. Pharmacokinetics and Biopharmaceutics
 * 15, 1987, each at 2.5 %). Otherwise neither is shown.
 */
export function judge(pairs: readonly Pair[], limit: number): Judgement {
  const estimate = usualEstimator(pairs);
  const { ratio = NaN, low, high, n } = estimate;
  const [least, most] = [1 - limit, 1 + limit];
  if (low === undefined || high === undefined) {
    return { agreement: "not shown", estimate, repeats: undefined };
  }
  if (low > least && high < most) {
    return { agreement: "agrees", estimate, repeats: undefined };
  }
  if (low > most || high < least) {
    return { agreement: "disagrees", estimate, repeats: undefined };
  }
  // As narrow as that, the interval lies on one side of the limits.
  const distance = Math.min(
    Math.abs(Math.log(most / ratio)),
    Math.abs(Math.log(ratio / least)),
  );
  const repeats = repeatsFor(distance, Math.log(high / ratio), n);
  return {
    agreement: "not shown",
    estimate,
    repeats: repeats !== undefined && repeats <= MOST ? repeats : undefined,
  };
}

/** The judgement in words. */
export function judgementText(
  { agreement, estimate, repeats }: Judgement,
  limit: number,
): string {
  const within = `within ${limit * 100} %`;
  const texts: Readonly<Record<Agreement, string>> = {
    agrees: `agrees ${within}`,
    disagrees: `DISAGREES by more than ${limit * 100} %`,
    "not shown": `NOT SHOWN to agree ${within}` +
      (repeats === undefined ? "" : `, --repeats ${repeats} would tell`),
  };
  return `${changeText(estimate.ratio)} (${intervalText(estimate)}), ` +
    `${estimate.n} pairs: ${texts[agreement]}`;
}

/**
 * What to do where something is not shown; `secondsEach` is how long a pair of
 * every cell takes.
 */
export function advice(
  judged: readonly Judgement[],
  secondsEach: number,
): string[] {
  const open = judged.filter(({ agreement }) => agreement === "not shown");
  if (open.length === 0) return [];
  const few = open.some(({ estimate }) => estimate.low === undefined);
  const needed = open.flatMap(({ repeats }) => repeats ?? []);
  const most = Math.max(...needed);
  const head = `${open.length} of ${judged.length} are not shown to agree. `;
  if (few) return [`${head}It takes 3 pairs or more (--repeats 8).`];
  return [
    head +
    (needed.length === 0
      ? "They lie at their limits, where no number of pairs tells."
      : `--repeats ${most} would tell of ${needed.length} of them, in about ` +
        `${duration(most * secondsEach)}.`),
  ];
}
