// @ts-types="@types/d3-array"
import { groups, mean } from "d3-array";
import { percent } from "../../base/number_text.ts";
import { MAX_ABSENCE } from "../../model/measurement/absence.ts";
import { valueText } from "../../model/parameters/names.ts";
import type { Pair } from "../../stats/bootstrap.ts";
import { armsText } from "../../stats/comparison_text.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import { pooledRatio } from "../../stats/pooled.ts";
import { estimateText } from "../ratio_text.ts";

/**
 * Below that p an arm has lost more turns than another: one run in a hundred
 * says so by chance.
 */
const DOUBT = 0.01;
/** Fewer visits may agree by chance, and then seem certain. */
const ENOUGH_VISITS = 5;

/** Of two arms: what of their turns does not count, and how they compare. */
interface Lost {
  readonly from: string;
  readonly to: string;
  readonly fromLost: number;
  readonly toLost: number;
  readonly text: string;
  readonly isUnequal: boolean;
}

function lostOf(
  some: readonly Comparison[],
  text: string,
  arms: number,
): Lost {
  const estimate = pooledRatio(some);
  const pairs = some.flatMap((one) => one.pairs);
  const lost = (arm: keyof Omit<Pair, "block">) =>
    1 - (mean(pairs, (pair) => pair[arm]) ?? 1);
  const [first] = some;
  return {
    from: valueText(first?.from),
    to: valueText(first?.to),
    fromLost: lost("from"),
    toLost: lost("to"),
    text: `${text} ${estimateText({ estimate })}`,
    isUnequal: estimate.n >= ENOUGH_VISITS &&
      (estimate.p ?? 1) * arms < DOUBT,
  };
}

/**
 * How many turns do not count, as a waker had no CPU, and whether that has to do
 * with the arms: then leaving them out may move what is compared. Takes the
 * comparisons of `counted_share`; nothing of a run in which all turns count.
 */
export function countedFindings(counted: readonly Comparison[]): string[] {
  const byArms = groups(
    counted.filter(({ pairs }) => pairs.length > 0),
    armsText,
  );
  const all = byArms.map(([text, some]) => lostOf(some, text, byArms.length));
  const [first] = all;
  if (!first || all.every((one) => one.fromLost + one.toLost <= 0)) return [];
  const shares = [
    `${first.from} ${percent(first.fromLost)}`,
    ...all.map(({ to, toLost }) => `${to} ${percent(toLost)}`),
  ];
  return [
    (all.some(({ isUnequal }) => isUnequal)
      ? "NOT TO BE TRUSTED: the arms lose turns unequally, so that what takes " +
        "the waker's CPU has to do with them; --turn 0 has no turns to lose. "
      : "") +
    `Turns do not count in which the waker had no CPU for more than ` +
    `${MAX_ABSENCE * 100} % of the turn: ${shares.join(", ")} of their time; ` +
    `the part that counts, ${all.map(({ text }) => text).join(", ")}.`,
  ];
}
