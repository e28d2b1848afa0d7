/** How parameters and their values are named to people. */

import { optionName, valueText } from "./names.ts";
import type { Domain } from "./parameter.ts";
import { DESCRIPTIONS, type Params } from "./params.ts";

const UNITS: { readonly [K in Domain["kind"]]?: string } = {
  microseconds: "us",
  seconds: "s",
  bytes: "bytes",
};

/**
 * The label and the unit of an axis that shows a parameter; "" where it is a
 * count, a word or a switch.
 */
export function parameterLabel(
  name: keyof Params,
): { readonly label: string; readonly unit: string } {
  const { domain, label, unit } = DESCRIPTIONS[name];
  return {
    label: label ?? optionName(name),
    unit: unit ?? UNITS[domain.kind] ?? "",
  };
}

/** "busy on", "think-touch-every 20 us": a value as its option takes it. */
export function settingText(name: keyof Params, value: unknown): string {
  const { unit } = parameterLabel(name);
  return [optionName(name), valueText(value), unit].filter(Boolean).join(" ");
}
