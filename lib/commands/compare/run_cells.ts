import type { Field } from "../../base/field.ts";
import { LOAD_COLUMNS } from "../../model/parameters/columns.ts";
import type { Params } from "../../model/parameters/params.ts";
import { compareByAxes } from "../../model/plan.ts";
import { invalidating, premiseText } from "../../model/premises/mod.ts";
import { askedCore } from "../../model/places.ts";
import { isUsable, type Row } from "../../model/row.ts";
import type { RecordedRun } from "../../files/read_run.ts";

/** The rows of a machine whose figures may be compared, of each of its runs. */
export interface MachineRows {
  readonly host: string;
  readonly runs: readonly (readonly Row[])[];
}

/** All repeats of one combination of parameters in a run. */
export interface RunCell {
  /** With the core that was asked for. */
  readonly params: Params;
  /** The parameters that tell it from other cells, as in results.csv. */
  readonly values: ReadonlyMap<string, Field>;
  /** The rows whose figures may be compared. */
  readonly rows: readonly Row[];
  /** The same by machine; those that have some. */
  readonly machines: readonly MachineRows[];
  /** Why there are none; "" where there are some. */
  readonly absence: string;
}

function absenceOf(rows: readonly Row[]): string {
  if (rows.length === 0) return "not run";
  const { status, reason, broken } = rows[0]!;
  if (status === "ok") {
    return `left out: ${invalidating(broken).map(premiseText).join("; ")}`;
  }
  return reason === "" ? status : `${status}: ${reason}`;
}

/** The cells of a run in the order of its axes. */
export function runCells(
  { run, rows }: Pick<RecordedRun, "run" | "rows">,
): RunCell[] {
  const cells = new Map<
    string,
    { params: Params; values: Map<string, Field>; rows: Row[] }
  >();
  const cellOf = (planned: Params) => {
    const params = { ...planned, core: askedCore(planned, run.places) };
    const values = new Map(
      LOAD_COLUMNS.map(({ name, value }) => [name, value(params)]),
    );
    const key = JSON.stringify([...values]);
    const cell = cells.get(key) ?? { params, values, rows: [] };
    cells.set(key, cell);
    return cell;
  };
  for (const { params } of run.cells) cellOf(params);
  for (const row of rows) cellOf(row.cell.params).rows.push(row);
  return [...cells.values()]
    .sort((a, b) => compareByAxes(a.params, b.params, run.axes))
    .map(({ params, values, rows }) => {
      const usable = rows.filter(isUsable);
      return {
        params,
        values,
        rows: usable,
        machines: usable.length > 0
          ? [{ host: usable[0]!.identity.host, runs: [usable] }]
          : [],
        absence: usable.length > 0 ? "" : absenceOf(rows),
      };
    });
}
