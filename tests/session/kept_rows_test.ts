import { assertEquals } from "@std/assert";
import type { Axes } from "../../lib/model/experiment.ts";
import { plan } from "../../lib/model/plan.ts";
import type { Row } from "../../lib/model/row.ts";
import { keptRows } from "../../lib/session/kept_rows.ts";
import { params, row } from "../model/fixtures.ts";

const AXES: Axes = { iodepth: [1, 2], mode: ["default", "coop", "defer"] };

function planned(aa = false) {
  const axes = aa ? { ...AXES, mode: ["default"] as const } : AXES;
  return {
    axes,
    aa,
    cells: plan(params(), axes, { repeats: 2, order: "random", seed: 5, aa }),
  };
}

/** Rows of the cells at these positions. */
function rowsOf(
  { cells }: ReturnType<typeof planned>,
  indices: readonly number[],
  status: Row["status"] = "ok",
): Row[] {
  return indices.map((index) => ({ ...row(), status, cell: cells[index]! }));
}

function kept(run: ReturnType<typeof planned>, rows: readonly Row[]): number[] {
  return keptRows(run, rows).map(({ cell }) => cell.index);
}

Deno.test("keptRows() keeps what was measured side by side as a whole", () => {
  const run = planned();
  assertEquals(kept(run, rowsOf(run, [0, 1, 2, 3, 4, 5])), [0, 1, 2, 3, 4, 5]);
  assertEquals(kept(run, rowsOf(run, [0, 1, 2, 3, 4])), [0, 1, 2]);
  assertEquals(kept(run, rowsOf(run, [0, 2, 9, 10, 11])), [9, 10, 11]);
  assertEquals(kept(run, []), []);
});

Deno.test("keptRows() leaves out the partners of what failed", () => {
  const run = planned();
  const rows = [
    ...rowsOf(run, [0, 1, 3, 4, 5]),
    ...rowsOf(run, [2], "failed"),
  ];
  assertEquals(kept(run, rows), [3, 4, 5]);
});

Deno.test("keptRows() takes what is impossible for measured", () => {
  const run = planned();
  const rows = [...rowsOf(run, [0, 1]), ...rowsOf(run, [2], "impossible")];
  assertEquals(kept(run, rows), [0, 1, 2]);
});

Deno.test("keptRows() pairs the equal arms of a combination", () => {
  const run = planned(true);
  assertEquals(kept(run, rowsOf(run, [0, 1, 2, 4, 5])), [0, 1, 4, 5]);
});
