/** triggers.csv: what ran the task_work of each traced cell, a line per class. */

import { CELL_COLUMNS } from "../model/parameters/columns.ts";
import { type Field, rounded } from "../base/field.ts";
import { total, type TracedCell } from "../trace/traced_cell.ts";
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
  const lines = cells.flatMap(
    ({ row: { cell: { params } }, trace }): Field[][] => {
      if (!trace) return [];
      const runs = total(trace.triggers);
      return named.map((trigger) => {
        const count = trace.triggers.get(trigger) ?? 0;
        return [
          ...CELL_COLUMNS.map(({ value }) => value(params)),
          trigger,
          count,
          runs ? rounded(count / runs) : undefined,
        ];
      });
    },
  );
  return csvLines([header, ...lines]);
}
