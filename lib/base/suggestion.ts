import { closestString } from "@std/text/closest-string";

/** How names are typed, and where there are too many of them for a line. */
export interface Names {
  /** What stands in front of each name where it is typed, as of options. */
  readonly prefix?: string;
  /** What tells all of them, for the place of the list: "--help has them all". */
  readonly elsewhere?: string;
}

/** `; did you mean "coop"?` for "cop", or which names would work. */
export function suggestion(
  word: string,
  known: readonly string[],
  { prefix = "", elsewhere }: Names = {},
): string {
  const nearest = closestString(word, known);
  // Half of the letters wrong is no slip of the finger.
  return nearest && isSlip(word.toLowerCase(), nearest)
    ? `; did you mean "${prefix}${nearest}"?`
    : `; ${
      elsewhere ?? `known: ${known.map((name) => prefix + name).join(", ")}`
    }`;
}

function isSlip(word: string, nearest: string): boolean {
  const letters = new Set(word);
  const shared = [...letters].filter((c) => nearest.includes(c)).length;
  return shared > Math.max(letters.size, new Set(nearest).size) / 2;
}
