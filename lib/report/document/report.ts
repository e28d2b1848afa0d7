import type { RunIdentity } from "../../model/row.ts";
import { closedLoop } from "./closed_loop.ts";
import { deeper, escaped, images, list, table, textTable } from "./markdown.ts";

interface Table {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

/** What a report is made of. */
export interface ReportParts {
  identity: RunIdentity;
  /** What the experiment asks. */
  question: string;
  /** Where and how it was measured. */
  setting: string;
  /** The run in three sentences, of which the answer stands first. */
  abstract: readonly [measured: string, answer: string, trust: string];
  /** The answers, the most important first. */
  findings: readonly string[];
  /** What failed and what was impossible. */
  incidents: readonly string[];
  /** The premises, and whether they held. */
  premises: Table;
  charts: readonly { name: string; title: string }[];
  /** What each of the cells completes. */
  loads: Parameters<typeof closedLoop>[0];
  /** The figures per cell. */
  cells: Table;
  comparisons: Table | undefined;
  /** Markdown of what a trace showed. */
  trace: string | undefined;
  traceCharts: readonly { name: string; title: string }[];
  /** Graphs of kernel stacks. */
  stackCharts: readonly { name: string; title: string }[];
  /** Facts about the machine. */
  environment: readonly (readonly [name: string, value: string])[];
  /** Files beside the report, each with what it holds. */
  files: readonly (readonly [name: string, what: string])[];
}

/** The title of the section that is folded where nothing was found. */
export const PREMISES_TITLE = "Premises and warnings";

function section(title: string, body: string): string {
  return body === "" ? "" : `## ${title}\n\n${body}\n`;
}

/** The text without its title: the section that holds it has one. */
function untitled(markdown: string): string {
  return markdown.replace(/^# .*\n+/, "");
}

/** A table of words from the machine, in which nothing has a meaning. */
function wordTable({ head, rows }: Table): string {
  return textTable(head, rows.map((cells) => cells.map(escaped)));
}

/**
 * A run's report as Markdown, for a repository; report.html is this text with
 * its charts inside.
 */
export function reportMarkdown(parts: ReportParts): string {
  const { identity, abstract: [measured, answer, trust] } = parts;
  return [
    `# ${escaped(identity.run)}\n`,
    `**${escaped(answer)}**\n`,
    `${escaped(`${measured} ${trust}`)}\n`,
    `_${escaped(parts.question)}_\n`,
    section("Findings", list(parts.findings.map(escaped))),
    section("Charts", images(parts.charts)),
    section(
      "Comparisons",
      parts.comparisons?.rows.length ? wordTable(parts.comparisons) : "",
    ),
    section(
      "Cells",
      `${closedLoop(parts.loads)}\n\n${
        table(
          parts.cells.head.map(escaped),
          parts.cells.rows.map((cells) => cells.map(escaped)),
        )
      }`,
    ),
    section(
      PREMISES_TITLE,
      [
        list(parts.incidents.map(escaped)),
        wordTable(parts.premises),
      ].filter(Boolean).join("\n\n"),
    ),
    section(
      "The machine",
      `${escaped(parts.setting)}. uringlab ${escaped(identity.version)}, ` +
        `seed ${identity.seed}.\n\n` +
        wordTable({ head: ["fact", "value"], rows: parts.environment }),
    ),
    section(
      "What ran the task_work",
      parts.trace
        ? `${images(parts.traceCharts)}\n\n${deeper(untitled(parts.trace), 1)}`
        : "",
    ),
    section("Stacks", images(parts.stackCharts)),
    section(
      "Files",
      list(parts.files.map(([name, what]) => `[${name}](${name}): ${what}`)),
    ),
  ].filter(Boolean).join("\n");
}
