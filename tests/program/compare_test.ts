import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "@std/csv";
import {
  noisy,
  recorded,
  type Wanted,
  writeRun,
} from "../commands/compare/fixtures.ts";
import { run, temporaryDirectory } from "./program.ts";

/** Writes results, and so knows nothing of how long anything took. */
function results(
  directory: string,
  { identity, ...wanted }: Wanted = {},
): string {
  const run = directory.slice(directory.lastIndexOf("/") + 1);
  writeRun(recorded({
    directory,
    figures: noisy(1),
    identity: { run, ...identity },
    ...wanted,
  }));
  return directory;
}

async function refused(args: string[], message: RegExp, status = 2) {
  const { stdout, stderr, status: found } = await run(["compare", ...args]);
  assertMatch(stderr, message);
  assertMatch(stderr, /^uringlab: .*\n$/);
  assertEquals([found, stdout], [status, ""]);
}

Deno.test("two results directories are compared and written", async () => {
  using root = temporaryDirectory();
  const a = results(`${root.path}/a`);
  const b = results(`${root.path}/b`, {
    identity: { kernel: "6.18.0" },
    figures: noisy(3, ({ mode }) => ({ iops: mode === "coop" ? 0.8 : 1 })),
  });
  const before = [...Deno.readDirSync(a)].length;
  const out = `${root.path}/out/deep`;
  const { status, stdout, stderr } = await run(["compare", a, b, "--out", out]);
  assertEquals(status, 0);
  assertStringIncludes(stdout, 'kernel: "6.1.0" against "6.18.0"');
  assertStringIncludes(
    stdout,
    "B / A, iops: of 4 comparisons 0 faster, 2 slower, 2 no difference shown",
  );
  assertStringIncludes(
    stderr,
    "compare.csv, compare.svg and compare.md are in",
  );
  assertEquals([...Deno.readDirSync(out)].map(({ name }) => name).sort(), [
    "compare.csv",
    "compare.md",
    "compare.svg",
  ]);
  assertEquals([...Deno.readDirSync(a)].length, before);
});

Deno.test("--fail-on decides the exit status and says which", async () => {
  using root = temporaryDirectory();
  const a = results(`${root.path}/a`);
  const b = results(`${root.path}/b`, {
    figures: noisy(3, ({ mode }) => ({ iops: mode === "coop" ? 0.8 : 1 })),
  });
  const few = results(`${root.path}/few`, { repeats: 2 });
  const only = (to: string, condition: string, ...more: string[]) =>
    run(["compare", a, to, "--metric=iops", `--fail-on=${condition}`, ...more]);
  const slower = await only(b, "slower:5%,different:50%", "--family=holm");
  assertEquals(slower.status, 1);
  assertMatch(
    slower.stderr,
    /^(uringlab: --fail-on slower:5%: iodepth [18], mode coop, iops: -\d.*\n){2}$/,
  );
  const faster = await only(b, "faster:5%");
  assertEquals([faster.status, faster.stderr], [0, ""]);
  const without = await only(few, "different:0%");
  assertEquals(without.status, 1);
  assertMatch(
    without.stderr,
    /^uringlab: --fail-on: 4 of 4 comparisons have no interval .*nothing can be told\n$/,
  );
  assertStringIncludes(without.stdout, "too few (2)");
  const less = results(`${root.path}/less`, {
    figures: noisy(3),
    axes: { iodepth: [8], mode: ["default", "coop"] },
  });
  const missing = await only(less, "slower:50%");
  assertEquals(missing.status, 1);
  assertMatch(
    missing.stderr,
    /^uringlab: --fail-on: 2 cells that A has figures of are missing in B \(only in A\)\n$/,
  );
});

Deno.test("runs that are not valid are told and marked", async () => {
  using root = temporaryDirectory();
  const a = results(`${root.path}/a`);
  const b = results(`${root.path}/b`, { figures: noisy(2) });
  const text = Deno.readTextFileSync(`${b}/results.csv`);
  const [header = [], ...rows] = parse(text);
  const [valid, reasons] = ["valid", "reasons"].map((n) => header.indexOf(n));
  for (const row of rows) {
    row[valid!] = "no";
    row[reasons!] = "page_faults 900";
  }
  const lines = [header, ...rows].map((row) =>
    row.map((field) => JSON.stringify(field)).join(",")
  );
  Deno.writeTextFileSync(`${b}/results.csv`, `${lines.join("\n")}\n`);
  const { status, stdout } = await run(["compare", a, b, "--metric=iops"]);
  assertEquals(status, 0);
  assertStringIncludes(
    stdout.replaceAll(/\s+/g, " "),
    "! 4 comparisons of 4 with runs that are not valid",
  );
  assertEquals(stdout.match(/ !$/gm)?.length, 4);
});

Deno.test("what is no pair of results directories is wrong usage", async () => {
  using root = temporaryDirectory();
  const a = results(`${root.path}/a`);
  const other = results(`${root.path}/other`, {
    identity: { experiment: "exp5" },
  });
  const disjoint = results(`${root.path}/disjoint`, {
    axes: { iodepth: [2], mode: ["default"] },
  });
  Deno.symlinkSync(a, `${root.path}/link`);
  await refused([], /name two results directories/);
  await refused([a], /name two results directories/);
  await refused([a, `${root.path}/link`], /are the same directory/);
  await refused([a, root.path], /holds no results of uringlab/);
  await refused([a, `${root.path}/none`], /holds no results of uringlab/);
  await refused([a, other], /is of exp7, but .*other of exp5/);
  await refused([a, disjoint], /no cell in common/);
  const copy = results(`${root.path}/copy`, { identity: { run: "a" } });
  await refused([a, copy], /hold the same run, a\n$/);
  await refused([a, a, "--fail-on=often"], /"often" is not a condition/);
  await refused([a, a, "--ouch"], /unknown option "--ouch"/);
});

Deno.test("damaged files fail in one line", async () => {
  using root = temporaryDirectory();
  const a = results(`${root.path}/a`);
  const damages: [string, RegExp][] = [
    ["meta.json", /meta\.json: /],
    ["results.csv", /results\.csv: /],
  ];
  for (const [file, message] of damages) {
    const b = results(`${root.path}/${file}`);
    const text = Deno.readTextFileSync(`${b}/${file}`);
    Deno.writeTextFileSync(`${b}/${file}`, `{"x\n${text.slice(200)}`);
    await refused([a, b], message, 1);
  }
});

Deno.test("an output directory that cannot be made fails", async () => {
  using root = temporaryDirectory();
  const [a, b] = [results(`${root.path}/a`), results(`${root.path}/b`)];
  const found = await run(["compare", a, b, "--out=/proc/out"]);
  assertMatch(found.stderr, /^uringlab: cannot make \/proc\/out: .*\n$/);
  assertEquals(found.status, 1);
});

Deno.test("--help is printed", async () => {
  const { status, stdout, stderr } = await run(["compare", "--help"]);
  assertEquals([status, stderr], [0, ""]);
  assertMatch(stdout, /^Usage: uringlab compare A B/);
  assert(stdout.includes("--fail-on LIST"));
});
