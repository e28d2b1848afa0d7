import { assert, assertEquals } from "@std/assert";
import bench from "../../lib/files/bench.schema.json" with { type: "json" };
import explanation from "../../lib/files/explanation.schema.json" with {
  type: "json",
};
import validation from "../../lib/files/validation.schema.json" with {
  type: "json",
};
import type { BenchLine } from "../../lib/commands/bench/tables.ts";
import { parseBenchOptions } from "../../lib/commands/bench/options.ts";
import { BenchOutput } from "../../lib/commands/bench/output.ts";
import {
  scaledFigures,
  scaledTable,
} from "../../lib/commands/bench/scaling.ts";
import { judge } from "../../lib/commands/validate/judge.ts";
import { validationJson } from "../../lib/commands/validate/json.ts";
import { violations } from "../files/json_schema.ts";
import { COMMANDS, fakeProcess } from "./fake_process.ts";

/** What prints no results of a measurement or of a look at something. */
const WITHOUT = new Set(["help", "completions", "man", "run", "ab"]);

Deno.test("every command that prints results prints them as data too", () => {
  const lacking = COMMANDS.all.filter(({ name, options }) =>
    !WITHOUT.has(name) && !("json" in options)
  );
  assertEquals(lacking.map(({ name }) => name), []);
  // Those of `run` are the experiment's, and ab writes a file.
  assert("export-json" in COMMANDS.find("ab").options);
});

Deno.test("explain --json counts what its tables do, and keeps its schema", async () => {
  const file = new URL("../fixtures/stacks/default.txt", import.meta.url)
    .pathname;
  const process = fakeProcess();
  assertEquals(
    await COMMANDS.find("explain").run(["--json", file, file], process),
    0,
  );
  const value = JSON.parse(process.stdout);
  assertEquals(violations(value, explanation), []);
  assertEquals(value.files.length, 2);
  const [{ runs, entries }] = value.files;
  const top = entries.filter(({ within }: { within: string | null }) =>
    within === null
  );
  assertEquals(
    top.reduce((sum: number, one: { runs: number }) => sum + one.runs, 0),
    runs,
  );
});

Deno.test("validate --json keeps its schema, told or not", () => {
  const pairs = (ratio: number) =>
    [1, 2, 3, 4].map((block) => ({
      block,
      from: 100 + block,
      to: (100 + block) * ratio,
    }));
  const judged = [pairs(1), pairs(1.5), pairs(1).slice(0, 1)].map((some) => ({
    cell: "iodepth 1",
    figure: "iops",
    limit: 0.05,
    ...judge(some, 0.05),
  }));
  const value = JSON.parse(validationJson({
    fio: "3.33",
    loops: { fio: "mode defer", uringlab: "mode defer" },
    judged,
  }));
  assertEquals(violations(value, validation), []);
  assertEquals(
    value.comparisons.map(({ agreement }: { agreement: string }) => agreement),
    ["agrees", "disagrees", "not shown"],
  );
  assertEquals(value.comparisons[2].low, null);
});

const LINE: BenchLine = {
  target: "zram",
  to: "lean",
  from: "",
  pairs: [1, 2, 3].map((i) => ({
    from: { iops: 100 + i, userNs: 10, cpuNs: 20 },
    to: { iops: 200 + i, userNs: 5, cpuNs: 10 },
  })),
};
const SHAPE = {
  shape: "1 x 1",
  iops: 1000,
  lost: 0,
  transfer: 1,
  beside: 2,
  rss: 100,
};

/** What a benchmark of two parts prints. */
function benched(json: boolean): string {
  let printed = "";
  const output = new BenchOutput((text) => printed += text, json);
  output.begin("tools", "One worker.", "", "Medians of both.");
  output.compared([LINE]);
  output.begin("scaling", "A ring per worker:");
  output.measured(scaledFigures([SHAPE]), `${scaledTable([SHAPE])}\n`);
  output.end(parseBenchOptions([]));
  return printed;
}

Deno.test("bench --json is all that its tables tell, and keeps its schema", () => {
  const value = JSON.parse(benched(true));
  assertEquals(violations(value, bench), []);
  const [tools, scaling] = value.parts;
  assertEquals(tools.what, "One worker. Medians of both.");
  const [line] = tools.comparisons;
  assertEquals([line.medians.to.iops, line.pairs, line.from], [202, 3, null]);
  assert(line.ratios.iops.low > 1.9);
  assertEquals(scaling.figures.length, 5);
});

Deno.test("bench prints Markdown as it goes where no data are asked for", () => {
  const text = benched(false);
  assert(text.startsWith("One worker. Medians of both.\n\n"), text);
  assert(text.includes("A ring per worker:\n\n"));
  assert(!text.includes("uringlab-bench"));
});
