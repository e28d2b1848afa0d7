// @ts-types="@types/d3-array"
import { max, median, min } from "d3-array";
import { changeText } from "../../base/number_text.ts";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import type { Params } from "../../model/parameters/params.ts";
import type { Summary } from "../../stats/summary.ts";

/** Ratios of a figure between two sets of cells that differ in one parameter. */
export interface Ratios {
  median: number;
  min: number;
  max: number;
}

/**
 * For each pair of summaries that differ in `axis` only, the medians' ratio
 * `to` / `from`. Undefined when there is no pair.
 */
export function ratios<K extends "mode" | "busy" | "core">(
  summaries: readonly Summary[],
  metric: FigureName,
  axis: K,
  from: Params[K],
  to: Params[K],
): Ratios | undefined {
  // Each core has CPUs of its own.
  const key = ({ params }: Summary) =>
    JSON.stringify({
      ...params,
      cpus: undefined,
      partnerCpus: undefined,
      [axis]: undefined,
    });
  const bases = new Map(
    summaries.filter((s) => s.params[axis] === from).map((s) => [key(s), s]),
  );
  const values = summaries.filter((s) => s.params[axis] === to).flatMap((s) => {
    const base = bases.get(key(s))?.spread(metric)?.median;
    const value = s.spread(metric)?.median;
    return base && value !== undefined ? [value / base] : [];
  });
  const middle = median(values);
  return middle === undefined ? undefined : {
    median: middle,
    min: min(values) ?? middle,
    max: max(values) ?? middle,
  };
}

/** The median and, where there are several values, their range. */
function withRange(r: Ratios, format: (ratio: number) => string): string {
  return r.min === r.max
    ? format(r.median)
    : `${format(r.median)} (${format(r.min)} to ${format(r.max)})`;
}

/** "IOPS +1.5 % (-0.2 % to +3.0 %)" */
export function change(
  name: FigureName,
  r: Ratios | undefined,
): string | undefined {
  return r && `${figure(name).prose} ${withRange(r, changeText)}`;
}

/** "IOPS x 0.52 (0.40 to 0.61)" */
export function factor(
  name: FigureName,
  r: Ratios | undefined,
): string | undefined {
  return r &&
    `${figure(name).prose} x ${withRange(r, (ratio) => ratio.toFixed(2))}`;
}

/** Those that there are, with commas between them. */
export function joined(parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join(", ");
}
