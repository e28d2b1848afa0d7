import { ALL_NAMES, DESCRIPTIONS, type Params } from "./params.ts";
import type { PARAMETERS } from "./table.ts";

type Table = typeof PARAMETERS;

type FieldOf<N> = N extends string ? N
  : N extends { field: infer F extends string } ? F
  : never;

/** A field of URINGLAB_CELL_PARAMS in c/uringlab.h that a parameter fills. */
export type NativeField = {
  [K in keyof Table]: FieldOf<Table[K]["native"]>;
}[keyof Table];

function fieldOf(name: keyof Params): string | undefined {
  const { native } = DESCRIPTIONS[name];
  return typeof native === "string" ? native : native?.field;
}

/** The fields that parameters fill, in the order of the table. */
export const NATIVE_FIELDS = ALL_NAMES.flatMap((name) =>
  fieldOf(name) ?? []
) as NativeField[];

function numberOf(name: keyof Params, params: Params): number {
  const { native } = DESCRIPTIONS[name];
  return native !== null && typeof native === "object"
    ? native.value(params)
    : Number(params[name]);
}

/** What the engine is told of a cell's parameters, by the fields of the ABI. */
export function nativeFields(params: Params): Record<NativeField, bigint> {
  return Object.fromEntries(
    ALL_NAMES.flatMap((name) => {
      const field = fieldOf(name);
      return field === undefined
        ? []
        : [[field, BigInt(numberOf(name, params))]];
    }),
  ) as Record<NativeField, bigint>;
}
