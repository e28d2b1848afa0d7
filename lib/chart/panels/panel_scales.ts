import { type BrokenScale, brokenScale } from "../axes/broken_scale.ts";
import type { ValueScale } from "../axes/scale.ts";
import { scaleTicks } from "../axes/scale_ticks.ts";
import type { Tick } from "../axes/tick_labels.ts";
import { formatTick } from "../common/quantity.ts";
import { DODGE_ROOM } from "../marks/placement.ts";
import type { SiftedSeries } from "../marks/sift.ts";
import { valueScale } from "../marks/value_scale.ts";
import type { PanelChartSpec } from "./panel_chart_spec.ts";
import { formatX, type PanelData } from "./panel_data.ts";

/** The x axis that all panels share; in px from a panel's left on. */
export interface PanelX {
  readonly x: BrokenScale;
  readonly xTicks: readonly Tick[];
}

/** The y axis that all panels share; in px from a panel's top on. */
export interface PanelY {
  readonly y: ValueScale;
  readonly yTicks: readonly Tick[];
}

/** Both axes of every panel. */
export type PanelScales = PanelX & PanelY;

/** Finds an x axis with room for what is in any panel. */
export function panelX(
  { x }: PanelChartSpec,
  panels: readonly PanelData[],
  width: number,
): PanelX {
  const values = panels.flatMap(({ sifted, behind }) => [...sifted, ...behind])
    .flatMap(({ drawn }) => drawn.map((point) => point.x));
  const scale = brokenScale(x.scale, values, [0, width], {
    padding: x.values ? DODGE_ROOM : PADDING,
    ticks: x.values,
    room: Math.floor(width / X_TICK_ROOM),
  });
  const format = (value: number) => formatX(value, x.unit);
  return {
    x: scale,
    xTicks: scaleTicks(scale, x.scale, format, { left: 0, right: width }),
  };
}

/** Finds a y axis with room for what is in any panel. */
export function panelY(
  { y, step }: PanelChartSpec,
  panels: readonly PanelData[],
  height: number,
): PanelY {
  const sifted = panels.flatMap(({ sifted, behind }) => [
    ...sifted,
    ...behind,
  ]);
  const scale = step === "tail"
    ? tailScale(sifted, height)
    : step
    ? shareScale(height)
    : valueScale(y.scale, sifted, [height, 0], height / Y_TICK_ROOM);
  return {
    y: scale,
    yTicks: scale.ticks.map((value) => ({
      at: scale.position(value),
      label: step ? formatTick(value * 100, "%") : formatTick(value, y.unit),
    })),
  };
}

const PADDING = 12;
const X_TICK_ROOM = 15;
const Y_TICK_ROOM = 18;

function shareScale(height: number): ValueScale {
  return {
    position: (share) => height * (1 - share),
    ticks: [0, 0.25, 0.5, 0.75, 1],
    domain: [0, 1],
  };
}

/** A log scale of shares from 1 down to the power of ten below the rarest. */
function tailScale(
  sifted: readonly SiftedSeries[],
  height: number,
): ValueScale {
  const shares = sifted.flatMap(({ drawn }) => drawn.map(({ y }) => y));
  const tenths = Math.max(1, Math.ceil(-Math.log10(Math.min(0.1, ...shares))));
  const powers = Array.from(
    { length: tenths + 1 },
    (_, i) => Number(`1e-${i}`),
  );
  // Each line of the grid has a label, so there are only as many as there is
  // room for.
  const every = Math.ceil(powers.length * Y_TICK_ROOM / height);
  return {
    position: (share) => height * -Math.log10(share) / tenths,
    ticks: powers.filter((_, i) => i % every === 0),
    domain: [powers.at(-1) ?? 0, 1],
  };
}
