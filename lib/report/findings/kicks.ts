// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import type { FigureName } from "../../model/figures/mod.ts";
import type { Found } from "./context.ts";
import type { Summary } from "../../stats/summary.ts";

function series(
  summaries: readonly Summary[],
  figure: FigureName,
): string | undefined {
  const points = summaries.flatMap((summary) => {
    const value = summary.spread(figure)?.middle;
    return value === undefined
      ? []
      : [`${Number(value.toPrecision(2))} at ${summary.params.iodepth}`];
  });
  return points.length ? points.join(", ") : undefined;
}

/**
 * Between which depths kicks take the place of wake-ups: a thread that sleeps
 * is woken, and one that runs is kicked.
 */
function step(summaries: readonly Summary[]): string | undefined {
  const points = summaries.flatMap((summary) => {
    const kicks = summary.spread("kicks_per_io")?.middle;
    const wakeups = summary.spread("wakeups_per_io")?.middle;
    return kicks === undefined || wakeups === undefined
      ? []
      : [{ iodepth: summary.params.iodepth, isKicked: kicks > wakeups }];
  }).sort((a, b) => a.iodepth - b.iodepth);
  if (points.length < 2) return undefined;
  const at = points.findIndex(({ isKicked }) => isKicked);
  const before = points[at - 1]?.iodepth;
  if (at < 0) return "it is nowhere kicked more often than woken";
  // There is no step between two depths where a deeper one falls back.
  if (points.slice(at).some(({ isKicked }) => !isKicked)) {
    const kicked = points.filter(({ isKicked }) => isKicked);
    return "it is kicked more often than woken only at " +
      kicked.map(({ iodepth }) => iodepth).join(", ");
  }
  return before === undefined
    ? "it is kicked more often than woken from the lowest on"
    : `kicks take the place of wake-ups between ${before} and ` +
      `${points[at]?.iodepth}`;
}

/**
 * What a read takes at which iodepth, by core and mode; nothing without a
 * trace.
 */
export function kickFindings(
  { summaries }: Pick<Found, "summaries">,
): string[] {
  const some = summaries.filter(({ params }) =>
    !params.busy && params.wait === "wait"
  );
  return groups(
    some,
    ({ params }) => params.core,
    ({ params }) => params.mode,
  ).flatMap(([core, modes]) =>
    modes.flatMap(([mode, cells]) => {
      const kicks = series(cells, "kicks_per_io");
      const wakeups = series(cells, "wakeups_per_io");
      if (!wakeups) return [];
      const change = mode === "default" ? step(cells) : undefined;
      return [
        `mode ${mode} on the ${core} core, by iodepth: ` +
        (kicks ? `kicks per read ${kicks}; ` : "kicks cannot be seen here; ") +
        `wake-ups per read ${wakeups}${change ? `; ${change}` : ""}.`,
      ];
    })
  );
}
