import { valueText } from "../model/parameters/names.ts";
import type { Comparison } from "./comparisons.ts";

/** What tells a comparison from others, "iodepth 8, busy" for example. */
export function whereText({ where }: Comparison): string {
  return Object.entries(where).map(([name, value]) =>
    `${name} ${valueText(value)}`
  ).join(", ");
}

/** "coop / default" */
export function armsText({ from, to }: Comparison): string {
  return from === to
    ? `${valueText(from)} (B) / ${valueText(from)} (A)`
    : `${valueText(to)} / ${valueText(from)}`;
}
