/**
 * interrupts.csv: a line per row and CPU, what interrupted it in the window.
 * It is for people and other programs; nothing here reads it.
 */

import type { Field } from "../base/field.ts";
import type { CpuInterrupts } from "../model/measurement/measurement.ts";
import { CELL_COLUMNS } from "../model/parameters/columns.ts";
import type { Row } from "../model/row.ts";

const COLUMNS: readonly {
  name: string;
  value: (row: Row, interrupts: CpuInterrupts) => Field;
}[] = [
  { name: "cell", value: (row) => row.cell.index },
  { name: "repeat", value: (row) => row.cell.repeat },
  ...CELL_COLUMNS.map(({ name, value }) => ({
    name,
    value: (row: Row) => value(row.cell.params),
  })),
  { name: "cpu", value: (_, { cpu }) => cpu },
  { name: "res", value: (_, { res }) => res ?? undefined },
  { name: "cal", value: (_, { cal }) => cal ?? undefined },
  { name: "loc", value: (_, { loc }) => loc ?? undefined },
  { name: "target_irqs", value: (_, { target }) => target ?? undefined },
];

/** The column names of interrupts.csv. */
export const INTERRUPTS_HEADER: readonly string[] = COLUMNS.map(({ name }) =>
  name
);

/** The lines of one row: one per CPU, none for a row that was not measured. */
export function interruptFields(row: Row): Field[][] {
  return row.interrupts.map((cpu) =>
    COLUMNS.map(({ value }) => value(row, cpu))
  );
}
