/** A field of a CSV file; undefined is an empty one. */
export type Field = string | number | undefined;

/** Decimals are kept to a resolution below that of the measurement. */
export function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(9));
}
