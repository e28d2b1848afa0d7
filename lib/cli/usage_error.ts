import { closestString } from "@std/text/closest-string";

/** What the user typed cannot be run: one line on stderr and exit status 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The machine cannot do what was asked: one line on stderr, exit status 1. */
export class RunError extends Error {
  override name = "RunError";
}

/** `; did you mean "coop"?` for "cop", or which names would work. */
export function suggestion(
  word: string,
  known: readonly string[],
): string {
  const nearest = closestString(word, known);
  // Half of the letters wrong is no slip of the finger.
  return nearest && isSlip(word, nearest)
    ? `; did you mean "${nearest}"?`
    : `; known: ${known.join(", ")}`;
}

function isSlip(word: string, nearest: string): boolean {
  const shared = [...new Set(word)].filter((c) => nearest.includes(c)).length;
  return shared > new Set(nearest).size / 2;
}
