// @ts-types="@types/d3-array"
import { ascending, descending } from "d3-array";
import { figure, type FigureName } from "../../model/figures/mod.ts";
import type { Core } from "../../model/parameters/params.ts";
import type { Spread, Summary } from "../../stats/summary.ts";

/** What a user may want of a mode. */
export interface Aim {
  name: string;
  /** For a table. */
  letter: string;
  /** For a chart. */
  short: string;
  /** The figure that decides. */
  figure: FigureName;
  /** Which of an experiment's cells are candidates. */
  candidate: (summary: Summary, depths: readonly number[]) => boolean;
}

/** What the choice of a mode is made for. */
export const AIMS: readonly Aim[] = [
  {
    name: "throughput",
    letter: "T",
    short: "throughput",
    figure: "iops",
    candidate: ({ params }, depths) => params.iodepth === Math.max(...depths),
  },
  {
    name: "latency when waiting",
    letter: "W",
    short: "latency, waiting",
    figure: "lat_p50_us",
    candidate: ({ params }, depths) =>
      params.iodepth === Math.min(...depths) && params.wait === "wait",
  },
  {
    name: "latency when polling the CQ between compute",
    letter: "P",
    short: "latency, polling",
    figure: "lat_p50_us",
    candidate: ({ params }, depths) =>
      params.iodepth === Math.min(...depths) && params.wait === "compute",
  },
];

/** The cell that serves an aim best on a kind of core, and why. */
export interface Choice {
  aim: Aim;
  core: Core;
  summary: Summary;
  reason: string;
}

/** Whether the runs of two cells overlap, so that neither is shown better. */
function overlap(a: Spread, b: Spread): boolean {
  return a.min <= b.max && b.min <= a.max;
}

function figureText(aim: Aim, spread: Spread): string {
  const digits = (value: number) => Number(value.toPrecision(4));
  const unit = aim.figure === "iops" ? "IOPS" : "us p50";
  return spread.n > 1
    ? `${digits(spread.median)} ${unit} (${digits(spread.min)} to ${
      digits(spread.max)
    })`
    : `${digits(spread.median)} ${unit}`;
}

/** What speaks for a cell that is the best, or as good as the best. */
function why(
  candidates: number,
  best: Spread,
  equals: number,
  cost: number,
): string {
  if (candidates === 1) return "; no other has figures";
  if (best.n === 1) return "; of one run each, which may be noise";
  if (equals === 0) return "; no other is within its spread";
  const others = `; ${equals} other${equals > 1 ? "s are" : " is"} within ` +
    "the spread of the best";
  return cost === Infinity
    ? others
    : `${others}, of these it takes the least CPU time, ` +
      `${Number(cost.toPrecision(3))} us per read`;
}

function choose(
  aim: Aim,
  core: Core,
  summaries: readonly Summary[],
): Choice | undefined {
  const depths = summaries.map(({ params }) => params.iodepth);
  const candidates = summaries.flatMap((summary) => {
    const spread = summary.spread(aim.figure);
    return summary.params.core === core && spread &&
        aim.candidate(summary, depths)
      ? [{ summary, spread }]
      : [];
  });
  const byFigure = figure(aim.figure).better === "higher"
    ? descending
    : ascending;
  const [best] = candidates.sort((a, b) =>
    byFigure(a.spread.median, b.spread.median)
  );
  if (!best) return undefined;
  const cost = ({ summary }: typeof best) =>
    summary.spread("cpu_per_io_us")?.median ?? Infinity;
  const equals = candidates.filter(({ spread }) => overlap(spread, best.spread))
    .sort((a, b) => ascending(cost(a), cost(b)));
  const chosen = equals[0] ?? best;
  const reason = figureText(aim, chosen.spread) +
    why(candidates.length, best.spread, equals.length - 1, cost(chosen));
  return { aim, core, summary: chosen.summary, reason };
}

/** The best cell for every aim, on every kind of core that was measured. */
export function choices(summaries: readonly Summary[]): Choice[] {
  const cores = [...new Set(summaries.map(({ params }) => params.core))];
  return cores.flatMap((core) =>
    AIMS.flatMap((aim) => choose(aim, core, summaries) ?? [])
  );
}

/** The letters of the aims that each cell was chosen for. */
export function choiceMarks(
  summaries: readonly Summary[],
): ReadonlyMap<Summary, string> {
  const marks = new Map<Summary, string>();
  for (const { aim, summary } of choices(summaries)) {
    marks.set(summary, (marks.get(summary) ?? "") + aim.letter);
  }
  return marks;
}

/** What the letters mean. */
export const MARKS_LEGEND = `Chosen in the table: ${
  AIMS.map(({ letter, name }) => `${letter} for ${name}`).join(", ")
}.`;

/** Which mode to use for what. */
export function choiceFindings(summaries: readonly Summary[]): string[] {
  return choices(summaries).map(({ aim, core, summary: { params }, reason }) =>
    `For ${aim.name} on the ${core} core: mode ${params.mode}` +
    (aim.name === "throughput" ? `, wait ${params.wait}` : "") +
    ` (${reason}).`
  );
}
