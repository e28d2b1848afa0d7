/** A place in which two JSON values differ. */
export interface Difference {
  /** The names that lead there: ["plan", "base", "bs"]. */
  readonly path: readonly string[];
  /** Undefined where there is nothing. */
  readonly from: unknown;
  readonly to: unknown;
}

function isTree(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  // Lists of CPUs and the like are read, and so compared, as a whole.
  return !Array.isArray(value) || value.some((item) => isTree(item));
}

/** Every leaf in which two JSON values differ, in the order of the first. */
export function differences(
  from: unknown,
  to: unknown,
  path: readonly string[] = [],
): Difference[] {
  if (isTree(from) && isTree(to)) {
    const names = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...names].flatMap((name) =>
      differences(from[name], to[name], [...path, name])
    );
  }
  return JSON.stringify(from) === JSON.stringify(to)
    ? []
    : [{ path, from, to }];
}

/** A leaf as a text: JSON, or "none" where there is nothing. */
export function leafText(value: unknown): string {
  return JSON.stringify(value) ?? "none";
}
