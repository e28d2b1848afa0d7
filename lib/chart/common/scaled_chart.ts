/** How an axis goes, whatever its steps are. */
export type AxisScale = "linear" | "log";

/** How both axes of a chart go. */
export interface AxisScales {
  readonly x: AxisScale;
  readonly y: AxisScale;
}

/** A chart as it was asked for, and the same on other scales, if any. */
export interface ScaledChart {
  readonly svg: string;
  /** Absent where no axis can be another. */
  readonly scales?: AxisScales;
  readonly others?: readonly {
    readonly scales: AxisScales;
    readonly svg: string;
  }[];
}

const SCALES: readonly AxisScale[] = ["linear", "log"];

/**
 * Draws a chart as it was asked for, and with each other scale of the axes that
 * can be switched. A value that a scale has no place for is told in the caption
 * of the chart that lacks it.
 */
export function onAllScales(
  given: AxisScales,
  switched: readonly (keyof AxisScales)[],
  draw: (scales: AxisScales) => string,
): ScaledChart {
  const svg = draw(given);
  if (switched.length === 0) return { svg };
  const choices = (axis: keyof AxisScales) =>
    switched.includes(axis) ? SCALES : [given[axis]];
  const others = choices("x").flatMap((x) =>
    choices("y").map((y) => ({ x, y }))
  ).filter(({ x, y }) => x !== given.x || y !== given.y)
    .map((scales) => ({ scales, svg: draw(scales) }));
  return { svg, scales: given, others };
}
