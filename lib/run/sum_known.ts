/** The sum; undefined where there is nothing to add, or a part is not known. */
export function sumKnown(
  parts: readonly (number | undefined)[],
): number | undefined {
  const [first, ...rest] = parts;
  return rest.reduce<number | undefined>(
    (sum, part) =>
      sum === undefined || part === undefined ? undefined : sum + part,
    first,
  );
}
