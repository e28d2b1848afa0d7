import {
  type AdvisedTarget,
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

/**
 * The runs of which a premise speaks, and those of older versions for which it
 * was judged all the same.
 */
function judgedRuns(name: PremiseName, runs: readonly Row[]): readonly Row[] {
  const { concerns }: Premise = PREMISES[name];
  return concerns
    ? runs.filter(({ cell, broken }) =>
      concerns(cell.params) || broken.some(({ premise }) => premise === name)
    )
    : runs;
}

/** In how many of the runs that were judged a premise held, of so many runs. */
function heldText(
  name: PremiseName,
  judged: readonly Row[],
  broken: readonly number[],
  runs: number,
): string {
  const { untold = "the machine does not tell", figures }: Premise =
    PREMISES[name];
  const all = judged.length;
  const told =
    judged.filter(({ metrics }) =>
      figures.every((figure) => metrics[figure] !== undefined)
    ).length;
  if (broken.length > 0) {
    return `not in ${broken.length} of ${plural(all, "run")}: ` +
      rangeText(broken);
  }
  if (unchecked(judged.map(({ metrics }) => metrics)).includes(name)) {
    return `not checked: ${untold}`;
  }
  if (told < all) return `in all ${plural(told, "run")} of ${all} that tell`;
  return all < runs
    ? `in the ${plural(all, "run")} of ${runs} that it speaks of`
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
  const lines = PREMISE_NAMES.flatMap((name) => {
    const { wanted, effect, advice, concerns, otherwise }: Premise =
      PREMISES[name];
    const judged = judgedRuns(name, ok);
    const isExempt = otherwise !== undefined && judged.length < ok.length;
    const applies = !concerns || judged.length > 0;
    if (!applies && !isExempt) return [];
    const found = judged.flatMap(({ broken, cell }) =>
      broken.filter(({ premise }) => premise === name)
        .map(({ value }) => ({ value, cell }))
    );
    const [first] = found;
    const values = found.map(({ value }) => value);
    const held = applies
      ? heldText(name, judged, values, ok.length) +
        (isExempt ? "; to the others it does not apply" : "")
      : "does not apply";
    return [{
      applies,
      broken: found.length,
      line: [
        name,
        isExempt ? `${held}, because ${otherwise}` : held,
        first ? EFFECTS[effect] : "",
        first
          ? `${wanted}. What to do: ${advice(first.cell.params, target)}`
          : wanted,
      ],
    }];
  });
  return {
    head: ["premise", "held", "these runs", "what should be"],
    rows: lines.toSorted((a, b) => b.broken - a.broken)
      .map(({ line }) => line),
    concerned: lines.filter(({ applies }) => applies).length,
    broken: lines.filter(({ broken }) => broken > 0).length,
  };
}
