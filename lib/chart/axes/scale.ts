// @ts-types="@types/d3-scale"
import { scaleLinear, scaleLog } from "d3-scale";

/** The scales of a line chart's x axis. */
export type XScale = "linear" | "log2";
/**
 * The scales of a y axis: a linear one starts at 0, a log one just below the
 * smallest value.
 */
export type YScale = "linear" | "log";
/** All scales. One of ratios is logarithmic and has 1 in its middle. */
export type ScaleKind = XScale | YScale | "ratio";

/** Maps values to px. */
export type Position = (value: number) => number;

/**
 * What an axis is drawn by: where each value is, and which values are ticks.
 */
export interface ValueScale {
  readonly position: Position;
  readonly ticks: readonly number[];
  /** Lowest and highest value it has a place for; none without values. */
  readonly domain?: readonly [number, number] | undefined;
}

/** Whether a scale has a place for a value: a log scale has none for 0. */
export function isDrawable(value: number, scale: ScaleKind): boolean {
  return Number.isFinite(value) && (scale === "linear" || value > 0);
}

/** A horizontal scale on which the outermost values lie on the range's ends. */
export function xScale(
  scale: ScaleKind,
  values: readonly number[],
  range: readonly [number, number],
): Position {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!(low < high)) return () => (range[0] + range[1]) / 2;
  const position = scale === "linear" ? scaleLinear() : scaleLog();
  return position.domain([low, high]).range(range);
}

/**
 * Makes a scale that has room for all values, ends at round ones, and has about
 * `room` ticks at most. `range` is in px: bottom and top, or left and right.
 * Without values the scale has no ticks, as any tick would be made up.
 */
export function roundScale(
  scale: ScaleKind,
  values: readonly number[],
  range: readonly [number, number],
  room: number = MAX_LOG_TICKS,
): ValueScale {
  if (values.length === 0) {
    return { position: scaleLinear().range(range), ticks: [] };
  }
  switch (scale) {
    case "linear":
      return linearScale(values, range, Math.min(TICKS, room));
    case "log":
      return logScale(values, range, Math.min(MAX_LOG_TICKS, room));
    case "log2":
      return binaryScale(values, range);
    case "ratio":
      return ratioScale(values, range, room);
  }
}

const TICKS = 6;
const MAX_LOG_TICKS = 13;

function linearScale(
  values: readonly number[],
  range: readonly [number, number],
  room: number,
): ValueScale {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const domain = low === high ? [0, 1] : [low, high];
  const position = scaleLinear().domain(domain).range(range).nice(room);
  const [first = low, last = high] = position.domain();
  return { position, ticks: position.ticks(room), domain: [first, last] };
}

function logScale(
  values: readonly number[],
  range: readonly [number, number],
  room: number,
): ValueScale {
  let low = stepAtMost(Math.min(...values));
  let high = stepAtLeast(Math.max(...values));
  if (low === high) {
    low = stepAtMost(low * 0.9);
    high = stepAtLeast(high * 1.1);
  }
  const position = scaleLog().domain([low, high]).range(range);
  const ticks = oneTwoFive(low, high);
  const powers = oneTwoFive(low, high, [1]);
  return {
    position,
    // Of two powers of ten only one may have room for its label, and one label
    // does not tell what an axis shows.
    ticks: ticks.length > room && powers.length > 2 ? powers : ticks,
    domain: [low, high],
  };
}

function binaryScale(
  values: readonly number[],
  range: readonly [number, number],
): ValueScale {
  const first = Math.floor(Math.log2(Math.min(...values)));
  const last = Math.ceil(Math.log2(Math.max(...values)));
  const steps = Math.max(1, last - first);
  const ticks = Array.from(
    { length: steps + 1 },
    (_, index) => 2 ** (first + index),
  );
  const domain = [2 ** first, 2 ** (first + steps)] as const;
  return { position: scaleLog().domain(domain).range(range), ticks, domain };
}

/**
 * 1 lies in the middle. A value beyond an end of the axis is drawn at that end.
 */
function ratioScale(
  values: readonly number[],
  range: readonly [number, number],
  room: number,
): ValueScale {
  const farthest = Math.max(
    ...values.map((value) => Math.abs(Math.log(value))),
  );
  const high = Math.exp(Math.max(farthest, LEAST_REACH));
  const low = 1 / high;
  return {
    position: scaleLog().domain([low, high]).range(range).clamp(true),
    ticks: high <= 2 ? nearRatios(low, high, room) : farRatios(low, high, room),
    domain: [low, high],
  };
}

/**
 * Round values in equal steps, at most so many; but at least one beside 1, as 1
 * alone does not tell what an axis shows.
 */
function nearRatios(low: number, high: number, room: number): number[] {
  const scale = scaleLinear().domain([low, high]);
  for (let count = Math.floor(room); count > 1; count--) {
    const ticks = scale.ticks(count);
    if (ticks.length > 1 && ticks.length <= room) return ticks;
  }
  const step = stepAtMost(high - 1);
  // The sum of 1 and a decimal fraction is off by its last binary digit.
  return [1 - step, 1, 1 + step].map((tick) => Number(tick.toPrecision(12)))
    .filter((tick) => tick >= low);
}

/** 1, 2, 5 and so on, or powers of ten where there is no room; three at least. */
function farRatios(low: number, high: number, room: number): number[] {
  const round = oneTwoFive(low, high);
  if (round.length <= Math.max(3, room)) return round;
  const powers = oneTwoFive(low, high, [1]);
  if (powers.length >= 3) return powers;
  const last = stepAtMost(high);
  return round.filter((tick) => [1 / last, 1, last].includes(tick));
}

/**
 * The least that an axis of ratios reaches to either side: 1 %, as a logarithm.
 */
const LEAST_REACH = 0.01;

function oneTwoFive(
  low: number,
  high: number,
  steps: readonly number[] = [1, 2, 5],
): number[] {
  const ticks: number[] = [];
  const first = Math.floor(Math.log10(low));
  for (let power = first; power <= Math.log10(high) + 1e-9; power++) {
    for (const step of steps) {
      // The number is read from text, because 2 * 10 ** -4 is not exactly
      // 0.0002.
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
