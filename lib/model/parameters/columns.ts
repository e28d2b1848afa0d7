import { formatCpuList } from "../../base/cpu_list.ts";
import type { Field } from "../../base/field.ts";
import { valueText } from "./names.ts";
import { arranged } from "./order.ts";
import type { ParameterColumn } from "./parameter.ts";
import { ALL_NAMES, DESCRIPTIONS, type Params } from "./params.ts";

/** A column of results.csv that shows a parameter. */
export interface ParamColumn {
  readonly name: string;
  /** The parameter that it shows. */
  readonly parameter: keyof Params;
  /** Whether it shows what follows from parameters, and not the value. */
  readonly isConsequence: boolean;
  readonly value: (params: Params) => Field;
}

function columnOf(name: keyof Params): ParameterColumn<Params> {
  const { column } = DESCRIPTIONS[name];
  return typeof column === "string" ? { name: column } : column;
}

function fieldOf(value: Params[keyof Params] | undefined): Field {
  if (typeof value === "boolean") return valueText(value);
  return typeof value === "object" ? formatCpuList(value) : value;
}

function columnsOf(parameter: keyof Params): ParamColumn[] {
  const { name, idle, consequence } = columnOf(parameter);
  const shown: ParamColumn = {
    name,
    parameter,
    isConsequence: false,
    value: (params) =>
      fieldOf(idle?.where(params) ? idle.shown : params[parameter]),
  };
  return consequence
    ? [shown, { ...consequence, parameter, isConsequence: true }]
    : [shown];
}

/** The columns of the parameters, named as the options that set them. */
export const PARAM_COLUMNS: readonly ParamColumn[] = arranged(
  ALL_NAMES,
  (name) => columnOf(name).after,
).flatMap(columnsOf);

/** Those that tell the cells of an experiment apart. */
export const CELL_COLUMNS = PARAM_COLUMNS.filter(
  ({ parameter, isConsequence }) =>
    DESCRIPTIONS[parameter].group === "compared" && !isConsequence,
);

/**
 * Those that tell whether cells of two runs are the same: neither what a run
 * takes from its machine, its target or its preset, nor what follows from
 * another column.
 */
export const LOAD_COLUMNS = PARAM_COLUMNS.filter(
  ({ parameter, isConsequence }) =>
    DESCRIPTIONS[parameter].frame === undefined && !isConsequence,
);

/** All but how long a cell runs, which is other in a traced run. */
const KEY_COLUMNS = PARAM_COLUMNS.filter(({ parameter }) =>
  DESCRIPTIONS[parameter].frame !== "length"
);

/** The same text for cells that differ in nothing but how long they run. */
export function cellKey(params: Params): string {
  return JSON.stringify(KEY_COLUMNS.map(({ value }) => value(params)));
}
