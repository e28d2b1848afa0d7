import fc from "fast-check";
import { compareRuns } from "../../lib/commands/compare/compared_runs.ts";
import { comparedMarkdown } from "../../lib/commands/compare/markdown.ts";
import { comparedSvg } from "../../lib/commands/compare/chart.ts";
import { comparedText } from "../../lib/commands/compare/text.ts";
import { readRun } from "../../lib/files/read_run.ts";
import { StatusLine } from "../../lib/process/status_line.ts";
import { reportRun } from "../../lib/commands/report/report_run.ts";
import { resumedOptions } from "../../lib/setup/resume.ts";
import { makeRun } from "../files/made_run.ts";
import { checkNumbers, fuzz, mistaken, mistakenJson, refused } from "./fuzz.ts";

/** Runs `use` on a recorded run with some of its files replaced. */
function withRun(
  files: Readonly<Record<string, string>>,
  use: (path: string) => void,
): void {
  const path = Deno.makeTempDirSync({ prefix: "uringlab-fuzz-" });
  try {
    for (const [name, text] of Object.entries({ ...WHOLE, ...files })) {
      Deno.writeTextFileSync(`${path}/${name}`, text);
    }
    use(path);
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
}

/** The files of a run, by name. */
const WHOLE: Readonly<Record<string, string>> = (() => {
  const path = Deno.makeTempDirSync({ prefix: "uringlab-fuzz-" });
  try {
    makeRun(path);
    return Object.fromEntries(
      [...Deno.readDirSync(path)].map(({ name }) => [
        name,
        Deno.readTextFileSync(`${path}/${name}`),
      ]),
    );
  } finally {
    Deno.removeSync(path, { recursive: true });
  }
})();

const csv = (name: string) => mistaken([WHOLE[name] ?? ""]);
const json = (name: string) =>
  fc.oneof(
    { arbitrary: mistakenJson([WHOLE[name] ?? ""]), weight: 4 },
    { arbitrary: mistaken([WHOLE[name] ?? ""]), weight: 1 },
  );

/** A run in one file of which something is wrong. */
const run = fc.oneof(
  fc.record({ "meta.json": json("meta.json") }),
  fc.record({ "results.csv": csv("results.csv") }),
  fc.record({ "histograms.csv": csv("histograms.csv") }),
  fc.record({ "turns.csv": csv("turns.csv") }),
  fc.record({ "trace.json": json("trace.json") }),
);

const NO_NUMBER = /\bNaN\b|\bInfinity\b/;

/** Words that a stranger wrote may come back; those of ours must not be. */
function checkText(text: string, given: readonly string[], what: string) {
  const match = NO_NUMBER.exec(text);
  if (match && !given.some((one) => NO_NUMBER.test(one))) {
    const around = text.slice(Math.max(0, match.index - 80), match.index + 40);
    throw new Error(`${what} says ${match[0]}: ${around}`);
  }
  // deno-lint-ignore no-control-regex -- they are what must not get through
  if (/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(text)) {
    throw new Error(`${what} has control characters`);
  }
}

fuzz("report of a recorded run", run, (files) => {
  withRun(files, (path) => {
    const given = Object.values(files);
    let said = "";
    const status = new StatusLine({
      isTerminal: false,
      columns: 80,
      write: (text) => said += text,
    });
    const outcome = refused(() =>
      reportRun(path, { print: (text) => said += text, status })
    );
    if (outcome === undefined) return;
    checkText(said, given, "the terminal");
    for (const { name } of Deno.readDirSync(path)) {
      if (!/\.(svg|md)$|^(summary|comparisons|triggers)\.csv$/.test(name)) {
        continue;
      }
      const text = Deno.readTextFileSync(`${path}/${name}`);
      // CSV quotes a carriage return, and says the same again when it is read.
      const shown = name.endsWith(".csv") ? text.replaceAll("\r", "") : text;
      checkText(shown, given, name);
    }
  });
}, { cost: 5 });

fuzz("a recorded run", run, (files) => {
  withRun(files, (path) => {
    const read = refused(() => readRun(path));
    if (!read) return;
    // The extremes of a histogram that counted nothing are infinite.
    checkNumbers(read, { infinite: true });
    checkNumbers(read.rows.map(({ metrics, broken }) => [metrics, broken]));
    refused(() => resumedOptions({ parameters: {} }, read));
  });
});

fuzz("a comparison with a recorded run", run, (files) => {
  withRun(WHOLE, (a) => {
    withRun(files, (b) => {
      const given = Object.values(files);
      const [from, to] = [readRun(a), refused(() => readRun(b))];
      const compared = to && refused(() => compareRuns(from, to));
      if (!compared) return;
      checkText(comparedText(compared), given, "the terminal");
      checkText(comparedMarkdown(compared), given, "compare.md");
      checkText(comparedSvg(compared), given, "compare.svg");
    });
  });
}, { cost: 5 });
