import type { RunIdentity } from "../../model/row.ts";
import { deeper, escaped, list, table } from "./markdown.ts";

/** What a report is made of. */
export interface ReportParts {
  identity: RunIdentity;
  /** What the experiment asks. */
  question: string;
  /** Where and how it was measured. */
  setting: string;
  /** The answers, the most important first. */
  findings: readonly string[];
  /** What failed, what was impossible, and which premises did not hold. */
  remarks: readonly string[];
  charts: readonly { name: string; title: string }[];
  /** The figures per cell. */
  cells: { head: readonly string[]; rows: readonly (readonly string[])[] };
  comparisons:
    | { head: readonly string[]; rows: readonly (readonly string[])[] }
    | undefined;
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

/**
 * A run's report as Markdown, for a repository; report.html is this text with
 * its charts inside.
 */
export function reportMarkdown(parts: ReportParts): string {
  const { identity, findings } = parts;
  return [
    `# ${escaped(identity.run)}\n`,
    `${escaped(parts.question)}\n`,
    `_${escaped(parts.setting)}. uringlab ${escaped(identity.version)}, seed ` +
    `${identity.seed}._\n`,
    section("In short", findings.slice(0, 3).map(escaped).join("\n\n")),
    section("Charts", images(parts.charts)),
    section(
      "Comparisons",
      parts.comparisons?.rows.length
        ? table(parts.comparisons.head, parts.comparisons.rows, { words: [0] })
        : "",
    ),
    section("All findings", list(findings.map(escaped))),
    section("Warnings", list(parts.remarks.map(escaped))),
    section("Cells", table(parts.cells.head, parts.cells.rows)),
    section(
      "What ran the task_work",
      parts.trace
        ? `${images(parts.traceCharts)}\n\n${deeper(parts.trace, 1)}`
        : "",
    ),
    section("Stacks", images(parts.stackCharts)),
    section(
      "The machine",
      table(
        ["", ""],
        parts.environment.map((fact) => fact.map(escaped)),
        { words: [0, 1] },
      ),
    ),
    section(
      "Files",
      list(parts.files.map(([name, what]) => `[${name}](${name}): ${what}`)),
    ),
  ].filter(Boolean).join("\n");
}
