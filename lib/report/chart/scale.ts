// @ts-types="@types/d3-scale"
import { scaleLinear, scaleLog } from "d3-scale";
import type { XScale, YScale } from "./line_chart_spec.ts";

/** Maps values to px. */
export type Position = (value: number) => number;

/** An axis' mapping and the values that get a line of the grid. */
export interface ValueScale {
  readonly position: Position;
  readonly ticks: readonly number[];
}

/** Whether a scale has a place for a value: a log scale has none for 0. */
export function isDrawable(value: number, scale: XScale | YScale): boolean {
  return Number.isFinite(value) && (scale === "linear" || value > 0);
}

/** A horizontal scale on which the outermost values lie on the range's ends. */
export function xScale(
  scale: XScale,
  values: readonly number[],
  range: readonly [number, number],
): Position {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!(low < high)) return () => (range[0] + range[1]) / 2;
  const position = scale === "log2" ? scaleLog() : scaleLinear();
  return position.domain([low, high]).range(range);
}

/**
 * A vertical scale with room for all values and round ends; range is bottom, top.
 * Without values it has no ticks, as any would be made up.
 */
export function yScale(
  scale: YScale,
  values: readonly number[],
  range: readonly [number, number],
): ValueScale {
  if (values.length === 0) {
    return { position: scaleLinear().range(range), ticks: [] };
  }
  return scale === "log" ? logScale(values, range) : linearScale(values, range);
}

const TICKS = 6;
const MAX_LOG_TICKS = 13;

function linearScale(
  values: readonly number[],
  range: readonly [number, number],
): ValueScale {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const domain = low === high ? [0, 1] : [low, high];
  const position = scaleLinear().domain(domain).range(range).nice(TICKS);
  return { position, ticks: position.ticks(TICKS) };
}

function logScale(
  values: readonly number[],
  range: readonly [number, number],
): ValueScale {
  let low = stepAtMost(Math.min(...values));
  let high = stepAtLeast(Math.max(...values));
  if (low === high) {
    low = stepAtMost(low * 0.9);
    high = stepAtLeast(high * 1.1);
  }
  const position = scaleLog().domain([low, high]).range(range);
  const ticks = oneTwoFive(low, high);
  return {
    position,
    ticks: ticks.length > MAX_LOG_TICKS ? oneTwoFive(low, high, [1]) : ticks,
  };
}

function oneTwoFive(
  low: number,
  high: number,
  steps: readonly number[] = [1, 2, 5],
): number[] {
  const ticks: number[] = [];
  const first = Math.floor(Math.log10(low));
  for (let power = first; power <= Math.log10(high) + 1e-9; power++) {
    for (const step of steps) {
      // Read from text, as 2 * 10 ** -4 is not the number 0.0002.
      const tick = Number(`${step}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

function stepAtMost(value: number): number {
  return oneTwoFive(value / 10, value).at(-1) ?? value;
}

function stepAtLeast(value: number): number {
  return oneTwoFive(value, value * 10).at(0) ?? value;
}
