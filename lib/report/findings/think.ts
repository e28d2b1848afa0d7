import type { FigureName } from "../../model/figures/mod.ts";
import type { Summary } from "../../stats/summary.ts";
import type { Found } from "./context.ts";

function ascending(summaries: readonly Summary[]): Summary[] {
  return summaries.filter(({ params }) => params.mode === "default")
    .toSorted((a, b) => a.params.thinkcycles - b.params.thinkcycles);
}

function series(
  summaries: readonly Summary[],
  name: FigureName,
  text: (value: number) => string,
): string {
  return summaries.flatMap((summary) => {
    const value = summary.spread(name)?.middle;
    return value === undefined
      ? []
      : [`${text(value)} at ${summary.params.thinkcycles}`];
  }).join(", ");
}

/**
 * Where kicks of the mode default find a thread that works more and more after
 * each read; nothing without a trace that shows it.
 */
export function thinkFindings(
  { summaries }: Pick<Found, "summaries">,
): string[] {
  const cells = ascending(summaries);
  const shares = series(
    cells,
    "kicks_user_share",
    (value) => `${(100 * value).toFixed(1)} %`,
  );
  if (shares === "") return [];
  const kicks = series(
    cells,
    "kicks_per_io",
    (value) => `${Number(value.toPrecision(2))}`,
  );
  const idle = cells.find(({ params }) => params.thinkcycles === 0)
    ?.spread("kicks_user_share")?.middle;
  return [
    `Of the kicks of mode default, by cycles of work after each read, so many ` +
    `hit user mode: ${shares}; kicks per read ${kicks}.` +
    (idle === undefined
      ? ""
      : ` Without work ${(100 * (1 - idle)).toFixed(1)} % of them find their ` +
        "thread in the kernel, where it would have seen its completions " +
        "without them."),
  ];
}
