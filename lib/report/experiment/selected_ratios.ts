import type { RatiosSpec } from "../../model/experiment.ts";
import type { FigureName } from "../../model/figures/mod.ts";
import { settingText } from "../../model/parameters/labels.ts";
import type { ParameterName } from "../../model/parameters/params.ts";
import type { Comparison } from "../../stats/comparisons.ts";

/** Which comparisons a chart of ratios shows, and what tells them apart. */
export interface SelectedRatios {
  readonly shown: readonly Comparison[];
  /** The parameters that tell groups apart. */
  readonly others: readonly ParameterName[];
  /** "core non-interrupt": what all that is shown has in common, if it chose. */
  readonly common: string;
  /** "iodepth 32": what the comparisons of a figure have that others have not. */
  readonly ownOf: ReadonlyMap<FigureName, string>;
}

type Values = readonly (readonly [string, unknown])[];

function valuesText(values: Values): string {
  return values.map(([name, value]) =>
    settingText(name as ParameterName, value)
  ).join(", ");
}

/** Those with the value; all where none has it, as others were asked for. */
function having(
  some: readonly Comparison[],
  [name, value]: Values[number],
): readonly Comparison[] {
  const matching = some.filter(({ where }) =>
    where[name as ParameterName] === value
  );
  return matching.length > 0 ? matching : some;
}

function valuesOf(some: readonly Comparison[], name: string): Set<unknown> {
  return new Set(some.map(({ where }) => where[name as ParameterName]));
}

/** Chooses what a chart shows of the comparisons along its axis. */
export function selectedRatios(
  { metrics, items, where = {}, at = {} }: RatiosSpec,
  compared: readonly Comparison[],
): SelectedRatios {
  const common = Object.entries(where);
  const chosen = metrics.map((metric) => {
    const own = Object.entries(at[metric] ?? {});
    const some = [...common, ...own].reduce<readonly Comparison[]>(
      having,
      compared.filter((one) => one.metric.name === metric),
    );
    return { metric, own, some };
  });
  const shown = chosen.flatMap(({ some }) => some);
  const isFixed = (name: string) =>
    chosen.every(({ some }) => valuesOf(some, name).size <= 1);
  const asked = new Set(
    [where, ...Object.values(at)].flatMap((values) => Object.keys(values)),
  );
  const holds = (some: readonly Comparison[]) => ([name, value]: Values[0]) =>
    some.length > 0 &&
    some.every((one) => one.where[name as ParameterName] === value);
  return {
    shown,
    others: Object.keys(shown[0]?.where ?? {}).filter((name) =>
      name !== items && !(asked.has(name) && isFixed(name))
    ) as ParameterName[],
    common: valuesText(common.filter(holds(shown))),
    ownOf: new Map(
      chosen.map((
        { metric, own, some },
      ) => [metric, valuesText(own.filter(holds(some)))]),
    ),
  };
}
