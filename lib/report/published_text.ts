/** How published figures, and those beside them, are written. */

/** Three digits: "1.13", "0.0021", "3,950" without its comma. */
export function figureNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-4
    ? value.toExponential(1)
    : `${Number(value.toPrecision(3))}`;
}

/** "1.11 to 1.15", "at most 0.01": between which ends a figure was published. */
export function publishedText(
  { low, high }: { readonly low?: number; readonly high?: number },
): string {
  if (low === undefined) return `at most ${figureNumber(high ?? 0)}`;
  if (high === undefined) return `at least ${figureNumber(low)}`;
  return low === high
    ? figureNumber(low)
    : `${figureNumber(low)} to ${figureNumber(high)}`;
}
