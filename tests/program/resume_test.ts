import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "@std/csv";
import {
  outcome,
  readRows,
  run,
  SHORT,
  start,
  temporaryDirectory,
  until,
} from "./program.ts";

const ARGS = [
  ...SHORT.filter((word) => !word.startsWith("--iodepth")),
  "--iodepth=1,2",
  "--busy=off",
  "--repeats=3",
  "--seed=7",
];

function csv(path: string): string[][] {
  return parse(Deno.readTextFileSync(path));
}

/** Some columns of a CSV file, by the names in its header. */
function columns(path: string, names: readonly string[]): string[][] {
  const [header = [], ...lines] = csv(path);
  return lines.map((line) =>
    names.map((name) => line[header.indexOf(name)] ?? `no ${name}`)
  );
}

function lines(path: string): number {
  try {
    return Deno.readTextFileSync(path).split("\n").length;
  } catch {
    return 0;
  }
}

Deno.test("a run that was killed and goes on equals an unbroken one in form", async () => {
  using directory = temporaryDirectory();
  const env = { XDG_CACHE_HOME: directory.path };
  const [whole, broken] = [`${directory.path}/whole`, `${directory.path}/b`];
  const unbroken = await run([...ARGS, `--out=${whole}`], { env });
  assertEquals(unbroken.status, 0, unbroken.stderr);

  const child = start([...ARGS, `--out=${broken}`], { env });
  await until("four rows", () => lines(`${broken}/results.csv`) > 5);
  child.kill("SIGKILL");
  await outcome(child);
  const finished = lines(`${broken}/results.csv`) - 2;
  assert(finished < 12, "it was killed too late");
  Deno.writeTextFileSync(`${broken}/results.csv`, "exp7,half a li", {
    append: true,
  });
  // A cell whose partner is missing is measured again, with it.
  const paired = finished - finished % 2;
  const kept = csv(`${broken}/results.csv`).slice(1, paired + 1);

  const resumed = await run(["exp7", `--resume=${broken}`], { env });
  assertEquals(resumed.status, 0, resumed.stderr);
  assertStringIncludes(resumed.stderr, `12 of 12 cells are in ${broken}`);
  assertStringIncludes(
    resumed.stderr.replaceAll("\n", " "),
    `going on with ${broken}: ${paired} of these cells are kept, the others`,
  );
  const rows = csv(`${broken}/results.csv`);
  assertEquals(rows.slice(1, paired + 1), kept);
  const planned = ["cell", "repeat", "mode", "iodepth", "cell_seed", "status"];
  assertEquals(
    columns(`${broken}/results.csv`, planned),
    columns(`${whole}/results.csv`, planned),
  );
  assertEquals(rows[0], csv(`${whole}/results.csv`)[0]);
  const counted = ["mode", "busy", "iodepth", "ok", "failed", "impossible"];
  assertEquals(
    columns(`${broken}/summary.csv`, counted),
    columns(`${whole}/summary.csv`, counted),
  );
  const compared = ["where", "arms", "metric", "blocks", "dropped"];
  assertEquals(
    columns(`${broken}/comparisons.csv`, compared),
    columns(`${whole}/comparisons.csv`, compared),
  );
  // Three latencies each, and none of the cell that was running.
  assertEquals(lines(`${broken}/histograms.csv`), 12 * 3 + 2);
  const names = (path: string) =>
    [...Deno.readDirSync(path)].map(({ name }) => name).sort();
  assertEquals(names(broken), names(whole));
  assertEquals(readRows(broken).length, 12);
});

Deno.test("a run does not go on with other settings", async () => {
  using directory = temporaryDirectory();
  const env = { XDG_CACHE_HOME: directory.path };
  const out = `${directory.path}/out`;
  const first = await run([...SHORT, "--busy=off", `--out=${out}`], { env });
  assertEquals(first.status, 0, first.stderr);
  const before = Deno.readTextFileSync(`${out}/results.csv`);
  const other = await run(
    ["exp7", `--resume=${out}`, "--runtime=60ms"],
    { env },
  );
  assertEquals(other.status, 2);
  assertMatch(
    other.stderr,
    /--resume: \S*runtime is 0\.06 now, but 0\.05 in the run/,
  );
  assertEquals(Deno.readTextFileSync(`${out}/results.csv`), before);
});
