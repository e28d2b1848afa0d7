// @ts-types="@types/d3-array"
import { min } from "d3-array";
import { plural } from "../../base/number_text.ts";
import { isPosted } from "../../model/parameters/loads.ts";
import type { WaitName } from "../../model/parameters/waits.ts";
import { MIN_BLOCKS } from "../../stats/bootstrap.ts";
import type { Summary } from "../../stats/summary.ts";
import { type UniformTest, uniformTest } from "../../stats/uniform.ts";
import type { Found } from "./context.ts";

/** Below that a sample is not taken for one of another distribution. */
const LEVEL = 0.05;

/** Who sees the completion, and at what distance: the same but for the mode. */
function isBeside(a: Summary, b: Summary): boolean {
  return a.params.wait === b.params.wait && a.params.core === b.params.core &&
    a.params.phase === b.params.phase &&
    a.params.thinktime === b.params.thinktime &&
    a.params.thinkGetevents === b.params.thinkGetevents;
}

function milliseconds(us: number): string {
  return `${Number((us / 1000).toPrecision(2))}`;
}

/** "D 0.031, p 0.450, 1020 reads of 3 runs, as good as 111 independent ones" */
function figuresText(
  { distance, p, n, visits, independent, longer }: UniformTest,
): string {
  const reads = `${n} reads of ${plural(visits, "run")}`;
  const trust = p === undefined || independent === undefined
    ? `${reads}, where it takes ${MIN_BLOCKS} runs to tell how much one read ` +
      "depends on the one before"
    : `p ${p < 0.001 ? "below 0.001" : p.toFixed(3)}, ${reads}, which depend ` +
      `on each other and are as good as ${
        Math.max(1, Math.round(independent))
      }` +
      " independent ones";
  return `D ${distance.toFixed(3)}, ${trust}; ${longer} took longer than a ` +
    "tick and are left out";
}

/** What one observer shows of a mode that only the tick delivers. */
function sentence(
  coop: Summary,
  base: Summary | undefined,
  tickUs: number,
): string[] {
  const soonest = base?.spread("lat_p50_us")?.middle;
  if (soonest === undefined) return [];
  const reads = coop.latencies("lat");
  const test = uniformTest(reads, soonest * 1e3, (soonest + tickUs) * 1e3);
  if (!test) return [];
  const { wait, phase, thinktime } = coop.params;
  const range = `${milliseconds(soonest)} to ${
    milliseconds(soonest + tickUs)
  } ms`;
  const verdict = test.p === undefined
    ? `over ${range} are not compared with uniform ones`
    : test.p < LEVEL
    ? `are not uniform over ${range}`
    : `cannot be told from uniform ones over ${range}`;
  const why = phase === "locked"
    ? " A read that follows at once on one that the tick delivered starts in " +
      "step with the tick, and waits for the whole of the next (--phase random " +
      "has reads start anywhere in its period)."
    : "";
  return [
    `Delays of mode coop, seen by ${wait} with ${thinktime} us of work between ` +
    `looks, reads at a ${phase} phase of the tick, ${verdict} by a ` +
    `Kolmogorov-Smirnov test (${figuresText(test)}).${why}`,
  ];
}

/**
 * Whether a completion that waits for the tick takes any time up to its period
 * alike, as it does where reads start at random in it: from the time that it
 * takes where nobody waits, on the non-interrupt core. What another ring posts
 * waits for no tick.
 */
export function phaseFindings(
  { summaries, hz }: Pick<Found, "summaries" | "hz">,
): string[] {
  if (hz === null) return [];
  const some = summaries.filter(({ params }) =>
    params.core === "non-interrupt" && !params.thinkGetevents &&
    params.wait !== "wait" && !isPosted(params)
  );
  // With longer work a look comes later than the tick.
  const thinktime = min(some, ({ params }) => params.thinktime);
  const waits: readonly WaitName[] = ["compute", "second_thread", "eventfd"];
  return waits.flatMap((wait) =>
    some.filter(({ params: p }) =>
      p.wait === wait && p.mode === "coop" && p.thinktime === thinktime
    ).flatMap((coop) =>
      sentence(
        coop,
        some.find((one) =>
          one.params.mode === "default" && isBeside(one, coop)
        ),
        1e6 / hz,
      )
    )
  );
}
