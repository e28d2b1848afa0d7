/** Throws a RangeError if an index of a spec is none of a list. */
export function checkIndex(
  what: string,
  index: number,
  { length }: readonly unknown[],
): void {
  if (Number.isInteger(index) && index >= 0 && index < length) return;
  throw new RangeError(`Cannot draw ${what} ${index}: the chart has ${length}`);
}
