/** Numbers in sentences and tables. */

/** "1.5 %" for a share of 0.015. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** "+1.5 %" for a ratio of 1.015; "?" where there is none. */
export function changeText(ratio: number | undefined): string {
  if (ratio === undefined) return "?";
  const change = ratio - 1;
  return `${change < 0 ? "-" : "+"}${percent(Math.abs(change))}`;
}

/** "1 run", "2 runs" */
export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
