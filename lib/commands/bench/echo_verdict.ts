/** Whether our echo is as fast as the barest ones, in a line. */
// @ts-types="@types/d3-array"
import { greatest } from "d3-array";
import { wrap } from "../../base/terminal_text.ts";
import type { BenchFigure } from "./output.ts";
import { medianOf, ratioOf } from "./pairs.ts";
import { type BenchLine, ratioText } from "./tables.ts";

/** What our loops are to be of the better of the barest, at least. */
const KEPT = 0.95;

/** A comparison of one loop, with the system calls that each message took. */
export interface EchoLine extends BenchLine {
  readonly calls: { readonly to: number; readonly from: number };
}

/** Of each target the loop that is the fastest of the barest. */
function better(lines: readonly EchoLine[]): EchoLine[] {
  const rate = ({ pairs }: EchoLine) =>
    medianOf(pairs.map(({ from }) => from), "iops");
  return [...Map.groupBy(lines, ({ target }) => target).values()]
    .flatMap((some) => greatest(some, rate) ?? []);
}

/** Whether all of the interval of a comparison is as fast. */
function isKept({ pairs }: EchoLine): boolean {
  const { low } = ratioOf(pairs, "iops");
  return low !== undefined && low >= KEPT;
}

function withRatio(line: EchoLine): string {
  return `${line.target}, ${line.to}: ${
    ratioText(ratioOf(line.pairs, "iops"))
  }`;
}

/** How many system calls a message takes on both sides: they are to be as many. */
export function callsText(lines: readonly EchoLine[]): string {
  const all = lines.map(({ target, to, calls }) =>
    `${target}, ${to}: ${calls.to.toFixed(2)} / ${calls.from.toFixed(2)}`
  );
  return wrap(
    `System calls of the loop per message, uringlab / bare: ${all.join("; ")}.`,
  ).join("\n");
}

/**
 * Whether at least 0.95 of the better of the barest loops is kept by all of the
 * interval, at equal settings: our loop of the same kind. Its figures are the
 * ratios, and 1 or 0 for all of them.
 */
export function echoVerdict(
  lines: readonly EchoLine[],
): { text: string; figures: BenchFigure[]; kept: boolean } {
  const judged = better(lines);
  const lost = judged.filter((line) => !isKept(line));
  const kept = judged.length > 0 && lost.length === 0;
  const text = `${KEPT} of the better at equal settings is kept by the whole ` +
    (kept
      ? `interval: yes (${judged.map(withRatio).join("; ")}).`
      : `interval: no, not with ${lost.map(withRatio).join("; ")}.`) +
    ` Of all ${lines.length} comparisons ${
      lines.filter(isKept).length
    } keep it.`;
  return {
    text: wrap(text).join("\n"),
    kept,
    figures: [
      ...judged.map((line) => ({
        name: `${line.to} of the better, ${line.target}`,
        unit: "1",
        value: ratioOf(line.pairs, "iops").ratio ?? NaN,
      })),
      { name: `${KEPT} kept`, unit: "1", value: kept ? 1 : 0 },
    ],
  };
}
