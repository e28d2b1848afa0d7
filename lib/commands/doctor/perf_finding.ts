import { type PerfFacts, perfText } from "../../setup/perf_counters.ts";
import { type Finding, note, ok } from "./finding.ts";

/** What exp7 --perf-counters can count, and what is missing for more. */
export function perfFinding(perf: PerfFacts): Finding {
  return perf.kernel
    ? ok("environment", `${perfText(perf)} (exp7 --perf-counters on)`)
    : note("environment", perfText(perf), perf.remedy);
}
