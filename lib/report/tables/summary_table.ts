import type { Axes } from "../../model/experiment.ts";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import {
  DESCRIPTIONS,
  type ParameterName,
} from "../../model/parameters/params.ts";
import { optionName, valueText } from "../../model/parameters/names.ts";
import { inWordsOf, type LoadName } from "../../model/parameters/loads.ts";
import { threeDigits } from "../../base/number_text.ts";
import type { Summary } from "../../stats/summary.ts";
import {
  type LeadingColumn,
  type TextColumn,
  textTable,
} from "./text_table.ts";

type TableColumn = TextColumn<Summary>;

function fixed(digits: number): (value: number | undefined) => string {
  return (value) => value === undefined ? "" : value.toFixed(digits);
}

/** A number of microseconds, or nothing. */
function micros(value: number | undefined): string {
  return value === undefined ? "" : threeDigits(value);
}

/** Half the range over the repetitions in percent of the median. */
function spreadOf(summary: Summary): string {
  const iops = summary.spread("iops");
  return iops && iops.n > 1 && iops.middle > 0
    ? `±${((iops.max - iops.min) / 2 / iops.middle * 100).toFixed(0)}%`
    : "";
}

/** The columns that tell cells apart. */
function parameterColumns(axes: Axes): LeadingColumn<Summary>[] {
  return (Object.keys(axes) as ParameterName[])
    // What is the same in all lines needs no column, but for the usual three.
    .filter((name) => (axes[name]?.length ?? 0) > 1 || USUAL.includes(name))
    .map((name) => ({
      name: optionName(name),
      head: DESCRIPTIONS[name].head ?? optionName(name),
      value: (s) => valueText(s.params[name]),
      words: DESCRIPTIONS[name].domain.kind === "choice" ||
        DESCRIPTIONS[name].domain.kind === "boolean",
    }));
}

const USUAL: readonly ParameterName[] = ["iodepth", "busy", "mode"];

/** How a figure is headed and written in a table. */
export function figureFormat(
  name: FigureName,
  load: LoadName = "read",
): { head: string; format: (value: number | undefined) => string } {
  const { head, decimals } = figure(name);
  return {
    head: inWordsOf(load, head),
    format: decimals === undefined ? micros : fixed(decimals),
  };
}

function figureColumns(
  figures: readonly FigureName[],
  load?: LoadName,
): TableColumn[] {
  return figures.flatMap((name) => {
    const { head, format } = figureFormat(name, load);
    const column = {
      head,
      value: (s: Summary) => format(s.spread(name)?.middle),
      words: false,
    };
    return name === "iops"
      ? [column, { head: "", value: spreadOf, words: false }]
      : [column];
  });
}

/** In place of the figures of a cell that has none. */
function absence(summary: Summary): string {
  if (summary.ok > 0) return "";
  if (summary.failed > 0) return "failed";
  return summary.excluded > 0 ? "left out" : "impossible";
}

/**
 * A table with a line per cell: what tells it from others, then medians over
 * its repetitions, latencies in microseconds. A cell without figures says why.
 * `marks` stand behind their cells; heads are in the words of `load`, those of
 * reads if there is none.
 */
export function summaryTable(
  summaries: readonly Summary[],
  axes: Axes,
  figures: readonly FigureName[],
  { marks = new Map(), load }: {
    readonly marks?: ReadonlyMap<Summary, string>;
    readonly load?: LoadName;
  } = {},
): string {
  const all = parameterColumns(axes);
  const measured = [
    ...figureColumns(figures, load),
    ...marks.size > 0
      ? [{
        head: "",
        value: (s: Summary) => marks.get(s) ?? "",
        words: true,
      }]
      : [],
  ];
  return textTable(summaries, all, measured, absence);
}

/** The same as a table of texts; a cell without figures says why at its end. */
export function summaryCells(
  summaries: readonly Summary[],
  axes: Axes,
  figures: readonly FigureName[],
): { head: string[]; rows: string[][] } {
  const parameters = parameterColumns(axes);
  const columns = [...parameters, ...figureColumns(figures)];
  return {
    head: [...columns.map(({ head }) => head), ""],
    rows: summaries.map((summary) => {
      const why = absence(summary);
      return [
        ...columns.map(({ value }, i) =>
          why && i >= parameters.length ? "" : value(summary)
        ),
        why && `${why}: ${summary.reasons[0] ?? ""}`,
      ];
    }),
  };
}
