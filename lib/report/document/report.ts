import type { RunIdentity } from "../../model/row.ts";
import { deeper, escaped, list, table } from "./markdown.ts";

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
  /** The run in three sentences. */
  abstract: readonly string[];
  /** The answers, the most important first. */
  findings: readonly string[];
  /** What failed and what was impossible. */
  incidents: readonly string[];
  /** The premises, and whether they held. */
  premises: Table;
  charts: readonly { name: string; title: string }[];
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

function section(title: string, body: string): string {
  return body === "" ? "" : `## ${title}\n\n${body}\n`;
}

function images(charts: ReportParts["charts"]): string {
  return charts.map(({ name, title }) => `![${escaped(title)}](${name})`)
    .join("\n\n");
}

/** Without its own title, as the section has one. */
function untitled(markdown: string): string {
  return markdown.replace(/^# .*\n+/, "");
}

/** A table and what its columns are. */
function textTable({ head, rows }: Table): string {
  return table(
    head,
    rows.map((cells) => cells.map(escaped)),
    { words: head.map((_, i) => i) },
  );
}

/**
 * A run's report as Markdown, for a repository; report.html is this text with
 * its charts inside.
 */
export function reportMarkdown(parts: ReportParts): string {
  const { identity } = parts;
  return [
    `# ${escaped(identity.run)}\n`,
    `${parts.abstract.map(escaped).join(" ")}\n`,
    `_${escaped(parts.question)}_\n`,
    section("Charts", images(parts.charts)),
    section("Findings", list(parts.findings.map(escaped))),
    section(
      "Comparisons",
      parts.comparisons?.rows.length ? textTable(parts.comparisons) : "",
    ),
    section(
      "Cells",
      table(
        parts.cells.head.map(escaped),
        parts.cells.rows.map((cells) => cells.map(escaped)),
      ),
    ),
    section(
      "Premises and warnings",
      [
        list(parts.incidents.map(escaped)),
        textTable(parts.premises),
      ].filter(Boolean).join("\n\n"),
    ),
    section(
      "The machine",
      `${escaped(parts.setting)}. uringlab ${escaped(identity.version)}, ` +
        `seed ${identity.seed}.\n\n` +
        textTable({ head: ["", ""], rows: parts.environment }),
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
