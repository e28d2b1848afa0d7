import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  blockCount,
  byCell,
  kicksPerRead,
  rateText,
  sumOver,
  triggerShare,
} from "../../lib/trace/blocks.ts";
import type { TracedCell } from "../../lib/trace/traced_cell.ts";
import { inBlock, traced, untraced } from "../report/trace/fixtures.ts";

/** A run of 1000 reads with so many kicks, and runs of task_work by the tick. */
function run(
  repeat: number,
  iodepth: number,
  kicks: number | undefined,
  { timer = 0, unknown = 0 } = {},
): TracedCell {
  return inBlock(
    repeat,
    traced({ iodepth }, {
      metrics: { ios: 1000 },
      trace: {
        ipis: kicks === undefined ? undefined : new Map([["RES kick", kicks]]),
        triggers: new Map([["timer", timer], ["unknown", unknown]]),
      },
    }),
  );
}

Deno.test("the runs of a cell belong together, whatever lies between", () => {
  const cells = [run(1, 1, 0), run(1, 2, 0), run(2, 2, 0), run(2, 1, 0)];
  assertEquals(
    byCell(cells).map((blocks) =>
      blocks.map(({ row: { cell } }) => [cell.params.iodepth, cell.repeat])
    ),
    [[[1, 1], [1, 2]], [[2, 1], [2, 2]]],
  );
  assertEquals(blockCount(cells), 2);
  assertEquals(blockCount([]), 1);
});

Deno.test("the arms of a run of equals are two cells", () => {
  const cells = (["A", "B"] as const).map((arm) => {
    const { row, ...rest } = run(1, 1, 0);
    return { ...rest, row: { ...row, cell: { ...row.cell, arm } } };
  });
  assertEquals(byCell(cells).length, 2);
});

Deno.test("shares count alike by run and by cell, however many reads there were", () => {
  const cells = [
    run(1, 1, 0, { timer: 1, unknown: 3 }),
    run(2, 1, 0, { timer: 3000, unknown: 1000 }),
    // A run in which nothing happened tells nothing.
    run(3, 1, 0),
    run(1, 2, 0, { timer: 0, unknown: 7 }),
  ];
  assertEquals(triggerShare(cells, "timer"), (0.5 + 0) / 2);
  assertEquals(triggerShare(cells, "page_fault"), 0);
  assertEquals(triggerShare([run(3, 1, 0)], "timer"), undefined);
});

Deno.test("what no run tells is unknown, not none", () => {
  const kicks = ({ row }: TracedCell) => row.metrics.ios;
  assertEquals(sumOver([untraced({}, "no")], kicks), undefined);
  assertEquals(sumOver([run(1, 1, 0), untraced({}, "no")], kicks), 1000);
  assertEquals(kicksPerRead([run(1, 1, undefined)]), undefined);
  assertEquals(kicksPerRead([untraced({}, "no")]), undefined);
  assertEquals(kicksPerRead([]), undefined);
});

Deno.test("kicks per read of three blocks have an interval", () => {
  const found = kicksPerRead([run(1, 1, 10), run(2, 1, 20), run(3, 1, 40)]);
  assertAlmostEquals(found?.rate ?? 0, 0.02, 1e-9);
  assert(found?.low !== undefined && found.high !== undefined);
  assert(found.low < 0.02 && found.high > 0.02);
  // Of ratios: as far to either side.
  assertAlmostEquals(found.low * found.high, 0.02 ** 2, 1e-9);
  assertEquals(
    rateText({ rate: 0.02, low: 0.01, high: 0.04 }),
    "0.0200 (0.0100 to 0.0400)",
  );
});

Deno.test("without a kick in every block, or with fewer blocks, there is no interval", () => {
  const none = { low: undefined, high: undefined };
  assertEquals(
    kicksPerRead([run(1, 1, 0), run(2, 1, 0), run(3, 1, 30)]),
    { rate: 0.01, ...none },
  );
  assertEquals(
    kicksPerRead([run(1, 1, 0), run(2, 1, 0), run(3, 1, 0)]),
    { rate: 0, ...none },
  );
  const two = kicksPerRead([run(1, 1, 10), run(2, 1, 10)]);
  assertAlmostEquals(two?.rate ?? 0, 0.01, 1e-9);
  assertEquals([two?.low, two?.high], [undefined, undefined]);
  assertEquals(rateText({ rate: 0.01, ...none }), "0.0100");
});

Deno.test("of several cells a block that one lacks is left out", () => {
  const found = kicksPerRead([
    run(1, 1, 10),
    run(2, 1, 500),
    run(1, 2, 30),
  ]);
  assertAlmostEquals(found?.rate ?? 0, 0.02, 1e-9);
});
