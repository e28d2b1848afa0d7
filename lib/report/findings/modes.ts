import type { FigureName } from "../../model/figures/mod.ts";
import type { ModeName } from "../../model/parameters/modes.ts";
import type { Summary } from "../../stats/summary.ts";
import { change, joined, ratios } from "./ratio.ts";

/** What is told. */
const TOLD: readonly FigureName[] = [
  "iops",
  "clat_avg_us",
  "clat_p99_us",
];

/** What a mode does to throughput and latency in some cells. */
function figures(summaries: readonly Summary[], mode: ModeName): string {
  return joined(
    TOLD.map((name) =>
      change(name, ratios(summaries, name, "mode", "default", mode))
    ),
  );
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
