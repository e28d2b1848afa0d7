import {
  isDrawable,
  roundScale,
  type ScaleKind,
  type ValueScale,
  xScale,
} from "./scale.ts";

/** A horizontal scale; a log one may have a place for 0 left of a break. */
export interface BrokenScale extends ValueScale {
  /** The middle of the break in px. */
  readonly breakAt?: number | undefined;
}

/** Whether a scale with a break has a place for a value. */
export function isShowable(value: number, scale: ScaleKind): boolean {
  return value === 0 || isDrawable(value, scale);
}

/**
 * Makes a scale over a range in px, left and right, of which `padding` px stay
 * free at both ends. `ticks` are the values of its ticks; without them its
 * ticks and ends are round values, and there are about `room` ticks at most.
 * Where a log scale has to show 0, this lies left of all other values by
 * `zeroRoom` px.
 */
export function brokenScale(
  scale: ScaleKind,
  values: readonly number[],
  [left, right]: readonly [number, number],
  { padding, zeroRoom = ZERO_ROOM, ticks, room }: {
    readonly padding: number;
    readonly zeroRoom?: number;
    readonly ticks?: readonly number[] | undefined;
    readonly room?: number | undefined;
  },
): BrokenScale {
  const shown = [...values, ...ticks ?? []]
    .filter((value) => isShowable(value, scale));
  const unbroken = shown.filter((value) => isDrawable(value, scale));
  // Only a log scale needs the break: a linear one has a place for 0.
  const zero = unbroken.length < shown.length;
  const zeroAt = left + padding;
  const start = zero ? zeroAt + zeroRoom : zeroAt;
  const range = [start, right - padding] as const;
  const { position, ...rest } = ticks
    ? {
      position: xScale(scale, unbroken, range),
      ticks: [...new Set(ticks.filter((value) => isDrawable(value, scale)))],
      domain: domainOf(unbroken),
    }
    : roundScale(scale, unbroken, range, room);
  if (!zero) return { position, ...rest };
  return {
    position: (value) => value === 0 ? zeroAt : position(value),
    ticks: [0, ...rest.ticks],
    domain: rest.domain,
    breakAt: unbroken.length > 0 ? (zeroAt + start) / 2 : undefined,
  };
}

const ZERO_ROOM = 36;

function domainOf(
  values: readonly number[],
): readonly [number, number] | undefined {
  return values.length > 0
    ? [Math.min(...values), Math.max(...values)]
    : undefined;
}
