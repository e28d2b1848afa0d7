import { assertEquals } from "@std/assert";
import type { Figures } from "../../../lib/model/figures/mod.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import { thinkFindings } from "../../../lib/report/findings/think.ts";
import { summaries } from "../../../lib/stats/summary.ts";
import { row } from "../../model/fixtures.ts";
import { think } from "../../../experiments/think.ts";

function said(
  cells: readonly (readonly [Partial<Params>, Figures])[],
): string[] {
  return thinkFindings({
    summaries: summaries(
      cells.map(([change, metrics]) =>
        row({ ...think.base, ...change }, { metrics })
      ),
      think.axes,
    ),
  });
}

Deno.test("the share of kicks that hit user mode is told by the work", () => {
  const cells = [
    [{ thinkcycles: 0 }, { kicks_per_io: 0.97, kicks_user_share: 0.074 }],
    [{ thinkcycles: 4096 }, { kicks_per_io: 1, kicks_user_share: 0.998 }],
    [{ thinkcycles: 0, mode: "coop" }, { kicks_per_io: 0 }],
  ] as const;
  assertEquals(said(cells), [
    "Of the kicks of mode default, by cycles of work after each read, so many " +
    "hit user mode: 7.4 % at 0, 99.8 % at 4096; kicks per read 0.97 at 0, 1 " +
    "at 4096. Without work 92.6 % of them find their thread in the kernel, " +
    "where it would have seen its completions without them.",
  ]);
});

Deno.test("without a trace that shows where they land nothing is told", () => {
  assertEquals(said([[{ thinkcycles: 0 }, { iops: 1 }]]), []);
  assertEquals(said([]), []);
});
