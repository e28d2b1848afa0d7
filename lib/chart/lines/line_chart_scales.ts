import {
  type AxisScales,
  onAllScales,
  type ScaledChart,
} from "../common/scaled_chart.ts";
import { lineChart } from "./line_chart.ts";
import type { LineChartSpec } from "./line_chart_spec.ts";

/**
 * Draws a line chart, and the same with each axis linear and logarithmic; places
 * in an order have no other scale.
 */
export function lineChartOnAllScales(spec: LineChartSpec): ScaledChart {
  const given: AxisScales = {
    x: spec.x.scale === "linear" ? "linear" : "log",
    y: spec.y.scale,
  };
  return onAllScales(
    given,
    spec.x.names ? ["y"] : ["x", "y"],
    ({ x, y }) =>
      lineChart({
        ...spec,
        x: { ...spec.x, scale: x === "linear" ? "linear" : "log2" },
        y: { ...spec.y, scale: y },
      }),
  );
}
