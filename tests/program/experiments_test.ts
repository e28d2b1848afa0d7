import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { EXPERIMENTS } from "../../experiments/all.ts";
import type { Experiment } from "../../lib/model/experiment.ts";
import { impossibleEngine } from "../../lib/model/parameters/engines.ts";
import { impossiblePipeline } from "../../lib/model/parameters/pipeline.ts";
import { product } from "../../lib/model/plan.ts";
import { params } from "../model/fixtures.ts";
import {
  outcome,
  readRows,
  run,
  SHORT,
  start,
  temporaryDirectory,
  until,
} from "./program.ts";

/** A small target, and one CPU for both kinds of core, whatever it is. */
const SMALL = ["--size=4m"];
const CPUS = ["--cpus=0"];
const INTERRUPT_CPUS = ["--interrupt-cpus=0"];

/** Two ways to wait, one of which there cannot be with DEFER_TASKRUN. */
const MINE = {
  name: "mine",
  question: "Who sees a completion?",
  base: { iodepth: 1, thinktime: 20, numberIos: 20 },
  axes: { wait: ["wait", "spin"], mode: ["default", "defer"] },
  table: ["ios", "iops", "lat_p50_us"],
  charts: [
    {
      kind: "lines",
      name: "by_depth",
      title: "Throughput",
      metric: "iops",
      x: "iodepth",
      lines: ["mode", "wait"],
      scale: "linear",
    },
  ],
};

function cellNames(dryRun: string): string[] {
  return dryRun.trimEnd().split("\n").map((line) => line.replace(/^\d+ +/, ""));
}

Deno.test("list --json prints what run takes: the same experiment", async () => {
  using directory = temporaryDirectory();
  const env = { XDG_CACHE_HOME: directory.path };
  const all = JSON.parse((await run(["list", "--json"])).stdout);
  assertEquals(
    all.map(({ name }: Experiment) => name),
    EXPERIMENTS.map(({ name }) => name),
  );
  const path = `${directory.path}/copy.json`;
  for (const { name, axes, base } of EXPERIMENTS) {
    const { stdout } = await run(["list", "--json", name]);
    assertEquals(
      JSON.parse(stdout),
      all.find((e: Experiment) => e.name === name),
    );
    Deno.writeTextFileSync(path, stdout);
    const options = [
      "--dry-run",
      "--seed=1",
      // Without a disk there is no target to be small.
      ...base.load === "read" ? SMALL : [],
      ...CPUS,
    ];
    const more = axes.core ? INTERRUPT_CPUS : [];
    const own = await run([name, ...options, ...more], { env });
    const copied = await run(["run", path, ...options, ...more], { env });
    assertEquals(own.status, 0, own.stderr);
    assertEquals(copied, own);
    const cells = cellNames(own.stdout);
    const preset = EXPERIMENTS.find((e) => e.name === name)?.presets.default;
    const { repeats = 0 } = preset?.turns ?? preset ?? {};
    // Where engines are compared each has the cells that it can have.
    const meant = product(axes).filter((change) => {
      const all = params({ ...base, ...change });
      return (!axes.engine || impossibleEngine(all) === undefined) &&
        (!axes.pipeline || impossiblePipeline(all) === undefined);
    });
    assertEquals(cells.length, repeats * meant.length);
  }
});

Deno.test("an experiment goes by either name and is recorded by its number", async () => {
  using directory = temporaryDirectory();
  const options = {
    cwd: directory.path,
    env: { XDG_CACHE_HOME: directory.path },
  };
  const short = [...SHORT.slice(1), "--busy=off", "--mode=coop"];
  const dry = [...short, "--dry-run", "--seed=1"];
  assertEquals(
    await run(["coop", ...dry], options),
    await run(["exp7", ...dry], options),
  );
  const { status, stderr } = await run(["coop", ...short], options);
  assertEquals(status, 0, stderr);
  const [found = { name: "" }, ...others] = [
    ...Deno.readDirSync(`${directory.path}/results`),
  ];
  assertEquals(others, []);
  assertMatch(found.name, /^exp7-\d{4}-/);
  const out = `${directory.path}/results/${found.name}`;
  for (const row of readRows(out)) assertEquals(row.experiment, "exp7");
  const meta = Deno.readTextFileSync(`${out}/meta.json`);
  assertEquals("alias" in JSON.parse(meta).plan.experiment, false);
  for (const name of ["exp7", "coop"]) {
    const resumed = await run([name, `--resume=${out}`], options);
    assertEquals(resumed.status, 0, resumed.stderr);
  }
});

