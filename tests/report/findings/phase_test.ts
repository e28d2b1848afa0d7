import { assertEquals, assertMatch } from "@std/assert";
import { exp10 } from "../../../experiments/exp10.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import type { Row } from "../../../lib/model/row.ts";
import { phaseFindings } from "../../../lib/report/findings/phase.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { histogramOf, row } from "../../model/fixtures.ts";

/** A cell of exp10 with these latencies in us. */
function cellOf(change: Partial<Params>, us: readonly number[]): Row {
  const lat = histogramOf(us.map((one) => one * 1e3));
  return row({ wait: "compute", thinktime: 0, ...change }, {
    metrics: { lat_p50_us: us[us.length >> 1] ?? 0 },
    latencies: { slat: lat, clat: lat, lat },
  });
}

/** The same of several runs, each of which saw the same. */
function runsOf(
  change: Partial<Params>,
  us: readonly number[],
  runs = 3,
): Row[] {
  return Array.from({ length: runs }, (_, i) => {
    const one = cellOf(change, us);
    return { ...one, cell: { ...one.cell, repeat: i + 1 } };
  });
}

function said(rows: readonly Row[], hz: number | null = 250): string[] {
  return phaseFindings({
    summaries: summaries(rows, {
      ...exp10.axes,
      phase: ["locked", "random"],
    }),
    hz,
  });
}

const FAST = cellOf({ phase: "random" }, Array(100).fill(80));
const EVEN = Array.from({ length: 100 }, (_, i) => 80 + 40 * (i + 0.5));

Deno.test("delays that are spread evenly over a tick are not told from uniform ones", () => {
  const [one, ...others] = said([
    FAST,
    ...runsOf({ phase: "random", mode: "coop" }, EVEN),
  ]);
  assertMatch(
    one ?? "",
    /^Delays of mode coop, seen by compute with 0 us of work between looks, reads at a random phase of the tick, cannot be told from uniform ones over 0\.08 to 4\.1 ms by a Kolmogorov-Smirnov test \(D 0\.0\d\d, p (1\.000|0\.9\d\d), 300 reads of 3 runs, which depend on each other and are as good as 62 independent ones; 0 took longer than a tick and are left out\)\.$/,
  );
  assertEquals(others, []);
});

Deno.test("delays of a whole tick are not, and it is said why", () => {
  const [one] = said([
    cellOf({ phase: "locked" }, Array(100).fill(80)),
    ...runsOf({ phase: "locked", mode: "coop" }, [
      ...Array(100).fill(3900),
      9000,
    ]),
  ]);
  assertMatch(
    one ?? "",
    /at a locked phase of the tick, are not uniform .*p below 0\.001, 300 reads of 3 runs, .*; 3 took longer than a tick and are left out\)\. A read that follows at once on one that the tick delivered starts in step/,
  );
});

Deno.test("of two runs the distance is told, and no p", () => {
  const [one] = said([
    FAST,
    ...runsOf({ phase: "random", mode: "coop" }, EVEN, 2),
  ]);
  assertMatch(
    one ?? "",
    /over 0\.08 to 4\.1 ms are not compared with uniform ones by a Kolmogorov-Smirnov test \(D 0\.0\d\d, 200 reads of 2 runs, where it takes 3 runs to tell how much one read depends on the one before; 0 took/,
  );
});

Deno.test("what one thread sees is one history: reads that follow on each other tell less", () => {
  // Each run saw another quarter of the tick, and all four all of it.
  const quarters = [0, 1, 2, 3].flatMap((quarter) =>
    runsOf(
      { phase: "random", mode: "coop" },
      EVEN.slice(25 * quarter, 25 * quarter + 25),
      1,
    ).map((one) => ({ ...one, cell: { ...one.cell, repeat: quarter + 1 } }))
  );
  assertMatch(
    said([FAST, ...quarters])[0] ?? "",
    /cannot be told .* 100 reads of 4 runs, .* as good as [12] independent ones/,
  );
});

Deno.test("nothing is told of what cannot be compared", () => {
  const coop = cellOf({ phase: "random", mode: "coop" }, EVEN);
  assertEquals(said([coop]), []);
  assertEquals(said([FAST, coop], null), []);
  assertEquals(
    said([FAST, cellOf({ phase: "locked", mode: "coop" }, EVEN)]),
    [],
  );
  assertEquals(said([]), []);
});

Deno.test("what another ring posts has no phase of the tick", () => {
  const rows = [FAST, cellOf({ phase: "random", mode: "coop" }, EVEN)];
  assertEquals(said(rows).length, 1);
  const posted = rows.map((one): Row => ({
    ...one,
    cell: {
      ...one.cell,
      params: { ...one.cell.params, load: "msg_ring" },
    },
  }));
  assertEquals(said(posted), []);
});
