/**
 * triggers.csv: what ran the task_work of each traced cell, a line per class:
 * counts of all its runs together, and the mean of the runs' shares.
 */

import { CELL_COLUMNS } from "../model/parameters/columns.ts";
import { type Field, rounded } from "../base/field.ts";
import { byCell, sumOver, triggerShare } from "../trace/blocks.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import { triggersIn } from "../trace/trigger.ts";
import { csvLines } from "./csv_text.ts";

/** The text of triggers.csv. */
export function triggersCsv(cells: readonly TracedCell[]): string {
  const header = [
    ...CELL_COLUMNS.map(({ name }) => name),
    "trigger",
    "count",
    "share",
  ];
  const named = triggersIn(cells.map(({ trace }) => trace));
  const lines = byCell(cells).flatMap((blocks): Field[][] => {
    const traced = blocks.filter(({ trace }) => trace);
    const { params } = blocks[0].row.cell;
    return traced.length === 0 ? [] : named.map((trigger) => [
      ...CELL_COLUMNS.map(({ value }) => value(params)),
      trigger,
      sumOver(traced, ({ trace }) => trace?.triggers.get(trigger)) ?? 0,
      rounded(triggerShare(traced, trigger)),
    ]);
  });
  return csvLines([header, ...lines]);
}
