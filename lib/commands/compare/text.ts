import { changeText } from "../../base/number_text.ts";
import { figureFormat } from "../../report/tables/summary_table.ts";
import { textTable } from "../../report/tables/text_table.ts";
import { WIDTH, wrap } from "../../base/terminal_text.ts";
import type { ComparedRuns } from "./compared_runs.ts";
import type { RunComparison } from "./run_comparisons.ts";
import {
  byMetric,
  CAVEAT,
  differenceText,
  findingsOf,
  leftOutTexts,
  preamble,
  sideTexts,
} from "./sentences.ts";
import { telling } from "./telling.ts";

/** The differences of two runs that fit above the figures. */
const SHOWN = 12;

function cut(line: string): string {
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 3)}...`;
}

function differenceLines(
  { differences }: Pick<ComparedRuns, "differences">,
): string[] {
  const more = differences.length - SHOWN;
  return differences.length === 0
    ? ["meta.json shows no difference between the runs."]
    : [
      "What differs between the runs, A against B:",
      ...differences.slice(0, SHOWN).map((one) =>
        cut(`  ${differenceText(one)}`)
      ),
      ...more > 0 ? [`  and ${more} more; compare.md (--out) has all`] : [],
    ];
}

/** The words of a verdict that fit into a table. */
export function verdictText({ verdict, estimate }: RunComparison): string {
  switch (verdict.kind) {
    case "none":
      return "no difference shown";
    case "too_few":
      return `too few (${estimate.n})`;
    default:
      return verdict.text;
  }
}

/** Behind the verdict of figures that are not to be trusted. */
function invalidMark({ invalid }: RunComparison): string {
  return invalid.from + invalid.to > 0 ? " !" : "";
}

/** How far the ends of an interval are written out, as ratios. */
const FAR = 100;

/** "-0.8 % to +3.2 %"; an end that is too far to matter is cut. */
export function intervalText(
  { estimate: { low, high } }: RunComparison,
): string {
  if (low === undefined || high === undefined) return "";
  const end = high > FAR ? `beyond ${FAR}x` : changeText(high);
  return `${changeText(low)} to ${end}`;
}

function metricTable(
  some: readonly RunComparison[],
  names: readonly string[],
): string {
  const format = figureFormat(some[0]!.metric.name).format;
  return textTable(
    some,
    names.map((name) => ({
      name,
      head: name,
      value: ({ cell }) => telling(cell, name),
      words: some.some(({ cell }) => typeof cell.values.get(name) !== "number"),
    })),
    [
      { head: "A", value: ({ from }) => format(from), words: false },
      { head: "B", value: ({ to }) => format(to), words: false },
      {
        head: "change",
        value: ({ estimate: { ratio } }) =>
          ratio === undefined ? "" : changeText(ratio),
        words: false,
      },
      { head: "95 % CI", value: intervalText, words: false },
      {
        head: "",
        value: (one) => verdictText(one) + invalidMark(one),
        words: true,
      },
    ],
  );
}

/** What the command prints: at most 80 columns but for long directory names. */
export function comparedText(compared: ComparedRuns): string {
  const paragraph = (sentences: readonly string[]) =>
    sentences.map((sentence) => `${wrap(sentence).join("\n")}\n`).join("");
  const tables = byMetric(compared).map(([{ name, better }, some]) =>
    `${name}, ${better} is better\n${metricTable(some, compared.names)}`
  );
  return [
    paragraph(sideTexts(compared).map(({ text }) => text)),
    paragraph(preamble(compared)),
    differenceLines(compared).map((line) => `${line}\n`).join(""),
    ...tables,
    paragraph([
      ...findingsOf(compared),
      ...leftOutTexts(compared),
      CAVEAT,
    ]),
  ].filter(Boolean).join("\n");
}
