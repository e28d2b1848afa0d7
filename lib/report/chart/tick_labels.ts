import { textWidth } from "./text.ts";
import { FONTS } from "./theme.ts";

/** A labelled place on an axis. */
export interface Tick {
  /** In px. */
  readonly at: number;
  readonly label: string;
  /** Shown rather than others where not all labels fit. */
  readonly major?: boolean;
  /** One whose label is left out, with a shorter mark. */
  readonly minor?: boolean;
}

/** A horizontal extent in px. */
export interface Span {
  readonly left: number;
  readonly right: number;
}

/**
 * The ticks of a horizontal axis whose labels are shown, from left to right, each at
 * the middle of its label. A label that would reach beyond `bounds` is moved inside;
 * one that would overlap another is left out.
 */
export function shownLabels(
  ticks: readonly Tick[],
  bounds: Span = { left: -Infinity, right: Infinity },
): Tick[] {
  const inside = [...ticks].sort((a, b) => a.at - b.at).map((tick) => {
    const half = textWidth(tick.label, FONTS.tick) / 2;
    const at = Math.max(
      bounds.left + half,
      Math.min(bounds.right - half, tick.at),
    );
    return { ...tick, at };
  });
  const shown = withoutOverlap(inside);
  if (shown.length === inside.length) return shown;
  // Labels at equal steps read best, but too few leave most of the axis bare.
  const regular = [inside.filter((tick) => tick.major), everyNth(inside)]
    .map(withoutOverlap)
    .find(({ length }) => length >= Math.min(FEW, shown.length / 2));
  return regular ?? shown;
}

const GAP = 6;
const FEW = 3;

/** Every second, third ... of evenly spaced ticks: the most that do not overlap. */
function everyNth(ticks: readonly Tick[]): Tick[] {
  const steps = ticks.slice(1).map(({ at }, index) =>
    at - (ticks[index]?.at ?? at)
  );
  if (Math.max(...steps) - Math.min(...steps) > 1) return [];
  for (let step = 2; step < ticks.length; step++) {
    const some = ticks.filter((_, index) => index % step === 0);
    if (withoutOverlap(some).length === some.length) return some;
  }
  return [];
}

function withoutOverlap(ticks: readonly Tick[]): Tick[] {
  const kept: Tick[] = [];
  let end = -Infinity;
  for (const tick of ticks) {
    const half = textWidth(tick.label, FONTS.tick) / 2;
    if (tick.at - half < end) continue;
    kept.push(tick);
    end = tick.at + half + GAP;
  }
  return kept;
}
