import {
  type AdvisedTarget,
  concerning,
  exempting,
  PREMISE_NAMES,
  type PremiseName,
  PREMISES,
  unchecked,
} from "../../model/premises/mod.ts";
import type { Premise } from "../../model/premises/premise.ts";
import { plural } from "../../base/number_text.ts";
import type { Row } from "../../model/row.ts";
import { rangeText } from "../findings/warnings.ts";

const EFFECTS = {
  note: "to be known",
  invalid: "not valid",
  excluded: "left out",
} as const;

/** The table of premises, and whether there is reason to look at it. */
export interface PremiseTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Premises that speak of some run. */
  readonly concerned: number;
  /** Premises that did not hold in some run. */
  readonly broken: number;
}

/** Whether the premises held, in a sentence. */
export function premiseSummary({ concerned, broken }: PremiseTable): string {
  const all = plural(concerned, "premise");
  return broken === 0
    ? `Nothing is known against the ${all}.`
    : `${broken} of ${all} did not hold in every run.`;
}

/** In how many runs a premise held, of those of which it speaks. */
function heldText(
  name: PremiseName,
  runs: readonly Row[],
  values: readonly number[],
): string {
  const { untold = "the machine does not tell", figures, concerns }: Premise =
    PREMISES[name];
  const concerned = concerns
    ? runs.filter(({ cell }) => concerns(cell.params))
    : runs;
  const all = concerned.length;
  const told =
    concerned.filter(({ metrics }) =>
      figures.every((figure) => metrics[figure] !== undefined)
    ).length;
  if (values.length > 0) {
    return `not in ${values.length} of ${plural(all, "run")}: ` +
      rangeText(values);
  }
  if (unchecked(concerned.map(({ metrics }) => metrics)).includes(name)) {
    return `not checked: ${untold}`;
  }
  if (told < all) return `in all ${plural(told, "run")} of ${all} that tell`;
  return all < runs.length
    ? `in the ${plural(all, "run")} of ${runs.length} that it speaks of`
    : "in all runs";
}

/**
 * Every premise and in how many runs it did not hold, those first, with what
 * became of the runs and what to do about it; and why one does not apply, where
 * a reader would miss it.
 */
export function premiseTable(
  rows: readonly Row[],
  target: AdvisedTarget,
): PremiseTable {
  const ok = rows.filter(({ status }) => status === "ok");
  const params = ok.map(({ cell }) => cell.params);
  const concerned = concerning(params);
  const exempt = exempting(params);
  const lines = PREMISE_NAMES.filter((name) =>
    concerned.includes(name) || exempt.includes(name)
  ).map((name) => {
    const { wanted, effect, advice, otherwise }: Premise = PREMISES[name];
    const found = ok.flatMap(({ broken, cell }) =>
      broken.filter(({ premise }) => premise === name)
        .map(({ value }) => ({ value, cell }))
    );
    const [first] = found;
    const held = concerned.includes(name)
      ? heldText(name, ok, found.map(({ value }) => value)) +
        (exempt.includes(name) ? "; to the others it does not apply" : "")
      : "does not apply";
    return {
      broken: found.length,
      line: [
        name,
        exempt.includes(name) ? `${held}, because ${otherwise}` : held,
        first ? EFFECTS[effect] : "",
        first
          ? `${wanted}. What to do: ${advice(first.cell.params, target)}`
          : wanted,
      ],
    };
  });
  return {
    head: ["premise", "held", "these runs", "what should be"],
    rows: lines.toSorted((a, b) => b.broken - a.broken)
      .map(({ line }) => line),
    concerned: concerned.length,
    broken: lines.filter(({ broken }) => broken > 0).length,
  };
}
