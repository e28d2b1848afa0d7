import type { Font } from "../common/text_width.ts";
import { FONTS } from "../common/theme.ts";
import type { ScaleKind, ValueScale } from "./scale.ts";
import { shownLabels, type Span, type Tick } from "./tick_labels.ts";

/** How far labels may stand out of a plot, so that those of two plots do not touch. */
export function labelBounds({ left, right }: Span): Span {
  return { left: left - OVERHANG, right: right + OVERHANG };
}

/**
 * The ticks of a horizontal axis over a span in px: 0 and powers of ten of a log axis
 * are major, those whose label has no room are minor.
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
    major: scale === "log" && isRound(value),
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
