import { optionName, valueText } from "../model/parameters/names.ts";
import type { ParameterName } from "../model/parameters/params.ts";
import type { Comparison } from "./comparisons.ts";
import type { Interaction } from "./interactions.ts";

/** What tells a comparison from others, "iodepth 8, busy on" for example. */
export function whereText({ where }: Comparison): string {
  return Object.entries(where).map(([name, value]) =>
    `${optionName(name)} ${valueText(value)}`
  ).join(", ");
}

/** "busy on / off"; words need no name before them. */
function pairText(axis: ParameterName, from: unknown, to: unknown): string {
  const pair = `${valueText(to)} / ${valueText(from)}`;
  return typeof from === "string" ? pair : `${optionName(axis)} ${pair}`;
}

/** "coop / default"; "coop / default by busy on / off" of an interaction. */
export function armsText(
  comparison: Pick<Comparison, "axis" | "from" | "to"> | Interaction,
): string {
  const { axis, from, to } = comparison;
  if (from === to) return `${valueText(from)} (B) / ${valueText(from)} (A)`;
  const arms = pairText(axis, from, to);
  return "by" in comparison
    ? `${arms} by ${
      pairText(comparison.by, comparison.byFrom, comparison.byTo)
    }`
    : arms;
}
