import { closestString } from "@std/text/closest-string";

/**
 * `; did you mean "coop"?` for "cop", or which names would work. `prefix` is
 * what stands in front of each name where it is typed, as of options.
 */
export function suggestion(
  word: string,
  known: readonly string[],
  prefix = "",
): string {
  const nearest = closestString(word, known);
  // Half of the letters wrong is no slip of the finger.
  return nearest && isSlip(word.toLowerCase(), nearest)
    ? `; did you mean "${prefix}${nearest}"?`
    : `; known: ${known.map((name) => prefix + name).join(", ")}`;
}

function isSlip(word: string, nearest: string): boolean {
  const letters = new Set(word);
  const shared = [...letters].filter((c) => nearest.includes(c)).length;
  return shared > Math.max(letters.size, new Set(nearest).size) / 2;
}
