// @ts-types="@types/d3-array"
import { extent, groups, median } from "d3-array";
import { percent, plural } from "../../base/number_text.ts";
import type { Axes } from "../../model/experiment.ts";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import { parameterLabel } from "../../model/parameters/labels.ts";
import { optionName, valueText } from "../../model/parameters/names.ts";
import type { ParameterName } from "../../model/parameters/params.ts";
import { concerning, unchecked } from "../../model/premises/mod.ts";
import { isUsable, isValid, type Row } from "../../model/row.ts";
import { armAnswers } from "../../stats/arm_answers.ts";
import { atMost } from "../../stats/binomial.ts";
import { MIN_BLOCKS } from "../../stats/bootstrap.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import { togetherLevel } from "../../stats/family.ts";
import type { Floor } from "../../stats/floor.ts";
import type { Interaction } from "../../stats/interactions.ts";
import { COMPARED_METRICS } from "../../stats/compared_metrics.ts";
import { pooledRatio } from "../../stats/pooled.ts";
import { estimateText } from "../ratio_text.ts";
import { unseenText } from "../findings/floor.ts";
import { iopsSpreads } from "../findings/spread.ts";
import type { Summary } from "../../stats/summary.ts";

/** What a report's first three sentences are made of. */
export interface AbstractParts {
  experiment: string;
  /** The figure of the main answer. */
  answer: FigureName;
  axes: Axes;
  /** Whether a value is compared with itself. */
  aa: boolean;
  /** Seconds that a run was to take; those of a cell may be more. */
  runtime: number;
  /** Where and how it was measured. */
  setting: string;
  rows: readonly Row[];
  summaries: readonly Summary[];
  comparisons: readonly Comparison[];
  /** What these could not have seen. */
  floors: readonly Floor[];
  /** Along the experiment's other axes, and what changes with what. */
  beside?: readonly Comparison[];
  interactions?: readonly Interaction[];
}

/**
 * A run in exactly three sentences: what was measured; the main answer with
 * its 95 % interval; how far to trust it.
 */
export function abstract(
  parts: AbstractParts,
): readonly [measured: string, answer: string, trust: string] {
  return [measured(parts), answerText(parts), trust(parts)];
}

