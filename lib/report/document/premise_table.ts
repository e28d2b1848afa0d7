import {
  type AdvisedTarget,
  concerning,
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
  /** Premises that did not hold in some run. */
  readonly broken: number;
}

/** Whether the premises held, in a sentence. */
export function premiseSummary({ rows, broken }: PremiseTable): string {
  const all = plural(rows.length, "premise");
  return broken === 0
    ? `Nothing is known against the ${all}.`
    : `${broken} of ${all} did not hold in every run.`;
}

/**
 * Every premise and in how many runs it did not hold, those first, with what
 * became of the runs and what to do about it.
 */
export function premiseTable(
  rows: readonly Row[],
  target: AdvisedTarget,
): PremiseTable {
  const ok = rows.filter(({ status }) => status === "ok");
  const blind = unchecked(ok.map(({ metrics }) => metrics));
  const concerned = concerning(ok.map(({ cell }) => cell.params));
  const lines = concerned.map((name) => {
    const premise: Premise = PREMISES[name];
    const { wanted, effect, advice, figures } = premise;
    const { untold = "the machine does not tell" } = premise;
    const told = ok.filter(({ metrics }) =>
      figures.every((figure) =>
        metrics[figure] !== undefined
      )
    ).length;
    const found = ok.flatMap(({ broken, cell }) =>
      broken.filter(({ premise }) => premise === name)
        .map(({ value }) => ({ value, cell }))
    );
    const [first] = found;
    const range = rangeText(found.map(({ value }) => value));
    return {
      broken: found.length,
      line: [
        name,
        first
          ? `not in ${found.length} of ${ok.length} runs: ${range}`
          : blind.includes(name)
          ? `not checked: ${untold}`
          : told < ok.length
          ? `in all ${plural(told, "run")} of ${ok.length} that tell`
          : "in all runs",
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
    broken: lines.filter(({ broken }) => broken > 0).length,
  };
}
