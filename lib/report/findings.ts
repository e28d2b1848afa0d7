// @ts-types="@types/d3-array"
import { max, median, min } from "d3-array";
import type { MetricName } from "../model/metrics.ts";
import type { ModeName } from "../model/modes.ts";
import type { Params } from "../model/params.ts";
import type { Summary } from "./summary.ts";

/** Ratios of a figure between two sets of cells that differ in one parameter. */
interface Ratios {
  median: number;
  min: number;
  max: number;
}

/**
 * For each pair of summaries that differ in `axis` only, the medians' ratio
 * `to` / `from`. Undefined when there is no pair.
 */
export function ratios<K extends "mode" | "busy">(
  summaries: readonly Summary[],
  metric: MetricName,
  axis: K,
  from: Params[K],
  to: Params[K],
): Ratios | undefined {
  const key = ({ params }: Summary) =>
    JSON.stringify({ ...params, [axis]: undefined });
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

function percent(ratio: number): string {
  const change = (ratio - 1) * 100;
  return `${change < 0 ? "-" : "+"}${Math.abs(change).toFixed(1)} %`;
}

/** The median and, where there are several values, their range. */
function withRange(r: Ratios, format: (ratio: number) => string): string {
  return r.min === r.max
    ? format(r.median)
    : `${format(r.median)} (${format(r.min)} to ${format(r.max)})`;
}

function change(what: string, r: Ratios | undefined): string | undefined {
  return r && `${what} ${withRange(r, percent)}`;
}

function factor(what: string, r: Ratios | undefined): string | undefined {
  return r && `${what} x ${withRange(r, (ratio) => ratio.toFixed(2))}`;
}

function joined(parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join(", ");
}

/** What a mode does to throughput and latency, without and with busy. */
function modeSentence(
  summaries: readonly Summary[],
  mode: ModeName,
): string | undefined {
  const arm = (busy: boolean) => {
    const some = summaries.filter((s) => s.params.busy === busy);
    const of = (metric: MetricName) =>
      ratios(some, metric, "mode", "default", mode);
    const figures = joined([
      change("IOPS", of("iops")),
      change("mean clat", of("clat_avg_us")),
      change("p99 clat", of("clat_p99_us")),
    ]);
    return figures && `${busy ? "with" : "without"} busy ${figures}`;
  };
  const arms = [arm(false), arm(true)].filter(Boolean).join("; ");
  const name = mode === "coop" ? "COOP_TASKRUN" : `mode ${mode}`;
  return arms && `${name} against default, ${arms}.`;
}

function busySentence(summaries: readonly Summary[]): string | undefined {
  const of = (metric: MetricName) =>
    ratios(summaries, metric, "busy", false, true);
  const figures = joined([
    factor("IOPS", of("iops")),
    factor("mean clat", of("clat_avg_us")),
    factor("p99 clat", of("clat_p99_us")),
    factor("the workers' CPU share", of("cpu_share")),
  ]);
  return figures && `busy against no busy: ${figures}.`;
}

function spreadSentence(summaries: readonly Summary[]): string {
  const spreads = summaries.flatMap((s) => {
    const iops = s.spread("iops");
    return iops && iops.n > 1 && iops.median > 0
      ? [(iops.max - iops.min) / iops.median]
      : [];
  });
  const middle = median(spreads);
  const meaning = "The ratios are medians over the cells, in parentheses " +
    "the lowest and the highest cell.";
  return middle === undefined
    ? `${meaning} Every cell ran once: nothing tells them from noise.`
    : `${meaning} The runs of one cell differ by ` +
      `${(middle * 100).toFixed(1)} % of its IOPS (median; at most ` +
      `${((max(spreads) ?? 0) * 100).toFixed(1)} %).`;
}

/**
 * Sentences that say what each mode and what busy do here, as medians over the
 * cells and, in parentheses, their range; and how far repetitions agree.
 */
export function findings(summaries: readonly Summary[]): string[] {
  const modes = [...new Set(summaries.map(({ params }) => params.mode))];
  const sentences: (string | undefined)[] = [
    ...modes.filter((mode) => mode !== "default").map((mode) =>
      modeSentence(summaries, mode)
    ),
    busySentence(summaries),
  ];
  const said = sentences.filter((sentence) => sentence !== undefined)
    .filter((sentence) => sentence !== "");
  return said.length ? [...said, spreadSentence(summaries)] : [];
}
