import type { Tracing } from "../../trace/ability.ts";
import { unseenOf, unseenText } from "../../trace/unseen.ts";
import { type Finding, note, ok } from "./finding.ts";

/** What exp7 --trace can see, and what is missing for more. */
export function tracingFindings(
  { works, probes, obstacles }: Tracing,
): Finding[] {
  const seen = probes.filter(({ state }) => state === "seen");
  return [
    ok(
      "tracing",
      works
        ? "exp7 --trace shows what runs task_work, who kicks and who wakes"
        : "none: only the counters of /proc",
    ),
    ...works
      ? [
        ok(
          "tracing",
          `seen: ${[...new Set(seen.map(({ event }) => event))].join(", ")}`,
        ),
      ]
      : [],
    ...obstacles.map(({ what, why, remedy }) =>
      note("tracing", `${what}: ${why}`, remedy)
    ),
    ...works
      ? unseenOf(probes).map((one) => note("tracing", unseenText(one)))
      : [],
  ];
}
