import { leafText } from "../../base/differences.ts";
import { changeText } from "../../base/number_text.ts";
import { escaped, list, table } from "../../report/document/markdown.ts";
import { figureFormat } from "../../report/tables/summary_table.ts";
import type { ComparedRuns } from "./compared_runs.ts";
import {
  byMetric,
  CAVEAT,
  findingsOf,
  leftOutTexts,
  preamble,
  sideTexts,
} from "./sentences.ts";
import { telling } from "./telling.ts";
import { intervalText, verdictText } from "./text.ts";

function commandLine(meta: Readonly<Record<string, unknown>>): string {
  const { command_line: words } = meta;
  return Array.isArray(words) ? words.map(String).join(" ") : "not recorded";
}

/** The text of compare.md: all of it, whatever its length. */
export function comparedMarkdown(compared: ComparedRuns): string {
  const { from, names, differences } = compared;
  const tables = byMetric(compared).map(([{ name, better }, some]) => {
    const { format } = figureFormat(name);
    return `### ${escaped(name)}, ${better} is better\n\n` + table(
      [...names, "A", "B", "change", "95 % CI", "verdict"].map(escaped),
      some.map((one) => [
        ...names.map((name) => escaped(telling(one.cell, name))),
        format(one.from),
        format(one.to),
        changeText(one.estimate.ratio),
        intervalText(one),
        verdictText(one),
      ]),
    );
  });
  return [
    `# ${escaped(from[0].identity.experiment)}: B against A`,
    list(
      sideTexts(compared).map(({ run, text }) =>
        `${escaped(text)}; ${escaped(commandLine(run.meta))}`
      ),
    ),
    ...preamble(compared).map(escaped),
    list(findingsOf(compared).map(escaped)),
    CAVEAT,
    "![Ratio B / A of every cell](compare.svg)",
    "## Cells",
    ...tables,
    ...compared.leftOut.length > 0
      ? [list(leftOutTexts(compared, Infinity).map(escaped))]
      : [],
    "## What differs between the runs",
    differences.length > 0
      ? table(
        ["", "A", "B"],
        differences.map(({ path, from, to }) =>
          [path.join("."), leafText(from), leafText(to)].map(escaped)
        ),
        { words: [0, 1, 2] },
      )
      : "meta.json shows no difference.",
  ].join("\n\n") + "\n";
}
