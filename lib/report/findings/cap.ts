// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import type { Summary } from "../../stats/summary.ts";
import type { Found } from "./context.ts";

/** IO_LOCAL_TW_DEFAULT_MAX, io_uring/tw.h: what a run of DEFER takes. */
const CAP = 20;
/** How near to it a look comes that is bounded by it. */
const NEAR = 0.1;

function taken(summary: Summary): number | undefined {
  return summary.spread("cqes_per_reap")?.middle;
}

/** How many completions a look takes, and whether that is DEFER's cap. */
export function capFindings({ summaries }: Pick<Found, "summaries">): string[] {
  return groups(
    summaries,
    ({ params }) => params.thinkMinComplete,
    ({ params }) => params.mode,
  ).flatMap(([min, modes]) => {
    const parts = modes.flatMap(([mode, cells]) => {
      const points = cells.flatMap((cell) => {
        const value = taken(cell);
        return value === undefined
          ? []
          : [`${Number(value.toPrecision(3))} at ${cell.params.iodepth}`];
      });
      return points.length ? [`${mode} ${points.join(", ")}`] : [];
    });
    const capped = modes.filter(([mode]) => mode.startsWith("defer"))
      .flatMap(([, cells]) => cells)
      .filter((cell) =>
        cell.params.iodepth > CAP * (1 + NEAR) &&
        Math.abs((taken(cell) ?? NaN) / CAP - 1) <= NEAR
      ).map(({ params }) => params.iodepth);
    const waits = min === 0 ? "waits for none" : `waits for up to ${min}`;
    return parts.length === 0 ? [] : [
      `Completions per look, by iodepth, where it ${waits}: ` +
      `${parts.join("; ")}.` +
      (capped.length === 0
        ? ""
        : ` At iodepth ${capped.join(", ")} defer takes the ${CAP} that the ` +
          "kernel delivers at a time."),
    ];
  });
}
