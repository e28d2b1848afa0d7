import { textTable } from "../../report/tables/text_table.ts";
import type { PairedRatio } from "../../stats/bootstrap.ts";
import type { LoadFigures } from "./figures.ts";
import { medianOf, type PairOfFigures, ratioOf } from "./pairs.ts";

/** A comparison: arm `to` against arm `from` on a target. */
export interface BenchLine {
  target: string;
  to: string;
  /** "" where it is the same for all. */
  from: string;
  pairs: readonly PairOfFigures[];
}

/** "1.92 (1.85 to 1.99)" */
export function ratioText({ ratio, low, high }: PairedRatio): string {
  if (ratio === undefined) return "?";
  const spread = low === undefined || high === undefined
    ? ""
    : ` (${low.toFixed(2)} to ${high.toFixed(2)})`;
  return `${ratio.toFixed(2)}${spread}`;
}

function thousands(iops: number): string {
  return `${(iops / 1e3).toFixed(iops < 100e3 ? 1 : 0)}k`;
}

function nanoseconds(ns: number): string {
  return ns.toFixed(0);
}

function column(
  head: string,
  value: (line: BenchLine) => string,
  words = false,
) {
  return { head, value, words };
}

/** The medians of both arms: "251k / 243k". */
function medians(
  { pairs }: BenchLine,
  figure: keyof LoadFigures,
  text: (value: number) => string,
): string {
  const of = (arm: keyof PairOfFigures) =>
    text(medianOf(pairs.map((pair) => pair[arm]), figure));
  return `${of("to")} / ${of("from")}`;
}

/** What a load is called: how many there are in a second, and each of them. */
export interface LoadWords {
  readonly rate: string;
  readonly each: string;
}

/** Of reads. */
const IOS: LoadWords = { rate: "IOPS", each: "IO" };

/** Two tables of comparisons: speed, and time on the CPU. */
export function benchTables(
  lines: readonly BenchLine[],
  { rate, each }: LoadWords = IOS,
): string {
  const leading = [
    { ...column("target", ({ target }) => target, true), name: "target" },
    {
      ...column("", ({ to, from }) => from ? `${to} vs ${from}` : to, true),
      name: "",
    },
  ];
  const table = (...columns: ReturnType<typeof column>[]) =>
    textTable(lines, leading, columns);
  const speed = table(
    column(rate, (line) => medians(line, "iops", thousands)),
    column("ratio (95 % CI)", ({ pairs }) => ratioText(ratioOf(pairs, "iops"))),
  );
  const cost = table(
    column(`user ns/${each}`, (line) => medians(line, "userNs", nanoseconds)),
    column(`CPU ns/${each}`, (line) => medians(line, "cpuNs", nanoseconds)),
    column(
      "of CPU (95 % CI)",
      ({ pairs }) => ratioText(ratioOf(pairs, "cpuNs")),
    ),
  );
  return `${speed}\n${cost}`;
}
