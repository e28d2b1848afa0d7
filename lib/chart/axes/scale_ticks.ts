import type { Font } from "../common/text_width.ts";
import { FONTS } from "../common/theme.ts";
import type { ScaleKind, ValueScale } from "./scale.ts";
import { shownLabels, type Span, type Tick } from "./tick_labels.ts";

/**
 * The span in which labels may be: a little more than a plot's, but not so much
 * that the labels of two plots could touch.
 */
export function labelBounds({ left, right }: Span): Span {
  return { left: left - OVERHANG, right: right + OVERHANG };
}

/**
 * Makes the ticks of a horizontal axis over a span in px. On a log axis 0 and
 * the powers of ten are major, on one of ratios 1 is; a tick is minor if there
 * is no room for its label.
 */
export function scaleTicks(
  { position, ticks }: ValueScale,
  scale: ScaleKind,
  format: (value: number) => string,
  span: Span,
  font: Font = FONTS.tick,
): Tick[] {
  const all = ticks.map((value) => ({
    at: position(value),
    label: format(value),
    major: scale === "log" && isRound(value) ||
      scale === "ratio" && value === 1,
  }));
  const labels = new Set(
    shownLabels(all, labelBounds(span), font).map(({ label }) => label),
  );
  return all.map((tick) => ({ ...tick, minor: !labels.has(tick.label) }));
}

const OVERHANG = 6;

function isRound(value: number): boolean {
  const power = Math.log10(value);
  return value === 0 || Math.abs(power - Math.round(power)) < 1e-9;
}
