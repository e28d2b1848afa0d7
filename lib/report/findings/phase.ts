// @ts-types="@types/d3-array"
import { min } from "d3-array";
import { isPosted } from "../../model/parameters/loads.ts";
import type { WaitName } from "../../model/parameters/waits.ts";
import type { Summary } from "../../stats/summary.ts";
import { uniformTest } from "../../stats/uniform.ts";
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

/** What one observer shows of a mode that only the tick delivers. */
function sentence(
  coop: Summary,
  base: Summary | undefined,
  tickUs: number,
): string[] {
  const reads = coop.latency("lat");
  const soonest = base?.spread("lat_p50_us")?.middle;
  if (!reads || soonest === undefined) return [];
  const test = uniformTest(reads, soonest * 1e3, (soonest + tickUs) * 1e3);
  if (!test) return [];
  const { wait, phase, thinktime } = coop.params;
  const range = `${milliseconds(soonest)} to ${
    milliseconds(soonest + tickUs)
  } ms`;
  const figures = `D ${test.distance.toFixed(3)}, p ${
    test.p < 0.001 ? "below 0.001" : test.p.toFixed(3)
  }, ${test.n} reads; ${test.longer} took longer than a tick and are left out`;
  const verdict = test.p < LEVEL
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
    `Kolmogorov-Smirnov test (${figures}).${why}`,
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
