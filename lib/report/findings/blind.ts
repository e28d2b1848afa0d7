// @ts-types="@types/d3-array"
import { groups, max, median } from "d3-array";
import { percent, plural } from "../../base/number_text.ts";
import { duration } from "../../base/terminal_text.ts";
import { figure } from "../../model/figures/mod.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import { repeatsFor } from "../../stats/repeats_for.ts";

/** Differences that somebody may want to see, in percent. */
const WANTED = [50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1];

/** How long a run was: its repetitions, and the seconds of each. */
export interface Spent {
  readonly repeats: number;
  readonly secondsEach: number;
}

/** The next finer difference that is worth a name; undefined of the finest. */
function finer(half: number): number | undefined {
  return WANTED.find((percent) => percent < half * 0.75);
}

function logHalf({ estimate }: Comparison): number | undefined {
  const { ratio, high } = estimate;
  return ratio === undefined || high === undefined
    ? undefined
    : Math.log(high / ratio);
}

/**
 * What a run could not have seen, by figure: an effect as large as half its
 * interval is shown in half of such runs, a smaller one more rarely. Nothing of
 * figures without an interval.
 */
export function blindFindings(
  compared: readonly Comparison[],
  { repeats, secondsEach }: Spent,
): string[] {
  return groups(compared, ({ metric }) => metric.name).flatMap(
    ([name, some]) => {
      const halves = some.flatMap((one) => logHalf(one) ?? []);
      const half = median(halves);
      if (half === undefined) return [];
      // Beyond that a percentage says nothing any more.
      const text = (log: number) =>
        log < Math.LN2
          ? percent(Math.expm1(log))
          : `a factor of ${Math.exp(log).toPrecision(2)}`;
      const wanted = finer(Math.expm1(half) * 100);
      const more = wanted === undefined
        ? undefined
        : repeatsFor(Math.log1p(wanted / 100), half, repeats);
      const widest = max(halves) ?? half;
      return [
        `${figure(name).prose}: differences below ${text(half)} cannot be ` +
        `seen here in ${duration(repeats * secondsEach)} (half of ` +
        `${plural(halves.length, "interval")}, median` +
        (widest > half * 1.05 ? `; the widest ${text(widest)})` : ")") +
        (more === undefined
          ? "."
          : `; ${wanted} % would take ${duration(more * secondsEach)} ` +
            `(--repeats ${more}).`),
      ];
    },
  );
}
