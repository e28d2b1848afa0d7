import {
  type AxisScales,
  onAllScales,
  type ScaledChart,
} from "../common/scaled_chart.ts";
import { panelChart } from "./panel_chart.ts";
import type { PanelChartSpec } from "./panel_chart_spec.ts";

/**
 * Draws a panel chart, and the same with each axis linear and logarithmic. The
 * shares of a distribution have the scale that their kind has, and so has an
 * axis that is not among the switched.
 */
export function panelChartOnAllScales(
  spec: PanelChartSpec,
  switched: readonly (keyof AxisScales)[] = ["x", "y"],
): ScaledChart {
  const { x, y, step } = spec;
  const given: AxisScales = {
    x: x.scale === "linear" ? "linear" : "log",
    y: y.scale,
  };
  const log = x.scale === "linear" ? "log" : x.scale;
  return onAllScales(
    given,
    switched.filter((axis) => axis === "x" || !step),
    (scales) =>
      panelChart({
        ...spec,
        x: { ...x, scale: scales.x === "linear" ? "linear" : log },
        y: { ...y, scale: scales.y },
      }),
  );
}
