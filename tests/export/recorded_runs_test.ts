import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { reportRun } from "../../lib/commands/report/report_run.ts";
import { readCsv } from "../../lib/files/csv_text.ts";
import { readRun } from "../../lib/files/read_run.ts";
import { exportResults } from "../../lib/export/export_results.ts";
import { OutputDirectory } from "../../lib/files/output_directory.ts";
import { StatusLine } from "../../lib/process/status_line.ts";

/**
 * Runs that version 0.1.0 recorded in November 2026, before the rooms of lib/
 * were parted, and the figures that its own `report` made of them. The words
 * are those of this version: UPDATE_GOLDEN=1 writes them.
 */
const RUNS = new URL("../fixtures/runs/", import.meta.url).pathname;

/** What `report` derives from the other files of the directory. */
const DERIVED = [
  "summary.csv",
  "comparisons.csv",
  "trace.csv",
  "triggers.csv",
  "findings.md",
  "report.md",
  "stdout.txt",
];

/** Texts of derived files by their names; those that are not there are absent. */
function derived(directory: string): Map<string, string> {
  const there = new Set([...Deno.readDirSync(directory)].map((e) => e.name));
  return new Map(
    DERIVED.filter((name) => there.has(name)).map((name) =>
      [name, Deno.readTextFileSync(`${directory}/${name}`)] as const
    ),
  );
}

/** The recorded files alone, so that nothing derived is taken for new. */
function copyRecorded(from: string, to: string): void {
  for (const { name } of Deno.readDirSync(from)) {
    if (!DERIVED.includes(name)) {
      Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
    }
  }
}

/** What `report` of this version makes of a run, with what it prints. */
function reported(name: string): Map<string, string> {
  const directory = Deno.makeTempDirSync();
  try {
    copyRecorded(`${RUNS}/${name}`, directory);
    let stdout = "";
    const status = reportRun(directory, {
      print: (text) => stdout += text,
      status: new StatusLine({ isTerminal: false, columns: 80, write() {} }),
    });
    assertEquals(status, 0);
    Deno.writeTextFileSync(`${directory}/stdout.txt`, stdout);
    return derived(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

/** The records of a CSV text, with the columns of that name only. */
function chosenColumns(
  text: string,
  columns: readonly string[],
): (string | undefined)[][] {
  const [header = [], ...records] = readCsv(text);
  const places = columns.map((name) => header.indexOf(name));
  return records.map((record) => places.map((at) => record[at]));
}

/** Premises of this version whose figures 0.1.0 did not record. */
const NEW_PREMISES = ["cpu_serving"];

/** A report without what it says of premises that 0.1.0 did not have. */
function withoutNewPremises(text: string): string {
  const rows = NEW_PREMISES.map((name) => `| ${name.replaceAll("_", "\\_")} |`);
  return text.split("\n").filter((line) => {
    const isNew = rows.some((row) => line.startsWith(row));
    if (isNew) assertStringIncludes(line, "not checked");
    return !isNew;
  }).join("\n");
}

function assertWords(path: string, text: string): void {
  if (Deno.env.get("UPDATE_GOLDEN") === "1") Deno.writeTextFileSync(path, text);
  assertEquals(text.split("\n"), Deno.readTextFileSync(path).split("\n"), path);
}

/**
 * Compares what both versions made of a run. This one may write more columns
 * and more comparisons and check more premises; all other figures are the same
 * to the byte.
 */
function assertSame(name: string): void {
  const then = derived(`${RUNS}/${name}`);
  const now = reported(name);
  // Of the longest run report.md is not kept.
  const kept = [...now.keys()].filter((file) => then.has(file));
  assertEquals(kept, [...then.keys()]);
  for (const [file, text] of then) {
    const written = now.get(file) ?? "";
    if (!file.endsWith(".csv")) {
      assertWords(`${RUNS}/${name}/${file}`, withoutNewPremises(written));
      continue;
    }
    const [columns = []] = readCsv(text);
    const expected = chosenColumns(text, columns);
    // This version compares by more figures and along more axes.
    const known = new Set(
      expected.map((record) => record.slice(0, 3).join()),
    );
    const found = chosenColumns(written, columns).filter((record) =>
      file !== "comparisons.csv" || known.has(record.slice(0, 3).join())
    );
    assertEquals(found, expected, `${name}/${file}`);
  }
}

Deno.test("a plain run of 0.1.0 is read and written as 0.1.0 did", () => {
  assertSame("plain");
  const { run, rows, traced, tracing, meta } = readRun(`${RUNS}/plain`);
  assertEquals(run.cells.length, 28);
  assertEquals(rows.length, 28);
  assertEquals(rows.filter(({ latencies }) => latencies).length, 28);
  assertEquals(traced, []);
  assertEquals(tracing, undefined);
  assertEquals(meta.host, "lab");
});

Deno.test("a traced run of 0.1.0 is read and written as 0.1.0 did", () => {
  assertSame("traced");
  const { rows, traced, tracing } = readRun(`${RUNS}/traced`);
  assertEquals(rows.length, 28);
  assertEquals(traced.length, 28);
  assertEquals(traced.filter(({ trace }) => trace).length, 28);
  assertEquals(tracing?.by, 'bpftrace, tier "tracepoints"');
});

Deno.test("the choice of a mode is what a terminal shows last", () => {
  const results = readRun(`${RUNS}/modes`);
  // The recorded run has every cell once, of which nothing is compared.
  const rows = [0, 1, 2].flatMap((repeat) =>
    results.rows.map((row) => ({ ...row, cell: { ...row.cell, repeat } }))
  );
  const path = Deno.makeTempDirSync();
  try {
    const { text } = exportResults(
      { ...results, rows },
      new OutputDirectory(path),
    );
    const compared = text.lastIndexOf("comparisons");
    assert(compared > 0, text);
    assert(text.indexOf("The best of its aim") > compared, text);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
});

Deno.test("a run of modes of 0.1.0 is read and written as 0.1.0 did", () => {
  assertSame("modes");
  const { run, rows } = readRun(`${RUNS}/modes`);
  assertEquals(run.experiment.name, "modes");
  assertEquals(rows.length, run.cells.length);
  assertEquals(
    [...new Set(rows.map(({ status }) => status))].sort(),
    ["impossible", "ok"],
  );
});
