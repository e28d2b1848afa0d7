/** CSV (RFC 4180) that is harmless in a spreadsheet, and how it is read back. */

import { parse } from "@std/csv";
import type { Field } from "../base/field.ts";

/**
 * Where a spreadsheet takes a text for a formula, behind any apostrophes: where
 * it begins, and where it does once it has been cut at semicolons or tabs, as
 * half of Europe's spreadsheets do. An apostrophe says that a text follows.
 */
const FORMULA = "'*[=+\\-@\\t\\r\\n\\uff0b\\uff0d\\uff1d\\uff20]";
const FIRST = new RegExp(`^(?=${FORMULA})`);
const BEHIND = new RegExp(`([;\\t]\\s*)(?=${FORMULA})`, "g");
const TOLD_FIRST = new RegExp(`^'(?=${FORMULA})`);
const TOLD_BEHIND = new RegExp(`([;\\t]\\s*)'(?=${FORMULA})`, "g");
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/;

/** What a terminal would obey that shows the file. */
// deno-lint-ignore no-control-regex -- they are what must not get through
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

function csvField(field: Field): string {
  const text = `${field ?? ""}`.replaceAll(CONTROL, "\ufffd");
  const safe = NUMBER.test(text)
    ? text
    : text.replace(FIRST, "'").replaceAll(BEHIND, "$1'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Lines of CSV, with plain newlines, which @std/csv cannot write; a missing
 * value is an empty field, a text that could be a formula begins with an
 * apostrophe, and control characters but tabs and line ends are replaced.
 */
export function csvLines(rows: readonly (readonly Field[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(",")}\n`).join("");
}

/** Longer than the header of any file of ours by far. */
const MAX_HEADER = 16_384;
/** As many as three for every run of a cell that there may be, and more. */
const MAX_LINES = 1_000_000;
/** A histogram with a count in every bucket is about as long. */
const MAX_LINE = 131_072;

/**
 * Throws SyntaxError where a text has more or longer lines than any file of
 * ours.
 */
export function checkLines(text: string): void {
  let lines = 0;
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const next = end < 0 ? text.length : end + 1;
    lines++;
    if (next - at > MAX_LINE) {
      throw new SyntaxError(
        `line ${lines} has ${next - at} characters, more than ${MAX_LINE}`,
      );
    }
    if (lines > MAX_LINES) {
      throw new SyntaxError(`it has more than ${MAX_LINES} lines`);
    }
    at = next;
  }
}

/**
 * Throws SyntaxError for a line of more fields, before these are made: each
 * takes more memory than the comma in front of it.
 */
function checkFields(text: string, fields: number): void {
  let line = 1;
  let found = 1;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const one = text[at];
    if (one === '"') quoted = !quoted;
    if (quoted) continue;
    if (one === ",") found++;
    if (found > fields) {
      throw new SyntaxError(`line ${line} has more than ${fields} fields`);
    }
    if (one === "\n") {
      line++;
      found = 1;
    }
  }
}

/**
 * Reads what {@linkcode csvLines} wrote, header and all. Throws SyntaxError
 * where the text is no CSV, a line has not as many fields as the header, or the
 * header has a name twice.
 */
export function readCsv(text: string): string[][] {
  const end = text.indexOf("\n");
  const first = end < 0 ? text : text.slice(0, end + 1);
  checkLines(text);
  if (first.length > MAX_HEADER) {
    throw new SyntaxError(`its header has ${first.length} characters`);
  }
  const [header = []] = parse(first);
  const names = new Set<string>();
  for (const name of header) {
    if (names.has(name)) throw new SyntaxError(`it has two columns ${name}`);
    names.add(name);
  }
  checkFields(text, header.length);
  const records = parse(text);
  for (const [i, record] of records.entries()) {
    if (record.length !== header.length) {
      throw new SyntaxError(
        `line ${i + 1} has ${record.length} fields, not ${header.length}`,
      );
    }
    for (const [at, field] of record.entries()) {
      if (!field.includes("'")) continue;
      record[at] = field.replaceAll(TOLD_BEHIND, "$1").replace(TOLD_FIRST, "");
    }
  }
  return records;
}
