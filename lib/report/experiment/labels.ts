import { formatExact, unitName } from "../../chart/common/quantity.ts";
import type { SeriesStyle } from "../../chart/marks/series.ts";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import { busyText } from "../../model/parameters/busy.ts";
import { valueText } from "../../model/parameters/names.ts";
import { parameterLabel } from "../../model/parameters/labels.ts";
import type { ParameterName, Params } from "../../model/parameters/params.ts";
import type { Summary } from "../../stats/summary.ts";

const MARKERS = ["circle", "square", "triangle", "diamond"] as const;

/** The name of a parameter's value beside a chart; "" if the parameter is off. */
function valueName(name: ParameterName, params: Params): string {
  const value = params[name];
  if (name === "busy") return busyText(params.busy);
  if (name === "core") return `${value} core`;
  if (name === "thinkGetevents") return value ? "GETEVENTS" : "";
  const { label, unit } = parameterLabel(name);
  if (typeof value === "number") return `${label} ${formatExact(value, unit)}`;
  return typeof value === "boolean" ? (value ? label : "") : valueText(value);
}

/**
 * "coop, busy": what tells a line from others. A parameter that is off has no
 * name; where all of them are, "without busy".
 */
export function lineName(
  params: Params,
  lines: readonly ParameterName[],
): string {
  const names = lines.map((name) => valueName(name, params)).filter(Boolean);
  const [first] = lines;
  return first && names.length === 0
    ? `without ${parameterLabel(first).label}`
    : names.join(", ");
}

/**
 * Of the parameters that differ, the first decides colour and marker, the
 * second dashes and size.
 */
export function lineStyle(
  params: Params,
  lines: readonly ParameterName[],
  summaries: readonly Summary[],
): SeriesStyle {
  const [first, second] = lines.flatMap((name) => {
    const values = [...new Set(summaries.map((s) => s.params[name]))];
    return values.length > 1 ? [Math.max(0, values.indexOf(params[name]))] : [];
  });
  const color = first ?? 0;
  return {
    color,
    dashed: (second ?? 0) > 0,
    marker: MARKERS[color % MARKERS.length] ?? "circle",
  };
}

/** The label and the unit of an axis that shows a figure. */
export function figureLabel(name: FigureName): { label: string; unit: string } {
  const { label, labelUnit } = figure(name);
  return { label, unit: labelUnit };
}

/** "thinktime (µs)": the head of bare values of a parameter. */
export function labelWithUnit(name: ParameterName): string {
  const { label, unit } = parameterLabel(name);
  return unit === "" ? label : `${label} (${unitName(unit)})`;
}
