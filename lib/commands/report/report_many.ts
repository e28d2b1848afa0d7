import { dirname, resolve } from "node:path";
import { UsageError } from "../../base/errors.ts";
import { plural } from "../../base/number_text.ts";
import { printable, wrap } from "../../base/terminal_text.ts";
import { INDEX_HTML, writeIndex } from "../../export/write_index.ts";
import {
  findResults,
  type FoundResults,
  resultsKind,
} from "../../files/find_results.ts";
import { readMany } from "../../files/read_many.ts";
import {
  comparedMachines,
  machinesSentences,
  machinesTable,
} from "../../report/index/machines.ts";
import {
  ANSWER_COLUMNS,
  COMPARED_COLUMN,
  IDENTITY_COLUMNS,
  runLines,
} from "../../report/index/run_columns.ts";
import { runEntry } from "../../report/index/run_entry.ts";
import { textTable } from "../../report/tables/text_table.ts";
import type { Surroundings } from "../../run/surroundings.ts";

/** Whether a report of these is a page over many results. */
export function isMany(paths: readonly string[]): boolean {
  const [path] = paths;
  return paths.length > 1 ||
    (path !== undefined && resultsKind(path) === undefined &&
      isDirectory(path));
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Where the page belongs. Throws {@linkcode UsageError} where nowhere. */
function pageFor(found: readonly FoundResults[]): string {
  const homes = new Set(found.map(({ path }) => dirname(resolve(path))));
  const [home, ...others] = homes;
  if (home !== undefined && others.length === 0) return `${home}/${INDEX_HTML}`;
  throw new UsageError(
    "report: these do not lie in one directory: say by --out FILE where the " +
      "page over them shall be",
  );
}

/**
 * Writes the page over many results directories, and prints what was found in
 * each. Returns the exit status. Throws {@linkcode UsageError} where there is
 * nothing to tell of or no place for the page, {@linkcode RunError} where
 * something cannot be read or written.
 */
export function reportMany(
  paths: readonly string[],
  { print, status }: Pick<Surroundings, "print" | "status">,
  out?: string,
): number {
  const found = findResults(paths);
  const page = out ?? pageFor(found);
  const many = readMany(found);
  writeIndex(many, page);
  const entries = many.runs.map(runEntry);
  const lines = runLines(entries);
  if (lines.length > 0) {
    print(textTable(
      lines,
      [...IDENTITY_COLUMNS, COMPARED_COLUMN].map((column) => ({
        ...column,
        name: column.head,
        value: (line) => printable(column.value(line)),
      })),
      ANSWER_COLUMNS,
    ));
  }
  for (const machines of comparedMachines(entries)) {
    const sentences = machinesSentences(machines)
      .map((sentence) => `${wrap(printable(sentence)).join("\n")}\n`);
    print(`\n${sentences.join("")}\n${machinesTable(machines)}`);
  }
  for (const { path, reason } of many.unread) {
    status.say(`note: ${path} is left out: ${reason}`);
  }
  status.say(`the page over ${plural(many.runs.length, "run")} is ${page}`);
  return many.runs.length + many.others.length > 0 ? 0 : 1;
}
