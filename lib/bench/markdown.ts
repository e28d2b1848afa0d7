import type { PairedRatio } from "../stats/bootstrap.ts";
import { medianOf, type PairOfFigures, ratioOf } from "./pairs.ts";

/** A line of the table: arm `to` against arm `from` on a target. */
export interface BenchLine {
  target: string;
  to: string;
  from: string;
  pairs: readonly PairOfFigures[];
}

/** "1.92 (1.85-1.99)" */
export function ratioText({ ratio, low, high }: PairedRatio): string {
  if (ratio === undefined) return "?";
  const spread = low === undefined || high === undefined
    ? ""
    : ` (${low.toFixed(2)}-${high.toFixed(2)})`;
  return `${ratio.toFixed(2)}${spread}`;
}

function thousands(iops: number): string {
  return `${(iops / 1e3).toFixed(iops < 100e3 ? 1 : 0)} k`;
}

function row(texts: readonly string[]): string {
  return `| ${texts.join(" | ")} |`;
}

/** A table of comparisons, as Markdown. */
export function benchTable(lines: readonly BenchLine[]): string {
  const head = [
    "target",
    "this",
    "against",
    "IOPS",
    "ratio of IOPS",
    "user ns per read",
    "CPU ns per read",
    "ratio of CPU",
  ];
  return [
    row(head),
    row(head.map((_, i) => i < 3 ? "---" : "---:")),
    ...lines.map(({ target, to, from, pairs }) => {
      const both = (
        figure: "iops" | "userNs" | "cpuNs",
        text: (value: number) => string,
      ) =>
        `${text(medianOf(pairs.map((p) => p.to), figure))} / ` +
        text(medianOf(pairs.map((p) => p.from), figure));
      return row([
        target,
        to,
        from,
        both("iops", thousands),
        ratioText(ratioOf(pairs, "iops")),
        both("userNs", (ns) => ns.toFixed(0)),
        both("cpuNs", (ns) => ns.toFixed(0)),
        ratioText(ratioOf(pairs, "cpuNs")),
      ]);
    }),
  ].join("\n") + "\n";
}