Deno.test("a user's own experiment runs to its results", async () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/mine.json`;
  Deno.writeTextFileSync(path, JSON.stringify(MINE));
  const out = `${directory.path}/out`;
  const { status, stdout, stderr } = await run(
    [
      "run",
      path,
      "--size=4m",
      "--cpus=0",
      "--repeats=2",
      "--runtime=1s",
      "--ramp-time=10ms",
      `--out=${out}`,
    ],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 0, stderr);
  const rows = readRows(out);
  assertEquals(rows.length, 8);
  for (const row of rows) {
    assertEquals(row.experiment, "mine");
    assertEquals(row.number_ios, "20");
    const impossible = row.mode === "defer" && row.wait === "spin";
    assertEquals(row.status, impossible ? "impossible" : "ok", row.reasons);
    assertEquals(Number(row.ios) >= 20, !impossible);
  }
  assertMatch(stdout, /^wait +iodepth +mode|^wait +mode/m);
  assertMatch(stdout, /^spin +defer +impossible$/m);
  assertMatch(stdout, /^impossible: 2 runs, the first of defer, spin, /m);
  for (const line of stdout.split("\n")) assert(line.length <= 80, line);
  assertStringIncludes(
    Deno.readTextFileSync(`${out}/by_depth.svg`),
    "mine: Throughput",
  );
  const summary = Deno.readTextFileSync(`${out}/summary.csv`);
  assertEquals(summary.trimEnd().split("\n").length, 5);
  const meta = JSON.parse(Deno.readTextFileSync(`${out}/meta.json`));
  assertEquals(meta.rows, 8);
  assertEquals(Object.keys(meta.plan.axes), ["wait", "mode"]);
});

Deno.test("where nothing is possible the status is 1", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stdout } = await run(
    [
      "exp7",
      "--preset=quick",
      "--repeats=1",
      "--size=4m",
      "--cpus=0",
      "--workers=1",
      "--iodepth=1",
      "--busy=off",
      "--mode=defer",
      "--wait=second_thread",
      "--partner-cpus=0",
      `--out=${out}`,
    ],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 1);
  const [row] = readRows(out);
  assertEquals(row?.status, "impossible");
  assertStringIncludes(row?.reasons ?? "", "EEXIST");
  assertMatch(stdout, /^impossible: defer, second_thread, /m);
});

Deno.test("exp10 tells when a completion is visible, to whom and at what cost", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stdout, stderr } = await run(
    [
      "exp10",
      "--preset=quick",
      "--repeats=1",
      "--runtime=500ms",
      "--core=non-interrupt",
      "--wait=compute,eventfd",
      "--thinktime=100us",
      "--number-ios=20",
      "--size=4m",
      "--cpus=0",
      `--out=${out}`,
    ],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 0, stderr);
  const rows = readRows(out);
  assertEquals(rows.length, 2 * 2 * 4);
  for (const row of rows) {
    const impossible = row.mode === "defer" && row.think_getevents === "off";
    assertEquals(row.status, impossible ? "impossible" : "ok", row.reasons);
    if (impossible) continue;
    assertEquals(Number(row.think_share) > 0, true);
    assertEquals(row.eventfd_wakeups !== "", row.wait === "eventfd");
  }
  assertStringIncludes(
    stdout,
    "On the non-interrupt core, with 100 us of work between looks",
  );
  assertStringIncludes(stdout, "defer: never");
  assertStringIncludes(stdout.replaceAll("\n", " "), "USER_HZ");
  for (const line of stdout.split("\n")) assert(line.length <= 80, line);
  for (const name of ["visible_p50", "visible_p99", "visible_distribution"]) {
    assert(Deno.statSync(`${out}/${name}.svg`).size > 0);
  }
});

Deno.test("modes measures what there can be, and says what a choice would take", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stdout, stderr } = await run(
    [
      "modes",
      "--preset=quick",
      "--repeats=1",
      "--runtime=500ms",
      "--no-trace",
      "--core=non-interrupt",
      "--mode=default,coop,defer",
      "--wait=wait,second_thread",
      "--number-ios=20",
      "--size=4m",
      "--cpus=0",
      `--out=${out}`,
    ],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  assertEquals(status, 0, stderr);
  const rows = readRows(out);
  assertEquals(rows.length, 2 * 2 * 3);
  for (const { mode, wait, status, reason } of rows) {
    const impossible = mode === "defer" && wait === "second_thread";
    assertEquals(status, impossible ? "impossible" : "ok", reason);
  }
  const text = stdout.replace(/\s+/g, " ");
  // One run of each cell chooses nothing.
  assertMatch(text, /No choice: it takes 3 valid runs of a cell/);
  for (const line of stdout.split("\n")) assert(line.length <= 80, line);
  assert(Deno.statSync(`${out}/modes.svg`).size > 0);
});

Deno.test("Ctrl-C keeps the rows of a user's own experiment", async () => {
  using directory = temporaryDirectory();
  const path = `${directory.path}/mine.json`;
  Deno.writeTextFileSync(path, JSON.stringify(MINE));
  const out = `${directory.path}/out`;
  const child = start(
    [
      "run",
      path,
      "--size=4m",
      "--cpus=0",
      "--repeats=500",
      "--runtime=200ms",
      "--ramp-time=10ms",
      `--out=${out}`,
    ],
    { env: { XDG_CACHE_HOME: directory.path } },
  );
  await until("two rows", () => {
    try {
      const text = Deno.readTextFileSync(`${out}/results.csv`);
      return text.split("\n").length - 2 >= 2;
    } catch {
      return false;
    }
  });
  child.kill("SIGINT");
  const { status, stdout, stderr } = await outcome(child);
  assertEquals(status, 130);
  assertStringIncludes(stderr, "interrupted by SIGINT");
  const rows = readRows(out);
  assert(rows.length >= 2 && rows.length < 2000);
  for (const row of rows) assert(row.status !== "failed", row.reasons);
  assertMatch(stdout, /^wait +/m);
  for (const file of ["summary.csv", "meta.json", "by_depth.svg"]) {
    assert(Deno.statSync(`${out}/${file}`).size > 0);
  }
});

Deno.test("--filter measures the cells whose names match, and no others", async () => {
  using directory = temporaryDirectory();
  const env = { XDG_CACHE_HOME: directory.path };
  const out = `${directory.path}/out`;
  const words = [...SHORT.slice(1), "--filter=busy:off/.*coop$", "--repeats=2"];
  const dry = await run(["exp7", ...words, "--dry-run"], { env });
  assertEquals(cellNames(dry.stdout), [
    "exp7/iodepth:2/busy:off/mode:coop",
    "exp7/iodepth:2/busy:off/mode:coop",
  ]);
  const { status, stderr } = await run(["exp7", ...words, `--out=${out}`], {
    env,
  });
  assertEquals(status, 0, stderr);
  assertEquals(
    readRows(out).map(({ busy, mode, status }) => [busy, mode, status]),
    [["off", "coop", "ok"], ["off", "coop", "ok"]],
  );
});

Deno.test("a job of fio's is measured in three modes, and the rest is named", async () => {
  using directory = temporaryDirectory();
  const job = `${directory.path}/reads.fio`;
  Deno.writeTextFileSync(
    job,
    "[reads]\nrw=randread\nbs=4k\niodepth=2\nruntime=50ms\nramp_time=10ms\n" +
      "rate_iops=10\n",
  );
  const out = `${directory.path}/out`;
  const { status, stderr } = await run([
    "run",
    job,
    "--size=4m",
    "--cpus=0",
    "--repeats=1",
    `--out=${out}`,
  ], { env: { XDG_CACHE_HOME: directory.path } });
  assertEquals(status, 0, stderr);
  assertStringIncludes(stderr, `${job}: line 7: rate_iops=10: the loop is`);
  assertEquals(
    readRows(out).map(({ mode, bs, iodepth }) => [mode, bs, iodepth]).sort(),
    [["coop", "4096", "2"], ["default", "4096", "2"], ["defer", "4096", "2"]],
  );
});

Deno.test("blocks are read in their order, and have what belongs there", async () => {
  using directory = temporaryDirectory();
  const job = `${directory.path}/reads.fio`;
  // Of fio's example jobs: what has no rw reads in order.
  Deno.writeTextFileSync(
    job,
    "[reads]\nbs=4k\niodepth=2\nnumjobs=2\nruntime=50ms\nramp_time=10ms\n",
  );
  const out = `${directory.path}/out`;
  const { status, stderr } = await run([
    "run",
    job,
    "--size=4m",
    "--cpus=0",
    "--mode=default,coop",
    "--verify",
    "--repeats=1",
    `--out=${out}`,
  ], { env: { XDG_CACHE_HOME: directory.path } });
  assertEquals(status, 0, stderr);
  assertStringIncludes(stderr, "; sequential reads of 4096 bytes over 4 MiB");
  assertEquals(
    readRows(out).map(({ mode, rw, status, verify }) => [
      mode,
      rw,
      status,
      verify,
    ]).sort(),
    [["coop", "read", "ok", "on"], ["default", "read", "ok", "on"]],
  );
});
