/** A text that is the same for the same values only. */
export function keyed(values: readonly unknown[]): string {
  return values.map((value) => `${value}`).join("\n");
}

/** Each of these counts less the earlier one; what is new counts whole. */
export function minus<T extends Readonly<Record<string, number>>>(
  after: T,
  before: T | undefined,
): T {
  const pairs = Object.entries(after).map(([name, count]) =>
    [name, count - (before?.[name] ?? 0)] as const
  );
  return Object.fromEntries(pairs) as T;
}

/** A count that this kernel may not show. */
export function optionalMinus(
  after: number | undefined,
  before: number | undefined,
): number | undefined {
  return after === undefined ? undefined : after - (before ?? 0);
}

/** The counts of a map that have grown, and by how much. */
export function mapMinus<K>(
  after: ReadonlyMap<K, number>,
  before: ReadonlyMap<K, number> | undefined,
): Map<K, number> {
  const pairs = [...after].map(([key, count]) =>
    [key, count - (before?.get(key) ?? 0)] as const
  );
  return new Map(pairs.filter(([, count]) => count > 0));
}

/** Subtracts lists of counts whose entries are the same by their key. */
export function listMinus<T>(
  after: readonly T[],
  before: readonly T[],
  key: (entry: T) => string,
  subtract: (entry: T, earlier: T | undefined) => T,
): T[] {
  const earlier = new Map(before.map((entry) => [key(entry), entry]));
  return after.map((entry) => subtract(entry, earlier.get(key(entry))));
}
