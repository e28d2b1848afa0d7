// @ts-types="@types/d3-array"
import { groups } from "d3-array";
import { plural } from "../../base/number_text.ts";
import type { FigureName } from "../../model/figures/mod.ts";
import type { Core } from "../../model/parameters/params.ts";
import type { Comparison } from "../../stats/comparisons.ts";
import type { Summary } from "../../stats/summary.ts";
import { pooledTexts } from "../ratio_text.ts";
import type { Found } from "./context.ts";

/** What is told. */
const TOLD: readonly FigureName[] = [
  "iops",
  "lat_p50_us",
  "lat_p99_us",
  "all_cpu_per_io_us",
];

/** "with the worker bound to the interrupt core" */
function placeText({ core, writer }: Comparison["where"]): string {
  const place = core === undefined
    ? ""
    : core === "any"
    ? "with the worker free to run on any CPU"
    : `with the worker bound to the ${core} core`;
  return [place, writer ? "beside a writer" : ""].filter(Boolean).join(" ");
}

/** Where io-wq's threads may run on one kind of core, as far as seen. */
function boundText(core: Core, some: readonly Summary[]): string[] {
  const cells = some.flatMap((summary) => {
    const [all, bound] = (["io_workers", "io_workers_bound"] as const)
      .map((name) => summary.spread(name)?.max);
    return all && bound !== undefined ? [{ all, bound }] : [];
  });
  if (cells.length === 0) return [];
  const most = Math.max(...cells.map(({ all }) => all));
  const bound = cells.filter(({ all, bound }) => all === bound).length;
  const where = bound === cells.length
    ? "all bound to the measured CPU too"
    : bound === 0
    ? "free of the measured CPU"
    : `in ${bound} of ${
      plural(cells.length, "combination")
    } all bound to the ` +
      "measured CPU";
  return [`on the ${core} core up to ${plural(most, "thread")}, ${where}`];
}

/** What IOSQE_ASYNC does to bound and to free workers, and where io-wq ran. */
export function asyncFindings({ answers, summaries }: Found): string[] {
  const compared = answers.along("forceAsync", TOLD);
  const told = groups(compared, ({ where }) => placeText(where))
    .flatMap(([place, some]) => {
      const text = pooledTexts(some);
      return text ? [[place, text].filter(Boolean).join(" ")] : [];
    });
  const threads = groups(
    summaries.filter(({ params, ok }) =>
      params.forceAsync && params.core !== "any" && ok > 0
    ),
    ({ params }) => params.core,
  ).flatMap(([core, some]) => boundText(core, some));
  return [
    ...told.length > 0
      ? [`IOSQE_ASYNC against inline, ${told.join("; ")}.`]
      : [],
    ...threads.length > 0 ? [`io-wq had ${threads.join("; ")}.`] : [],
  ];
}
