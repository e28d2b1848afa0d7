// @ts-types="@types/d3-array"
import { ascending, extent, least, median } from "d3-array";
import { plural } from "../../base/number_text.ts";
import type { FigureName } from "../../model/figures/mod.ts";
import type { Core } from "../../model/parameters/params.ts";
import {
  type AgainstBest,
  type BestSet,
  bestSet,
} from "../../stats/best_set.ts";
import { MIN_BLOCKS } from "../../stats/bootstrap.ts";
import { metricOf } from "../../stats/compared_metrics.ts";
import type { Summary } from "../../stats/summary.ts";
import { estimateText } from "../ratio_text.ts";
import type { Found } from "./context.ts";

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

/** The cell that serves an aim on a kind of core, and why it is that one. */
export interface Choice {
  aim: Aim;
  core: Core;
  summary: Summary;
  /** Those that are not shown to be worse than the best, the chosen included. */
  set: readonly Summary[];
  reason: string;
}

/** Names of a set that are still read. */
const MAX_NAMED = 8;

function nameOf({ params }: Summary, aim: Aim): string {
  return aim.figure === "iops" && params.wait !== "wait"
    ? `${params.mode} (${params.wait})`
    : params.mode;
}

function namesText(some: readonly Summary[], aim: Aim): string {
  const names = some.map((one) => nameOf(one, aim));
  const more = names.length - MAX_NAMED;
  return names.slice(0, MAX_NAMED).join(", ") +
    (more > 0 ? ` and ${more} more` : "");
}

/** "1005 IOPS, [990 .. 1012] over 3 runs" */
function figureText(aim: Aim, summary: Summary): string {
  const values = [...summary.valid(aim.figure).values()];
  const { middle } = summary.compared(aim.figure);
  const digits = (value: number | undefined) =>
    Number((value ?? NaN).toPrecision(4));
  const unit = aim.figure === "iops" ? "IOPS" : "us p50";
  const [low, high] = extent(values);
  return `${digits(middle)} ${unit}, [${digits(low)} .. ` +
    `${digits(high)}] over ${plural(values.length, "run")}`;
}

/** Microseconds of CPU time per read of the runs that can be trusted. */
function costOf(summary: Summary): number {
  return median(summary.valid("cpu_per_io_us").values()) ?? Infinity;
}

/** What speaks for a cell: the set that it is of, and its cost. */
function why(
  aim: Aim,
  chosen: AgainstBest<Summary>,
  set: readonly Summary[],
  { best, others, all }: BestSet<Summary>,
): string {
  if (all.length === 1) return "; no other has three valid runs";
  if (set.length === 1) {
    return `; every other of ${all.length} is shown to be worse`;
  }
  const against = chosen.arm === best
    ? ""
    : `; ${estimateText(chosen, others)} against the best, ${
      nameOf(best, aim)
    }`;
  const cost = costOf(chosen.arm);
  return `${against}; of ${all.length} these ${set.length} are not shown to ` +
    `be worse than the best: ${namesText(set, aim)}` +
    (cost === Infinity ? "" : `; of these it takes the least CPU time, ` +
      `${Number(cost.toPrecision(3))} us per read`);
}

function candidatesOf(
  aim: Aim,
  core: Core,
  summaries: readonly Summary[],
): Summary[] {
  const depths = summaries.map(({ params }) => params.iodepth);
  return summaries.filter((summary) =>
    summary.params.core === core && summary.spread(aim.figure) &&
    aim.candidate(summary, depths)
  );
}

function choose(
  aim: Aim,
  core: Core,
  summaries: readonly Summary[],
): Choice | undefined {
  const { better, resolution } = metricOf(aim.figure);
  const compared = bestSet(
    candidatesOf(aim, core, summaries).map((arm) => ({
      arm,
      blocks: arm.compared(aim.figure).blocks,
    })),
    better,
    resolution,
  );
  if (!compared) return undefined;
  const kept = compared.all.filter(({ isWorse }) => !isWorse);
  const cheapest = least(kept, ({ arm }) => costOf(arm));
  const chosen = cheapest && costOf(cheapest.arm) < Infinity
    ? cheapest
    : kept.find(({ arm }) => arm === compared.best) ?? kept[0];
  if (!chosen) return undefined;
  const set = kept.map(({ arm }) => arm)
    .sort((a, b) => ascending(costOf(a), costOf(b)));
  const reason = figureText(aim, chosen.arm) +
    why(aim, chosen, set, compared);
  return { aim, core, summary: chosen.arm, set, reason };
}

/** The kinds of core that cells ran on, in their order. */
function coresOf(summaries: readonly Summary[]): Core[] {
  return [...new Set(summaries.map(({ params }) => params.core))];
}

/**
 * The cell to take for every aim on every kind of core: of those that are not
 * shown to be worse than the best the one that takes the least CPU time. Runs
 * that are not valid do not choose, and cells with fewer than 3 that are valid
 * are not chosen from.
 */
export function choices(summaries: readonly Summary[]): Choice[] {
  return coresOf(summaries).flatMap((core) =>
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

/** Why nothing can be chosen for some aims, if there are such. */
function noChoiceText(
  summaries: readonly Summary[],
  chosen: readonly Choice[],
): string[] {
  const most = coresOf(summaries).flatMap((core) =>
    AIMS.flatMap((aim) => {
      const some = candidatesOf(aim, core, summaries);
      return some.length === 0 ||
          chosen.some((one) => one.aim === aim && one.core === core)
        ? []
        : some.map((one) => one.valid(aim.figure).size);
    })
  );
  return most.length === 0 ? [] : [
    `${chosen.length > 0 ? "For other aims there is no choice" : "No choice"}` +
    `: it takes ${MIN_BLOCKS} valid runs of a cell, and there are at most ` +
    `${Math.max(...most)} (--repeats).`,
  ];
}

/** Which mode to use for what, or why nothing can be said of it. */
export function choiceFindings(
  { summaries }: Pick<Found, "summaries">,
): string[] {
  const chosen = choices(summaries);
  return [
    ...chosen.map(({ aim, core, summary: { params }, reason }) =>
      `For ${aim.name} on the ${core} core: mode ${params.mode}` +
      (aim.name === "throughput" ? `, wait ${params.wait}` : "") +
      ` (${reason}).`
    ),
    ...chosen.length === 0 ? [] : [
      "The best of its aim is among those named in 95 % of such choices, " +
      "whichever it is; more --repeats leave fewer of them.",
    ],
    ...noChoiceText(summaries, chosen),
  ];
}
