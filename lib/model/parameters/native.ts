import { ALL_NAMES, DESCRIPTIONS, type Params } from "./params.ts";
import type { PARAMETERS } from "./table.ts";

type Table = typeof PARAMETERS;

type FieldOf<N> = N extends string ? N
  : N extends { field: infer F extends string } ? F
  : never;

/** A field of URINGLAB_ARM_PARAMS in c/uringlab.h that a parameter fills. */
export type ArmField = {
  [K in keyof Table]: Table[K] extends { perArm: true }
    ? FieldOf<Table[K]["native"]>
    : never;
}[keyof Table];

/** A field of URINGLAB_CELL_PARAMS that a parameter fills. */
export type CellField = {
  [K in keyof Table]: Table[K] extends { perArm: true } ? never
    : FieldOf<Table[K]["native"]>;
}[keyof Table];

function fieldOf(name: keyof Params): string | undefined {
  const { native } = DESCRIPTIONS[name];
  return typeof native === "string" ? native : native?.field;
}

/** The parameters that are an arm's own, or those that its cell has. */
function namesOf(perArm: boolean): (keyof Params)[] {
  return ALL_NAMES.filter((name) =>
    (DESCRIPTIONS[name].perArm ?? false) === perArm
  );
}

/** What all arms of one cell have in common. */
export const CELL_NAMES = namesOf(false);
const ARM_NAMES = namesOf(true);

/** The fields that parameters of a cell fill, in the order of the table. */
export const CELL_FIELDS = CELL_NAMES.flatMap((name) =>
  fieldOf(name) ?? []
) as CellField[];

/** The fields that parameters of an arm fill, likewise. */
export const ARM_FIELDS = ARM_NAMES.flatMap((name) =>
  fieldOf(name) ?? []
) as ArmField[];

function numberOf(name: keyof Params, params: Params): number {
  const { native } = DESCRIPTIONS[name];
  return native !== null && typeof native === "object"
    ? native.value(params)
    : Number(params[name]);
}

function fields(
  names: readonly (keyof Params)[],
  params: Params,
): Record<string, bigint> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const field = fieldOf(name);
      return field === undefined
        ? []
        : [[field, BigInt(numberOf(name, params))]];
    }),
  );
}

/** What the engine is told of a cell's parameters, by the fields of the ABI. */
export function cellFields(params: Params): Record<CellField, bigint> {
  return fields(CELL_NAMES, params) as Record<CellField, bigint>;
}

/** What it is told of an arm's. */
export function armFields(params: Params): Record<ArmField, bigint> {
  return fields(ARM_NAMES, params) as Record<ArmField, bigint>;
}
