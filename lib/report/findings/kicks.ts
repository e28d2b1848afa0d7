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

/** What a read takes at which iodepth, by mode; nothing without a trace. */
export function kickFindings(
  { summaries }: Pick<Found, "summaries">,
): string[] {
  const core = summaries[0]?.params.core;
  const some = summaries.filter(({ params }) =>
    params.core === core && !params.busy && params.wait === "wait"
  );
  const modes = [...new Set(some.map(({ params }) => params.mode))];
  return modes.flatMap((mode) => {
    const of = (figure: FigureName) =>
      series(some.filter(({ params }) => params.mode === mode), figure);
    const kicks = of("kicks_per_io");
    const wakeups = of("wakeups_per_io");
    if (!wakeups) return [];
    return [
      `mode ${mode} on the ${core} core, by iodepth: ` +
      (kicks ? `kicks per read ${kicks}; ` : "kicks cannot be seen here; ") +
      `wake-ups per read ${wakeups}.`,
    ];
  });
}
