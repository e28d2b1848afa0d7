import { type Font, textWidth } from "../common/text_width.ts";
import { FONTS } from "../common/theme.ts";

/** A mark on an axis and its label. */
export interface Tick {
  /** In px. */
  readonly at: number;
  readonly label: string;
  /** Its label is kept where there is no room for the labels of all ticks. */
  readonly major?: boolean;
  /** Its label is left out and its mark is shorter. */
  readonly minor?: boolean;
}

/** A horizontal extent in px. */
export interface Span {
  readonly left: number;
  readonly right: number;
}

/**
 * The ticks of a horizontal axis whose labels are shown, from left to right,
 * each at the middle of its label. A label that would reach beyond `bounds` is
 * moved inside; one that would overlap another is left out.
 */
export function shownLabels(
  ticks: readonly Tick[],
  bounds: Span = { left: -Infinity, right: Infinity },
  font: Font = FONTS.tick,
): Tick[] {
  const inside = [...ticks].sort((a, b) => a.at - b.at).map((tick) => {
    const half = textWidth(tick.label, font) / 2;
    const at = Math.max(
      bounds.left + half,
      Math.min(bounds.right - half, tick.at),
    );
    return { ...tick, at, tickAt: tick.at };
  });
  const shown = withoutOverlap(inside, font);
  if (shown.length === inside.length) return shown;
  const major = inside.filter((tick) => tick.major);
  // Labels at equal steps are the easiest to read, but too few of them would
  // leave most of the axis bare.
  const enough = Math.max(2, Math.min(FEW, shown.length / 2));
  const regular = [major, everyNth(major, font), everyNth(inside, font)]
    .find((some) => some.length >= enough && fits(some, font));
  return regular ?? shown;
}

const GAP = 6;
const FEW = 3;

/** A tick whose label may have been moved away from it. */
interface MovedTick extends Tick {
  readonly tickAt: number;
}

/**
 * Every second, third ... of evenly spaced ticks, the first major one among
 * them: the most that do not overlap.
 */
function everyNth(ticks: readonly MovedTick[], font: Font): Tick[] {
  const steps = ticks.slice(1).map(({ tickAt }, index) =>
    tickAt - (ticks[index]?.tickAt ?? tickAt)
  );
  if (Math.max(...steps) - Math.min(...steps) > 1) return [];
  const major = Math.max(0, ticks.findIndex((tick) => tick.major));
  for (let step = 2; step < ticks.length; step++) {
    const some = ticks.filter((_, index) => (index - major) % step === 0);
    if (fits(some, font)) return some;
  }
  return [];
}

function fits(ticks: readonly Tick[], font: Font): boolean {
  return withoutOverlap(ticks, font).length === ticks.length;
}

function withoutOverlap(ticks: readonly Tick[], font: Font): Tick[] {
  const kept: Tick[] = [];
  let end = -Infinity;
  for (const tick of ticks) {
    const half = textWidth(tick.label, font) / 2;
    if (tick.at - half < end) continue;
    kept.push(tick);
    end = tick.at + half + GAP;
  }
  return kept;
}
