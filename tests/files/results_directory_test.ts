import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/csv";
import { RunError, UsageError } from "../../lib/base/errors.ts";
import { RESULTS_HEADER } from "../../lib/files/results_csv.ts";
import {
  ResultsDirectory,
  timeStamp,
} from "../../lib/files/results_directory.ts";
import { summaryCsv } from "../../lib/files/summary_csv.ts";
import { summaries } from "../../lib/stats/summary.ts";
import { failedRow, IDENTITY, row } from "../model/fixtures.ts";

/** What a directory holds from the start. */
const FILES = [
  "histograms.csv",
  "interrupts.csv",
  "results.csv",
  "turns.csv",
];

function withPath(use: (path: string) => void): void {
  const root = Deno.makeTempDirSync({ prefix: "uringlab-results-" });
  try {
    use(`${root}/results/run`);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

function csv(path: string): string[][] {
  return parse(Deno.readTextFileSync(path));
}

function names(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}

Deno.test("timeStamp is the local time with all digits", () => {
  assertEquals(
    timeStamp(new Date(2024, 0, 6, 3, 4, 5)),
    "2024-01-06T03-04-05",
  );
});

Deno.test("the directory is made with the header of results.csv", () => {
  withPath((path) => {
    using _directory = new ResultsDirectory(path);
    assertEquals(names(path), FILES);
    assertEquals(csv(`${path}/results.csv`), [[...RESULTS_HEADER]]);
  });
});

Deno.test("an empty directory that exists is taken", () => {
  withPath((path) => {
    Deno.mkdirSync(path, { recursive: true });
    using _directory = new ResultsDirectory(path);
    assertEquals(names(path), FILES);
  });
});

Deno.test("a directory with results is refused and left alone", () => {
  withPath((path) => {
    Deno.mkdirSync(path, { recursive: true });
    Deno.writeTextFileSync(`${path}/results.csv`, "precious\n");
    assertThrows(
      () => new ResultsDirectory(path),
      UsageError,
      `--out: ${path} holds results already`,
    );
    assertEquals(Deno.readTextFileSync(`${path}/results.csv`), "precious\n");
  });
});

Deno.test("a file in place of the directory is not taken for results", () => {
  withPath((path) => {
    Deno.mkdirSync(path.replace(/\/run$/, ""));
    Deno.writeTextFileSync(path, "");
    for (const below of [path, `${path}/deeper`]) {
      assertThrows(
        () => new ResultsDirectory(below),
        RunError,
        `cannot write results to ${below}`,
      );
    }
  });
});

Deno.test("every row has as many fields as the header", () => {
  withPath((path) => {
    using directory = new ResultsDirectory(path);
    directory.append(row({ mode: "coop" }, { metrics: { iops: 10 } }));
    directory.append(failedRow({}, 'broke, with "quotes",\nand lines'));
    const [header = [], ok = [], failed = []] = csv(`${path}/results.csv`);
    assertEquals(ok.length, header.length);
    assertEquals(failed.length, header.length);
    assertEquals(ok[header.indexOf("iops")], "10");
    assertEquals(ok[header.indexOf("mode")], "coop");
    assertEquals(failed[header.indexOf("iops")], "");
    assertEquals(
      failed[header.indexOf("reasons")],
      'broke, with "quotes",\nand lines',
    );
  });
});

Deno.test("summary.csv is written anew each time", () => {
  withPath((path) => {
    using directory = new ResultsDirectory(path);
    const axes = { mode: ["default", "coop"] } as const;
    const rows = [row(), row({ mode: "coop" })];
    for (const some of [rows, rows.slice(1)]) {
      const text = summaryCsv(summaries(some, axes), IDENTITY);
      directory.write("summary.csv", text);
    }
    const [header = [], only, ...others] = csv(`${path}/summary.csv`);
    assertEquals(only?.length, header.length);
    assertEquals(only?.[header.indexOf("mode")], "coop");
    assertEquals(others, []);
  });
});

Deno.test("a file is written whole and leaves nothing beside it", () => {
  withPath((path) => {
    using directory = new ResultsDirectory(path);
    directory.write("meta.json", "{}");
    directory.write("meta.json", '{"a":1}');
    assertEquals(names(path), [...FILES, "meta.json"].sort());
    assertEquals(Deno.readTextFileSync(`${path}/meta.json`), '{"a":1}');
  });
});

Deno.test("a file that cannot be written is told and leaves nothing", () => {
  withPath((path) => {
    using directory = new ResultsDirectory(path);
    Deno.mkdirSync(`${path}/meta.json/full`, { recursive: true });
    const error = assertThrows(
      () => directory.write("meta.json", "{}"),
      RunError,
      `cannot write ${path}/meta.json`,
    );
    assert(!error.message.includes("\n"));
    assertEquals(names(path), [...FILES, "meta.json"].sort());
  });
});

Deno.test("discard takes back what was written, and nothing else", () => {
  withPath((path) => {
    using directory = new ResultsDirectory(path);
    directory.write("meta.json", "{}");
    directory.discard();
    assertThrows(() => Deno.statSync(path), Deno.errors.NotFound);
  });
  withPath((path) => {
    Deno.mkdirSync(path, { recursive: true });
    Deno.writeTextFileSync(`${path}/notes.txt`, "precious");
    using directory = new ResultsDirectory(path);
    directory.discard();
    assertEquals(names(path), ["notes.txt"]);
  });
});
