import { plural } from "../../base/number_text.ts";
import type { FoundResults } from "../../files/find_results.ts";
import type { Unread } from "../../files/read_many.ts";
import { escaped, list, table } from "../document/markdown.ts";
import {
  ANSWER_COLUMNS,
  COMPARED_COLUMN,
  IDENTITY_COLUMNS,
  runLines,
} from "./run_columns.ts";
import type { RunEntry } from "./run_entry.ts";

/** What the page over many results is made of. */
export interface IndexParts {
  readonly entries: readonly RunEntry[];
  /** Watches and claims. */
  readonly others: readonly FoundResults[];
  readonly unread: readonly Unread[];
  /** Sections of their own, before the table of runs: a title and Markdown. */
  readonly sections: readonly (readonly [title: string, body: string])[];
  /** The address of a file of results, from where the page lies. */
  readonly addressOf: (directory: string, file: string) => string;
}

const PAGES = {
  run: "report.html",
  watch: "report.html",
  claims: "claims.html",
};

function section(title: string, body: string): string {
  return body === "" ? "" : `## ${title}\n\n${body}\n`;
}

function distinct(texts: readonly string[]): number {
  return new Set(texts).size;
}

/** How much there is, in a sentence. */
function abstractOf({ entries, others, unread }: IndexParts): string {
  const identities = entries.map(({ identity }) => identity);
  const of = (what: string, pick: (one: typeof identities[number]) => string) =>
    plural(distinct(identities.map(pick)), what);
  // Directories that hold no run.
  const beside = [
    ...others.length > 0 ? [`${others.length} with watches or claims`] : [],
    ...unread.length > 0 ? [`${unread.length} that could not be read`] : [],
  ];
  return `${plural(entries.length, "run")} of ${
    of("experiment", ({ experiment }) => experiment)
  } on ${of("host", ({ host }) => host)} with ${
    of("kernel", ({ kernel }) => kernel)
  }${
    beside.length > 0 ? `; of other directories ${beside.join(" and ")}` : ""
  }.`;
}

/** How the figures in the table came about. */
const MEANING =
  "A line per arm of a run: its change against the baseline, by the figure " +
  "that the experiment asks for, as the geometric mean over all combinations " +
  "of the run's other axes, with its 95 % interval over the run's blocks.";

function runTable({ entries, addressOf }: IndexParts): string {
  const columns = [...IDENTITY_COLUMNS, COMPARED_COLUMN, ...ANSWER_COLUMNS];
  const words = columns.flatMap(({ words }, i) => words ? [i] : []);
  return table(
    columns.map(({ head }) => head),
    runLines(entries).map((line) => {
      const address = addressOf(line.entry.directory, PAGES.run);
      const [first = "", ...rest] = columns.map(({ value }) =>
        escaped(value(line))
      );
      return [`[${first}](<${address}>)`, ...rest];
    }),
    { words },
  );
}

/** The text of the page over many results. */
export function indexMarkdown(parts: IndexParts): string {
  const { entries, others, unread, sections, addressOf } = parts;
  return [
    "# Results of uringlab\n",
    `${abstractOf(parts)}\n`,
    ...sections.map(([title, body]) => section(title, body)),
    section(
      "Runs",
      entries.length === 0 ? "" : `${MEANING}\n\n${runTable(parts)}`,
    ),
    section(
      "Watches and claims",
      list(
        others.map(({ path, kind }) =>
          `[${escaped(path)}](<${addressOf(path, PAGES[kind])}>)`
        ),
      ),
    ),
    section(
      "Not read",
      list(unread.map(({ path, reason }) => escaped(`${path}: ${reason}`))),
    ),
  ].filter((part) => part !== "").join("\n");
}