/** "default, coop and defer" */
function enumeration(words: readonly string[], last = "and"): string {
  return words.length < 2
    ? words.join("")
    : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

function valuesText(axes: Axes, name: ParameterName): string {
  const { unit } = parameterLabel(name);
  return enumeration((axes[name] ?? []).map((value) => valueText(value))) +
    (unit === "" ? "" : ` ${unit}`);
}

/** "2 s", "0.2 s to 0.74 s", "up to 2 s" where a number of reads ends a run. */
function lengthText(rows: readonly Row[], runtime: number): string {
  const [shortest = runtime, longest = runtime] = extent(
    rows,
    ({ cell }) => cell.params.runtime,
  );
  if (rows.some(({ cell }) => cell.params.numberIos > 0)) {
    return `up to ${longest} s`;
  }
  return shortest === longest
    ? `${longest} s`
    : `${shortest} s to ${longest} s`;
}

function measured(
  { experiment, axes, aa, runtime, setting, rows }: AbstractParts,
): string {
  const names = Object.keys(axes) as ParameterName[];
  const compared = names.at(-1);
  const others = names.slice(0, -1).map((name) =>
    `${optionName(name)} ${valuesText(axes, name)}`
  );
  const what = compared === undefined
    ? "measures one combination"
    : aa
    ? `compares ${optionName(compared)} ${
      valueText(axes[compared]?.[0])
    } with itself`
    : `compares ${optionName(compared)} ${valuesText(axes, compared)}`;
  const where = others.length > 0 ? ` (at ${others.join("; ")})` : "";
  const ok = rows.filter(({ status }) => status === "ok");
  return `${experiment} ${what}${where} in ${plural(ok.length, "run")} of ` +
    `${lengthText(ok, runtime)}: ${setting}.`;
}

function combinationsText(
  { combinations }: { readonly combinations: number },
): string {
  return combinations === 1
    ? ""
    : ` on average over ${combinations} combinations`;
}

/** " on average over 7 combinations by IOPS -8.0 % (95 % CI ...)" */
function byText(
  some: readonly Comparison[],
  answer: FigureName,
): string | undefined {
  const told = some.filter(({ pairs }) => pairs.length > 0);
  const estimate = pooledRatio(told);
  return estimate.ratio === undefined
    ? undefined
    : `${combinationsText({ combinations: told.length })} by ` +
      `${figure(answer).prose} ${estimateText({ estimate })}`;
}

/**
 * What else the experiment asks: "; core interrupt differs from non-interrupt
 * by ...; what coop does changes, with core interrupt against non-interrupt,
 * by ...".
 */
function besideText(
  { beside = [], interactions = [], answer }: AbstractParts,
): string {
  const differences = groups(
    beside.filter(({ metric }) => metric.name === answer),
    ({ axis, from, to }) =>
      `${optionName(axis)} ${valueText(to)} differs from ${valueText(from)}`,
  );
  const changes = groups(
    interactions.filter(({ metric }) => metric.name === answer),
    ({ to, by, byFrom, byTo }) =>
      `what ${valueText(to)} does changes, with ${optionName(by)} ` +
      `${valueText(byTo)} against ${valueText(byFrom)},`,
  );
  return [...differences, ...changes].flatMap(([what, some]) => {
    const by = byText(some, answer);
    return by === undefined ? [] : [`; ${what}${by}`];
  }).join("");
}

function answerText(parts: AbstractParts): string {
  const { comparisons, answer, aa } = parts;
  const of = (name: FigureName, arms = 1) =>
    armAnswers(comparisons, name, togetherLevel(arms)).map((arm) => ({
      ...arm,
      from: valueText(arm.from),
      to: valueText(arm.to),
    }));
  const arms = of(answer).length;
  // The lowest and the highest are picked out of all for what they show.
  const all = of(answer, arms);
  const [lowest] = all;
  const highest = all.at(-1);
  if (!lowest || !highest) {
    return "There is no comparison with figures on both of its sides, and so " +
      "no answer.";
  }
  if (arms > 1) {
    // Once where both were compared in as many combinations.
    const own = lowest.combinations === highest.combinations
      ? ""
      : combinationsText(lowest);
    return `Against ${lowest.from}, ${
      figure(answer).prose
    } changes, among ${arms} arms, by between ` +
      `${estimateText(lowest, arms)} with ${lowest.to}${own} ` +
      `and ${estimateText(highest, arms)} with ${highest.to}` +
      `${combinationsText(highest)}.`;
  }
  const figures = COMPARED_METRICS.flatMap(({ name }) => {
    const [arm] = of(name);
    return arm ? [`${figure(name).prose} ${estimateText(arm)}`] : [];
  });
  const pair = aa
    ? `The second ${lowest.to} differs from the first`
    : `${lowest.to} differs from ${lowest.from}`;
  return `${pair}${combinationsText(lowest)} by ${enumeration(figures)}` +
    `${besideText(parts)}.`;
}

/** Of one figure: those of a place move together and are one evidence. */
function differencesText({ comparisons, answer }: AbstractParts): string {
  const judged = comparisons.filter(({ verdict, metric }) =>
    metric.name === answer && verdict.kind !== "too_few"
  );
  const claims = judged.filter(({ verdict }) => verdict.claims).length;
  return judged.length === 0
    ? `no comparison has the ${MIN_BLOCKS} runs of each that an interval takes`
    : `of ${plural(judged.length, "comparison")} of ` +
      `${figure(answer).prose} ${claims} ` +
      `${claims === 1 ? "shows" : "show"} a difference, where chance alone ` +
      `makes at most ${atMost(judged.length)} (95 %)`;
}

function spreadText(summaries: readonly Summary[]): string {
  const middle = median(iopsSpreads(summaries));
  return middle === undefined
    ? "no cell has two runs that would tell its spread"
    : "the runs of one cell differ by " +
      `${percent(middle)} of its IOPS (median)`;
}

function premisesText(rows: readonly Row[]): string {
  const ok = rows.filter(({ status }) => status === "ok");
  const usable = ok.filter(isUsable);
  const broken = usable.filter((row) => !isValid(row)).length;
  const excluded = ok.length - usable.length;
  const missing = (["failed", "impossible"] as const).flatMap((status) => {
    const count = rows.filter((row) => row.status === status).length;
    return count > 0 ? [`${count} ${status}`] : [];
  });
  const rest = missing.length > 0
    ? ` (${missing.join(" and ")} beside them)`
    : "";
  const out = excluded > 0 ? `, and ${excluded} left out` : "";
  if (ok.length === 0) return `there is no run with figures${rest}`;
  const concerned = concerning(ok.map(({ cell }) => cell.params));
  const blind = unchecked(ok.map(({ metrics }) => metrics))
    .filter((premise) => concerned.includes(premise)).length;
  const held = blind === 0
    ? "every premise"
    : `every premise that could be checked (${blind} could not)`;
  return broken + excluded === 0
    ? `${held} held in all ${plural(ok.length, "run")}${rest}`
    : `${broken} of ${plural(ok.length, "run")} ${
      broken === 1 ? "is" : "are"
    } not valid, as a premise did not hold${out}${rest}`;
}

function trust(parts: AbstractParts): string {
  const { summaries, rows, floors, answer } = parts;
  const unseen = unseenText(floors, answer);
  return `How far to trust it: ${differencesText(parts)}; ` +
    `${unseen === "" ? "" : `${unseen}; `}` +
    `${spreadText(summaries)}; and ${premisesText(rows)}.`;
}
