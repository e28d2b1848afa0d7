import type { MetaAtStart } from "../files/meta_json.ts";
import type { Surroundings } from "../run/surroundings.ts";
import { type Plan, surveyOf } from "../setup/plan.ts";
import { niceOf } from "../setup/priority.ts";

/** What meta.json says of the beginning of a run that begins now. */
export function metaAtStart(plan: Plan, around: Surroundings): MetaAtStart {
  return {
    commandLine: ["uringlab", ...around.args],
    startedAt: new Date().toISOString(),
    commit: around.commit,
    deno: Deno.version.deno,
    liburing: around.machine.liburingVersion,
    survey: surveyOf(plan),
    nice: niceOf(plan),
  };
}
