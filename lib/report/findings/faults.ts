// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import type { FigureName } from "../../model/figures/mod.ts";
import type { Summary } from "../../stats/summary.ts";
import { pooledTexts } from "../ratio_text.ts";
import type { Found } from "./context.ts";

/** What is told. */
const TOLD: readonly FigureName[] = ["iops", "lat_p50_us", "lat_p90_us"];

/** "98.2 % of the runs at 20 us" of cells with fresh pages, by their distance. */
function shares(summaries: readonly Summary[]): string {
  return summaries.toSorted((a, b) =>
    a.params.thinkTouchEvery - b.params.thinkTouchEvery
  ).flatMap((summary) => {
    const share = summary.spread("runs_fault_share")?.middle;
    const { thinkTouchEvery } = summary.params;
    return share === undefined
      ? []
      : [`${(100 * share).toFixed(1)} % at ${thinkTouchEvery} us`];
  }).join(", ");
}

/**
 * What fresh pages change against pages that were touched before, by mode and
 * by the work between two pages, and which part of the deliveries their faults
 * make, where a trace tells.
 */
export function faultFindings({ answers, summaries }: Found): string[] {
  const compared = answers.along("thinkTouch", TOLD).filter(({ from, to }) =>
    from === "touched" && to === "fresh"
  );
  const changes = groups(compared, ({ where }) => where.mode)
    .flatMap(([mode, some]) => {
      const text = groups(some, ({ where }) => where.thinkTouchEvery)
        .flatMap(([every, part]) => {
          const told = pooledTexts(part);
          return told ? [`one every ${every} us of work ${told}`] : [];
        }).join("; ");
      return text === ""
        ? []
        : [`Fresh pages against touched ones, mode ${mode}: ${text}.`];
    });
  const fresh = summaries.filter(({ params }) => params.thinkTouch === "fresh");
  const made = groups(fresh, ({ params }) => params.mode)
    .flatMap(([mode, some]) => {
      const text = shares(some);
      return text === "" ? [] : [`mode ${mode} ${text}`];
    });
  return [
    ...changes,
    ...made.length === 0 ? [] : [
      "Of the runs of task_work page faults made, by the work between two " +
      `fresh pages: ${made.join("; ")}.`,
    ],
  ];
}
