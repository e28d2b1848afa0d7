/** The dashes of a series that has no marker at each point, by its index. */
export function dashOf(index: number): string {
  return DASHES[index % DASHES.length] ?? DASHES[0];
}

// Each is sparser than the one before, so that a line can be seen through the
// lines that are drawn over it.
const DASHES = [
  "none",
  "14 6",
  "9 3 2 3",
  "6 4",
  "6 3 1.5 3 1.5 3",
  "3 3",
  "1.5 3",
  "1.5 6",
] as const;
