/**
 * results.csv: a line per finished cell with its parameters, its figures and
 * what makes them doubtful. It comes last of a cell's files, so that all else
 * that belongs to a cell is there when its line is.
 */

import { RunError } from "../base/errors.ts";
import type { Cell } from "../model/cell.ts";
import { MEASURED_FIGURES } from "../model/figures/mod.ts";
import { type Field, rounded } from "../base/field.ts";
import { PARAM_COLUMNS } from "../model/parameters/columns.ts";
import {
  type BrokenPremise,
  invalidating,
  PREMISES,
  premiseText,
} from "../model/premises/mod.ts";
import { isValid, type Row, type RunIdentity } from "../model/row.ts";
import { readCsv } from "./csv_text.ts";
import { MAX_FIGURE } from "./limits.ts";

const COLUMNS: readonly {
  name: string;
  value: (row: Row) => Field;
}[] = [
  { name: "experiment", value: (row) => row.identity.experiment },
  { name: "run", value: (row) => row.identity.run },
  { name: "cell", value: (row) => row.cell.index },
  { name: "repeat", value: (row) => row.cell.repeat },
  { name: "arm", value: (row) => row.cell.arm },
  ...PARAM_COLUMNS.map(({ name, value }) => ({
    name,
    value: (row: Row) => value(row.cell.params),
  })),
  { name: "status", value: (row) => row.status },
  {
    name: "valid",
    value: (row) => {
      const valid = isValid(row);
      return valid === undefined ? undefined : valid ? "yes" : "no";
    },
  },
  {
    name: "reasons",
    value: (row) =>
      row.reason || invalidating(row.broken).map(premiseText).join("; "),
  },
  ...MEASURED_FIGURES.map(({ name }) => ({
    name,
    value: (row: Row) => rounded(row.metrics[name]),
  })),
  {
    name: "notes",
    value: (row) =>
      row.broken.filter((one) => !invalidating(row.broken).includes(one))
        .map(premiseText).join("; "),
  },
  { name: "started_at", value: (row) => row.startedAt },
  { name: "cell_seed", value: (row) => row.cell.seed },
  { name: "seed", value: (row) => row.identity.seed },
  { name: "host", value: (row) => row.identity.host },
  { name: "kernel", value: (row) => row.identity.kernel },
  { name: "version", value: (row) => row.identity.version },
];

/** The column names of results.csv, in order. */
export const RESULTS_HEADER: readonly string[] = COLUMNS.map(({ name }) =>
  name
);

/** The line of one row. */
export function resultFields(row: Row): Field[] {
  return COLUMNS.map(({ value }) => value(row));
}

const STATUSES = ["ok", "failed", "impossible"] as const;

/** "cpu_share 0.31; cpu_steal 0.2" */
function readBroken(text: string): BrokenPremise[] {
  return text.split("; ").flatMap((note) => {
    const [premise = "", value = ""] = note.split(" ");
    return Object.hasOwn(PREMISES, premise) &&
        Math.abs(Number(value)) <= MAX_FIGURE
      ? [{ premise: premise as BrokenPremise["premise"], value: Number(value) }]
      : [];
  });
}

/** Without these nobody knows what a row is. */
const NEEDED = ["cell", "repeat", "status"];

/** What results.csv holds of finished cells. */
export interface ReadRows {
  rows: Row[];
  /** Whether the last line was only half written, and so was left out. */
  torn: boolean;
  /** Whether it has the columns that this version writes. */
  isSame: boolean;
}

/**
 * Reads results.csv of a run whose plan is known. Throws
 * {@linkcode RunError} that names the line where the text is not what uringlab
 * writes, or where a row is not of the cell that it says. What other versions
 * do not write is absent, and what they write beside it is passed over.
 */
export function readRows(
  text: string,
  cells: readonly Cell[],
  identity: RunIdentity,
  file: string,
): ReadRows {
  const whole = text.endsWith("\n");
  const complete = whole ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  let lines: string[][];
  try {
    lines = readCsv(complete);
  } catch (error) {
    throw new RunError(`${file}: ${(error as Error).message}`);
  }
  const [header = [], ...records] = lines;
  const isSame = header.length === RESULTS_HEADER.length &&
    RESULTS_HEADER.every((name, i) => header[i] === name);
  const missing = NEEDED.find((name) => !header.includes(name));
  if (missing !== undefined) {
    throw new RunError(`${file}: it has no column ${missing}`);
  }
  const seen = new Set<number>();
  const columns = new Map(header.map((name, at) => [name, at]));
  const rows = records.map((fields, i) => {
    const row = readRow(columns, fields, cells, identity, `${file}:${i + 2}`);
    if (seen.has(row.cell.index)) {
      throw new RunError(
        `${file}:${i + 2}: cell ${row.cell.index} stands there twice`,
      );
    }
    seen.add(row.cell.index);
    return row;
  });
  return { rows, torn: !whole, isSame };
}

/** A figure as uringlab writes it; throws {@linkcode RunError}. */
function readFigure(
  { name, signed }: { name: string; signed?: true },
  field: string,
  where: string,
): number {
  const value = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(field) ? Number(field) : NaN;
  if (Number.isNaN(value)) {
    throw new RunError(`${where}: ${name} is "${field}", not a number`);
  }
  if (Math.abs(value) > MAX_FIGURE || (value < 0 && !signed)) {
    throw new RunError(`${where}: ${name} is ${field}, which nothing can be`);
  }
  return value;
}

function readRow(
  columns: ReadonlyMap<string, number>,
  fields: readonly string[],
  cells: readonly Cell[],
  identity: RunIdentity,
  where: string,
): Row {
  const of = (name: string) => fields[columns.get(name) ?? -1] ?? "";
  const cell = cells[Number(of("cell"))];
  if (!/^\d+$/.test(of("cell")) || !cell) {
    throw new RunError(`${where}: there is no cell ${of("cell")} in the plan`);
  }
  for (const { name, value } of PARAM_COLUMNS) {
    const planned = `${value(cell.params) ?? ""}`;
    // Another version may know fewer parameters.
    if (columns.has(name) && of(name) !== planned) {
      throw new RunError(
        `${where}: ${name} is ${of(name)}, but cell ${cell.index} of the ` +
          `plan has ${planned}`,
      );
    }
  }
  const status = STATUSES.find((s) => s === of("status"));
  if (!status) throw new RunError(`${where}: status is ${of("status")}`);
  const metrics: Record<string, number> = {};
  for (const metric of MEASURED_FIGURES) {
    const field = of(metric.name);
    if (field !== "") {
      metrics[metric.name] = readFigure(metric, field, where);
    }
  }
  return {
    identity,
    cell,
    startedAt: of("started_at"),
    status,
    reason: status === "ok" ? "" : of("reasons"),
    metrics,
    interrupts: [],
    broken: status === "ok"
      ? [...readBroken(of("reasons")), ...readBroken(of("notes"))]
      : [],
  };
}
