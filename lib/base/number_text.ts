/** Numbers in sentences and tables. */

/** "1.5 %" for a share of 0.015. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** From here on a factor is easier to grasp than a percentage. */
const FACTOR = 3;

/**
 * "+1.5 %" for a ratio of 1.015, "x 3.50" for one of 3.5; "?" where there is
 * none.
 */
export function changeText(ratio: number | undefined): string {
  if (ratio === undefined) return "?";
  if (ratio >= FACTOR) {
    return `x ${ratio < 100 ? ratio.toPrecision(3) : ratio.toFixed(0)}`;
  }
  const change = ratio - 1;
  return `${change < 0 ? "-" : "+"}${percent(Math.abs(change))}`;
}

/** Three digits of a number that is not negative, and no exponent. */
export function threeDigits(value: number): string {
  if (value === 0) return "0";
  return value < 100 ? value.toPrecision(3) : value.toFixed(0);
}

/** "1 run", "2 runs", "2 processes" */
export function plural(count: number, what: string): string {
  if (count === 1) return `1 ${what}`;
  return `${count} ${what}${what.endsWith("s") ? "es" : "s"}`;
}

/** "1.5 GiB" for as many bytes. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}
