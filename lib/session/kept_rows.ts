import { groupKey } from "../model/plan.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import type { Row } from "../model/row.ts";

/**
 * The rows that a run goes on from. What failed may go well now. What was
 * measured side by side stays so: where one of a group is missing or failed,
 * all of it is measured again, as the machine may be another one since, which
 * would look like a difference of the arms.
 */
export function keptRows(
  run: Pick<PlannedRun, "cells" | "axes" | "aa">,
  rows: readonly Row[],
): Row[] {
  const done = new Set(
    rows.filter(({ status }) => status !== "failed")
      .map(({ cell }) => cell.index),
  );
  const groups = Map.groupBy(run.cells, (cell) => groupKey(cell, run));
  const whole = new Set(
    [...groups.values()].filter((cells) =>
      cells.every(({ index }) => done.has(index))
    ).flatMap((cells) => cells.map(({ index }) => index)),
  );
  return rows.filter(({ cell }) => whole.has(cell.index));
}
