/**
 * turns.csv: a line per turn of every arm, of all its workers together. A row
 * of an arm that has its cell for itself has one turn.
 */

import { RunError } from "../base/errors.ts";
import { type Field, rounded } from "../base/field.ts";
import type { Turn } from "../model/measurement/measurement.ts";
import { CELL_COLUMNS } from "../model/parameters/columns.ts";
import type { Row } from "../model/row.ts";
import { readCsv } from "./csv_text.ts";
import { MAX_FIGURE } from "./limits.ts";

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
  // Empty where no waker tells.
  {
    name: "absent_s",
    value: (_, { absentNs }) =>
      absentNs === undefined ? undefined : rounded(absentNs / 1e9),
  },
  { name: "counts", value: (_, turn) => turn.counts ? 1 : 0 },
];

/** The column names of turns.csv. */
export const TURNS_HEADER: readonly string[] = COLUMNS.map(({ name }) => name);

/** The lines of one row: one per turn, none for a row that was not measured. */
export function turnFields(row: Row): Field[][] {
  return (row.turns ?? []).map((turn, index) =>
    COLUMNS.map(({ value }) => value(row, turn, index))
  );
}

/** The columns that a turn is read from, seconds but for `ios`. */
const READ = [
  "start_s",
  "length_s",
  "ios",
  "lat_sum_s",
  "in_flight_s",
  "user_s",
  "system_s",
  "late_s",
  "drain_s",
] as const;

/** Seconds and counts beyond which a double could not tell two ns apart. */
const MAX_READ = 1e9;

function readNumber(field: string, name: string, where: string): number {
  const value = /^\d+(\.\d+)?(e[+-]?\d+)?$/.test(field) ? Number(field) : NaN;
  if (!(value <= (name === "ios" ? MAX_FIGURE : MAX_READ))) {
    throw new RunError(`${where}: ${name} is "${field}", which nothing can be`);
  }
  return value;
}

/**
 * The turns in turns.csv by their cell's position in the plan, in the order of
 * the file; none where it has other columns, as another version may write.
 * Throws {@linkcode RunError} that names `file` and the line where the text is
 * not what {@linkcode turnFields} gives. Half a line at its end is left out.
 */
export function readTurns(
  text: string,
  file: string,
): ReadonlyMap<number, readonly Turn[]> {
  let lines: string[][];
  try {
    lines = readCsv(text.slice(0, text.lastIndexOf("\n") + 1));
  } catch (error) {
    throw new RunError(`${file}: ${(error as Error).message}`);
  }
  const [header = [], ...records] = lines;
  const cells = new Map<number, Turn[]>();
  if (["cell", ...READ].some((name) => !header.includes(name))) return cells;
  const columns = new Map(header.map((name, at) => [name, at]));
  for (const [i, fields] of records.entries()) {
    const where = `${file}:${i + 2}`;
    const of = (name: string) =>
      readNumber(fields[columns.get(name) ?? -1] ?? "", name, where);
    const ns = (name: typeof READ[number]) => of(name) * 1e9;
    const isTold = (name: string) =>
      (fields[columns.get(name) ?? -1] ?? "") !== "";
    const startNs = ns("start_s");
    const turn: Turn = {
      startNs,
      endNs: startNs + ns("length_s"),
      ios: of("ios"),
      latSumNs: ns("lat_sum_s"),
      inFlightNs: ns("in_flight_s"),
      userNs: ns("user_s"),
      systemNs: ns("system_s"),
      lateNs: ns("late_s"),
      drainNs: ns("drain_s"),
      // Versions that left no turn out have neither.
      absentNs: isTold("absent_s") ? of("absent_s") * 1e9 : undefined,
      counts: !isTold("counts") || of("counts") > 0,
    };
    const cell = of("cell");
    const turns = cells.get(cell);
    if (turns) turns.push(turn);
    else cells.set(cell, [turn]);
  }
  return cells;
}

/**
 * The rows with their turns. A cell that stands there twice, as its row was
 * lost the first time, has as many turns as it should not have: it is left
 * without, and so is a row whose turns do not make up its `turns`.
 */
export function withRecordedTurns(
  rows: readonly Row[],
  turns: ReadonlyMap<number, readonly Turn[]>,
): Row[] {
  return rows.map((row) => {
    const own = turns.get(row.cell.index);
    return own && row.status === "ok" && own.length === row.metrics.turns
      ? { ...row, turns: own }
      : row;
  });
}
