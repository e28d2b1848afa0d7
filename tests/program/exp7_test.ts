import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import { readRows, run, SHORT, temporaryDirectory } from "./program.ts";

Deno.test("the whole matrix ends in rows, a summary, charts and findings", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stdout, stderr } = await run(
    [
      "exp7",
      "--preset=quick",
      "--size=4m",
      "--workers=4",
      "--runtime=50ms",
      "--ramp-time=10ms",
      "--repeats=2",
      "--cpus=0",
      "--verify",
      `--out=${out}`,
    ],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 0, stderr);
  const rows = readRows(out);
  assertEquals(rows.length, 56);
  for (const row of rows) {
    assertEquals(row.status, "ok");
    assert(Number(row.ios) > 0);
    assertEquals(row.cpus, "0");
    // At batch 1 and reap 1 every read is one reap. At the edges of a turn one
    // of each worker may lie past it, and a late one counts without a reap.
    const beyond = Math.abs(Number(row.reaps) - Number(row.ios));
    const most = Number(row.turns) * 4 * (Number(row.iodepth) + 1);
    assert(beyond <= most, `${row.reaps} for ${row.ios}`);
    assert(Number(row.turn_s) > 0 && Number(row.littles_law) <= 1);
    assertEquals(row.busy_per_cpu, row.busy === "on" ? "4" : "0");
  }
  const combinations = new Set(
    rows.map((row) => `${row.mode} ${row.busy} ${row.iodepth} ${row.repeat}`),
  );
  assertEquals(combinations.size, 56);
  const perCpu = Deno.readTextFileSync(`${out}/interrupts.csv`).split("\n");
  // A header, lines of each row whose counters could be read in its turns, and
  // the end of the last line.
  assert(perCpu.length >= 2);
  const [turnsHeader = "", ...turns] = Deno.readTextFileSync(
    `${out}/turns.csv`,
  ).trimEnd().split("\n");
  const at = (line: string, name: string) =>
    Number(line.split(",")[turnsHeader.split(",").indexOf(name)]);
  for (const row of rows) {
    const own = turns.filter((line) => at(line, "cell") === Number(row.cell));
    assertEquals(own.length, Number(row.turns));
    const ios = own.reduce((sum, line) => sum + at(line, "ios"), 0);
    assertEquals(ios, Number(row.ios));
  }
  const summary = Deno.readTextFileSync(`${out}/summary.csv`);
  assertEquals(summary.trimEnd().split("\n").length, 29);
  for (const name of ["result_iops", "result_clat_avg", "result_clat_p99"]) {
    const svg = Deno.readTextFileSync(`${out}/${name}.svg`);
    for (const line of ["default", "coop", "default, busy", "coop, busy"]) {
      assertStringIncludes(svg, `>${line}<`);
    }
  }
  const meta = JSON.parse(Deno.readTextFileSync(`${out}/meta.json`));
  assertEquals(meta.rows, 56);
  assertEquals(meta.plan.cells.length, 56);
  assertStringIncludes(stdout, "COOP_TASKRUN against default");
  assertStringIncludes(stdout, "busy against no busy");
  assertMatch(stderr, /^\[56\/56\] /m);
  for (const line of [...stdout.split("\n")]) assert(line.length <= 80, line);
  assert(!stdout.includes("\x1b") && !stderr.includes("\x1b"));
});

Deno.test("the same seed plans the same run", async () => {
  using directory = temporaryDirectory();
  const env = { XDG_CACHE_HOME: directory.path };
  const plan = async (seed: number) => {
    const args = ["exp7", "--dry-run", "--cpus=0", `--seed=${seed}`];
    return (await run(args, { env })).stdout;
  };
  const first = await plan(1);
  assertEquals(first, await plan(1));
  assert(first !== await plan(2));
  assertEquals(first.trimEnd().split("\n").length, 24 * 28);
  assertEquals([...Deno.readDirSync(directory.path)], [], "a dry run wrote");
});

Deno.test("a wrong sector fails the cell and names its offset", async () => {
  using directory = temporaryDirectory();
  const env = { XDG_CACHE_HOME: directory.path };
  const made = await run([...SHORT, "--mode=default", "--busy=off"], {
    env,
    cwd: directory.path,
  });
  assertEquals(made.status, 0, made.stderr);
  const path = `${directory.path}/uringlab/target-4194304.dat`;
  using target = Deno.openSync(path, { write: true });
  // All sectors but those that are looked at before the run.
  const sectors = 4194304 / 512;
  const sampled = new Set(
    Array.from({ length: 64 }, (_, i) => Math.round((sectors - 1) * i / 63)),
  );
  for (let sector = 0; sector < sectors; sector++) {
    if (sampled.has(sector)) continue;
    target.seekSync(sector * 512, Deno.SeekMode.Start);
    target.writeSync(new TextEncoder().encode("overwritten"));
  }
  target.syncSync();
  const out = `${directory.path}/out`;
  const { status, stderr } = await run(
    [...SHORT, "--mode=default", "--busy=off", "--verify", `--out=${out}`],
    { env },
  );
  assertEquals(status, 1);
  assertMatch(stderr, /FAILED, reads failed: \d+ with wrong content/);
  const [row] = readRows(out);
  assertEquals(row?.status, "failed");
  assertMatch(row?.reasons ?? "", /the first at offset \d+$/);
});

Deno.test("a disk that fills up fails with the rows that fit", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/full`;
  Deno.mkdirSync(out);
  const mount = (...args: string[]) =>
    new Deno.Command(args[0]!, { args: args.slice(1) }).outputSync();
  const mounted = mount("mount", "-t", "tmpfs", "-o", "size=160k", "none", out);
  assert(mounted.success, new TextDecoder().decode(mounted.stderr));
  try {
    const { status, stderr } = await run(
      [...SHORT, "--busy=off", "--repeats=100", `--out=${out}/run`],
      { env: { XDG_CACHE_HOME: directory.path } },
    );
    assertEquals(status, 1);
    assertMatch(stderr, /^uringlab: cannot .*No space left/m);
    const rows = readRows(`${out}/run`);
    assert(rows.length > 0 && rows.length < 200, `${rows.length} rows`);
    for (const row of rows) assertEquals(row.status, "ok");
  } finally {
    mount("umount", out);
  }
});

Deno.test("list, --version and --help say what there is", async () => {
  const { stdout } = await run(["list"]);
  for (const { name, alias = "", summary } of EXPERIMENTS) {
    const line = [name, alias, summary].filter((word) => word !== "").join(" ");
    assertStringIncludes(`${stdout.replace(/ +/g, " ")}`, `${line}\n`);
  }
  assertMatch(
    (await run(["--version"])).stdout,
    /^uringlab \d+\.\d+\.\d+\ncommit (not known|[0-9a-f]{7,}(-dirty)?)\nLinux \S+, (x86_64|aarch64)\nDeno [\d.]+, liburing [\d.]+\n$/,
  );
  for (const args of [["--help"], ["exp7", "--help"]]) {
    const { status, stdout } = await run(args);
    assertEquals(status, 0);
    for (const line of stdout.split("\n")) assert(line.length <= 80, line);
  }
});
