import type { FigureName } from "../../model/figures/mod.ts";
import type { ModeName } from "../../model/modes.ts";
import type { Summary } from "../../stats/summary.ts";
import { change, joined, ratios } from "./ratio.ts";

/** What a mode does to throughput and latency in some cells. */
function figures(summaries: readonly Summary[], mode: ModeName): string {
  const of = (metric: FigureName) =>
    ratios(summaries, metric, "mode", "default", mode);
  return joined([
    change("IOPS", of("iops")),
    change("mean clat", of("clat_avg_us")),
    change("p99 clat", of("clat_p99_us")),
  ]);
}

/** The parts of an experiment that are told apart, each with its name. */
function arms(
  summaries: readonly Summary[],
): { name: string; some: readonly Summary[] }[] {
  const cores = [...new Set(summaries.map(({ params }) => params.core))];
  return cores.flatMap((core) =>
    [false, true].map((busy) => ({
      name: [
        busy ? "with busy" : "without busy",
        cores.length > 1 && `on the ${core} core`,
      ].filter(Boolean).join(" "),
      some: summaries.filter(({ params }) =>
        params.core === core && params.busy === busy
      ),
    }))
  );
}

/** What each mode does against mode default, without and with busy. */
export function modeFindings(summaries: readonly Summary[]): string[] {
  const modes = [...new Set(summaries.map(({ params }) => params.mode))];
  return modes.filter((mode) => mode !== "default").flatMap((mode) => {
    const parts = arms(summaries).flatMap(({ name, some }) => {
      const text = figures(some, mode);
      return text ? [`${name} ${text}`] : [];
    });
    const what = mode === "coop" ? "COOP_TASKRUN" : `mode ${mode}`;
    return parts.length
      ? [`${what} against default, ${parts.join("; ")}.`]
      : [];
  });
}
