const SECONDS: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-9],
  ["us", 1e-6],
  ["µs", 1e-6],
  ["ms", 1e-3],
  ["s", 1],
]);

/** Whether values of a unit are written as durations. */
export function isDuration(unit: string): boolean {
  return SECONDS.has(unit);
}

/** A unit as it is printed. */
export function unitName(unit: string): string {
  return unit === "us" ? "µs" : unit;
}

/** A short text for an axis: 20000 is "20k", 2000 us is "2 ms". */
export function formatTick(value: number, unit: string): string {
  if (value === 0) return "0";
  const perUnit = SECONDS.get(unit);
  if (perUnit !== undefined) return formatDuration(value * perUnit);
  if (unit === "%") return `${plain(value)} %`;
  const size = Math.abs(value);
  for (
    const [factor, suffix] of [[1e9, "G"], [1e6, "M"], [1e3, "k"]] as const
  ) {
    if (size >= factor) return plain(value / factor) + suffix;
  }
  return plain(value);
}

/** The figure in full with its unit, if any: "34,512.25 m". */
export function formatExact(value: number, unit = ""): string {
  const figure = (Math.abs(value) < 1 ? SMALL : LARGE).format(value);
  return unit === "" ? figure : `${figure} ${unitName(unit)}`;
}

/** A figure in full with what it ranges over, if known: "5 m (4 to 6)". */
export function formatRange(
  value: number,
  { low, high }: {
    readonly low?: number | undefined;
    readonly high?: number | undefined;
  },
  unit: string,
): string {
  const range = low === undefined && high === undefined
    ? ""
    : ` (${formatExact(low ?? value)} to ${formatExact(high ?? value)})`;
  return formatExact(value, unit) + range;
}

const SMALL = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const LARGE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 3 });

function formatDuration(seconds: number): string {
  const size = Math.abs(seconds);
  // The bounds are a hair lower than they should be, so that 1000 us is written
  // as 1 ms although it may be a little less after rounding.
  if (size >= 0.9999999) return `${plain(seconds)} s`;
  if (size >= 0.9999999e-3) return `${plain(seconds * 1e3)} ms`;
  if (size >= 0.9999999e-6) return `${plain(seconds * 1e6)} µs`;
  return `${plain(seconds * 1e9)} ns`;
}

function plain(value: number): string {
  return String(Number(value.toPrecision(6)));
}
