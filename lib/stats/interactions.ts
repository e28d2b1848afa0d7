import type { ParameterName } from "../model/parameters/params.ts";
import { type RatioEstimator, usualEstimator } from "./bootstrap.ts";
import type { Comparison } from "./comparisons.ts";
import { judged } from "./family.ts";

/**
 * How a comparison changes with another parameter: the ratio of its ratio at
 * one value of that parameter to its ratio at the first one.
 */
export interface Interaction extends Comparison {
  readonly by: ParameterName;
  /** The values of `by`: its first one and the other. */
  readonly byFrom: unknown;
  readonly byTo: unknown;
}

/**
 * Whether what comparisons show changes with the parameter `by`, one of those
 * in their `where`; `values` are its values, the baseline first. Blocks count
 * that have both ratios: what moves a block as a whole cancels in each of them.
 */
export function interactions(
  compared: readonly Comparison[],
  by: ParameterName,
  values: readonly unknown[],
  estimate: RatioEstimator = usualEstimator,
): Interaction[] {
  const [first, ...others] = values;
  const keyOf = ({ where, to, metric }: Comparison) =>
    JSON.stringify([{ ...where, [by]: undefined }, to, metric.name]);
  const at = (value: unknown) =>
    compared.filter(({ where }) => where[by] === value);
  const bases = new Map(at(first).map((one) => [keyOf(one), one]));
  const found = others.flatMap((value) =>
    at(value).flatMap((one) => {
      const base = bases.get(keyOf(one));
      if (!base) return [];
      const ratios = new Map(
        base.pairs.map(({ block, from, to }) => [block, to / from]),
      );
      const pairs = one.pairs.flatMap(({ block, from, to }) => {
        const ratio = ratios.get(block);
        return ratio === undefined
          ? []
          : [{ block, from: ratio, to: to / from }];
      });
      const { [by]: _, ...where } = one.where;
      return [{
        ...one,
        where,
        by,
        byFrom: first,
        byTo: value,
        pairs,
        invalid: Math.max(base.invalid, one.invalid),
        together: base.together && one.together,
        dropped: Math.max(base.pairs.length, one.pairs.length) - pairs.length,
        // Each of the ratios is read in such a step.
        estimate: estimate(pairs, (1 + one.metric.resolution) ** 2 - 1),
      }];
    })
  );
  return judged(found, "each");
}
