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
    cellOf({ phase: "random", mode: "coop" }, EVEN),
  ]);
  assertMatch(
    one ?? "",
    /^Delays of mode coop, seen by compute with 0 us of work between looks, reads at a random phase of the tick, cannot be told from uniform ones over 0\.08 to 4\.1 ms by a Kolmogorov-Smirnov test \(D 0\.0\d\d, p (1\.000|0\.9\d\d), 100 reads; 0 took longer than a tick and are left out\)\.$/,
  );
  assertEquals(others, []);
});

Deno.test("delays of a whole tick are not, and it is said why", () => {
  const [one] = said([
    cellOf({ phase: "locked" }, Array(100).fill(80)),
    cellOf({ phase: "locked", mode: "coop" }, [...Array(100).fill(3900), 9000]),
  ]);
  assertMatch(
    one ?? "",
    /at a locked phase of the tick, are not uniform .*p below 0\.001, 100 reads; 1 took longer than a tick and are left out\)\. A read that follows at once on one that the tick delivered starts in step/,
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
