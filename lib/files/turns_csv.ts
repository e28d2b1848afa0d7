/**
 * turns.csv: a line per turn of every arm, of all its workers together. A row
 * of an arm that has its cell for itself has one turn. It is for people and
 * other programs; nothing here reads it.
 */

import { type Field, rounded } from "../base/field.ts";
import type { Turn } from "../model/measurement/measurement.ts";
import { CELL_COLUMNS } from "../model/parameters/columns.ts";
import type { Row } from "../model/row.ts";

const COLUMNS: readonly {
  name: string;
  value: (row: Row, turn: Turn, index: number) => Field;
}[] = [
  { name: "cell", value: (row) => row.cell.index },
  { name: "repeat", value: (row) => row.cell.repeat },
  { name: "arm", value: (row) => row.cell.arm },
  ...CELL_COLUMNS.map(({ name, value }) => ({
    name,
    value: (row: Row) => value(row.cell.params),
  })),
  { name: "turn", value: (_, __, index) => index + 1 },
  // CLOCK_MONOTONIC: a line's place among those of other arms.
  { name: "start_s", value: (_, turn) => (turn.startNs / 1e9).toFixed(6) },
  {
    name: "length_s",
    value: (_, turn) => rounded((turn.endNs - turn.startNs) / 1e9),
  },
  { name: "ios", value: (_, turn) => turn.ios },
  { name: "lat_sum_s", value: (_, turn) => rounded(turn.latSumNs / 1e9) },
  { name: "in_flight_s", value: (_, turn) => rounded(turn.inFlightNs / 1e9) },
  { name: "user_s", value: (_, turn) => rounded(turn.userNs / 1e9) },
  { name: "system_s", value: (_, turn) => rounded(turn.systemNs / 1e9) },
  { name: "late_s", value: (_, turn) => rounded(turn.lateNs / 1e9) },
  { name: "drain_s", value: (_, turn) => rounded(turn.drainNs / 1e9) },
];

/** The column names of turns.csv. */
export const TURNS_HEADER: readonly string[] = COLUMNS.map(({ name }) => name);

/** The lines of one row: one per turn, none for a row that was not measured. */
export function turnFields(row: Row): Field[][] {
  return (row.turns ?? []).map((turn, index) =>
    COLUMNS.map(({ value }) => value(row, turn, index))
  );
}
