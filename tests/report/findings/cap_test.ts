import { assertEquals } from "@std/assert";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import { capFindings } from "../../../lib/report/findings/cap.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { row } from "../../model/fixtures.ts";
import { cap } from "../../../experiments/cap.ts";

function said(
  cells: readonly (readonly [Partial<Params>, Figures])[],
): string[] {
  return capFindings({
    summaries: summaries(
      cells.map(([change, metrics]) =>
        row({ ...cap.base, ...change }, { metrics })
      ),
      cap.axes,
    ),
  });
}

Deno.test("the cap of DEFER is told where a look takes as many", () => {
  const cells = [
    [{ iodepth: 16 }, { cqes_per_reap: 16 }],
    [{ iodepth: 64 }, { cqes_per_reap: 63.9 }],
    [{ iodepth: 16, mode: "defer" }, { cqes_per_reap: 16 }],
    [{ iodepth: 64, mode: "defer" }, { cqes_per_reap: 20.02 }],
    [
      { iodepth: 64, mode: "defer", thinkMinComplete: 64 },
      { cqes_per_reap: 64 },
    ],
  ] as const;
  assertEquals(said(cells), [
    "Completions per look, by iodepth, where it waits for none: default 16 at " +
    "16, 63.9 at 64; defer 16 at 16, 20 at 64. At iodepth 64 defer takes the " +
    "20 that the kernel delivers at a time.",
    "Completions per look, by iodepth, where it waits for up to 64: defer 64 " +
    "at 64.",
  ]);
});

Deno.test("where nothing was measured nothing is told", () => {
  assertEquals(said([]), []);
  assertEquals(said([[{ iodepth: 8 }, { iops: 1 }]]), []);
});
