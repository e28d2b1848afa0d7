import type { Summary } from "./summary.ts";

interface TableColumn {
  head: string;
  value: (summary: Summary) => string;
}

function fixed(digits: number): (value: number | undefined) => string {
  return (value) => value === undefined ? "" : value.toFixed(digits);
}

/** Microseconds to three significant digits, at least whole ones. */
function micros(value: number | undefined): string {
  if (value === undefined) return "";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Half the range over the repetitions in percent of the median. */
function spreadOf(summary: Summary): string {
  const iops = summary.spread("iops");
  return iops && iops.n > 1 && iops.median > 0
    ? `±${((iops.max - iops.min) / 2 / iops.median * 100).toFixed(0)}%`
    : "";
}

const COLUMNS: readonly TableColumn[] = [
  { head: "iodepth", value: (s) => `${s.params.iodepth}` },
  { head: "busy", value: (s) => s.params.busy ? "on" : "off" },
  { head: "mode", value: (s) => s.params.mode },
  { head: "IOPS", value: (s) => fixed(0)(s.spread("iops")?.median) },
  { head: "", value: spreadOf },
  { head: "clat us", value: (s) => micros(s.spread("clat_avg_us")?.median) },
  { head: "p99 us", value: (s) => micros(s.spread("clat_p99_us")?.median) },
  { head: "CPU", value: (s) => fixed(2)(s.spread("cpu_share")?.median) },
  { head: "RES/IO", value: (s) => fixed(2)(s.spread("res_per_io")?.median) },
  {
    head: "calls/IO",
    value: (s) => fixed(2)(s.spread("syscalls_per_io")?.median),
  },
];

/** Numbers of columns that are words and stand at the left. */
const WORDS = new Set(["busy", "mode"]);

/**
 * A table with a line per cell: medians over the repetitions, latencies in
 * microseconds; at most 80 columns wide as long as names of modes are short.
 */
export function summaryTable(summaries: readonly Summary[]): string {
  const cells = [
    COLUMNS.map(({ head }) => head),
    ...summaries.map((summary) => COLUMNS.map(({ value }) => value(summary))),
  ];
  const widths = COLUMNS.map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0))
  );
  const lines = cells.map((row) =>
    row.map((text, column) =>
      WORDS.has(COLUMNS[column]?.head ?? "")
        ? text.padEnd(widths[column] ?? 0)
        : text.padStart(widths[column] ?? 0)
    ).join("  ").trimEnd()
  );
  return lines.join("\n") + "\n";
}
