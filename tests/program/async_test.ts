import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
} from "@std/assert";
import {
  outcome,
  readRows,
  run,
  start,
  temporaryDirectory,
  until,
} from "./program.ts";

/** The writer that a process started, as long as it is there. */
function writerOf(parent: number): number | undefined {
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const words = Deno.readTextFileSync(`/proc/${name}/cmdline`).split("\0");
      if (words[0]?.endsWith("/writer") && words[2] === `${parent}`) {
        return Number(name);
      }
    } catch {
      // It has just ended.
    }
  }
  return undefined;
}

Deno.test("async measures reads through io-wq, of bound and of free workers", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stdout, stderr } = await run([
    "async",
    "--size=4m",
    "--iodepth=2",
    "--cpus=0",
    "--interrupt-cpus=0",
    "--runtime=200ms",
    "--ramp-time=20ms",
    "--repeats=1",
    `--out=${out}`,
  ], { env: { XDG_CACHE_HOME: directory.path } });
  assertEquals(status, 0, stderr);
  const rows = readRows(out);
  assertEquals(rows.length, 3 * 2 * 2);
  const all = Number(rows.find(({ core }) => core === "any")?.cpus?.at(-1)) + 1;
  assertEquals(all >= navigator.hardwareConcurrency, true);
  for (const row of rows) {
    assertEquals(row.status, "ok");
    assert(Number(row.ios) > 0);
    if (row.writer === "off") assertEquals(row.writes_per_s, "");
    else assert(Number(row.writes_per_s) > 0, row.writes_per_s);
    if (row.core !== "any") assertEquals(row.cpus, "0");
    // No read of a file is refused by its file system here.
    if (row.force_async === "off") {
      assertEquals([row.io_workers, row.io_wq_per_io_us], ["0", "0"]);
      continue;
    }
    assert(Number(row.io_workers) > 0);
    assert(Number(row.io_workers_bound) <= Number(row.io_workers));
    assert(Number(row.io_wq_per_io_us) > 0);
    assertAlmostEquals(
      Number(row.all_cpu_per_io_us),
      Number(row.cpu_per_io_us) + Number(row.io_wq_per_io_us),
      1e-3,
    );
    // That they are there is no fault where they were asked for.
    assert(!/io_workers/.test(`${row.reasons}`), row.reasons);
  }
  assertMatch(stdout.replaceAll("\n", " "), /IOSQE_ASYNC against inline, with/);
  assertMatch(stdout.replaceAll("\n", " "), /free to run on any CPU IOPS/);
  assertMatch(
    stderr.replaceAll("\n", " "),
    /writer: 64 MiB without a name in \S+, which the kernel takes back/,
  );
});

Deno.test("a writer ends with a run that is killed, and leaves no file", async () => {
  using directory = temporaryDirectory();
  const child = start([
    "async",
    "--size=4m",
    "--writer=on",
    "--core=any",
    "--iodepth=2",
    "--runtime=10s",
    `--out=${directory.path}/out`,
  ], { env: { XDG_CACHE_HOME: directory.path } });
  let writer: number | undefined;
  await until("a writer", () => {
    writer = writerOf(child.pid);
    return writer !== undefined;
  });
  child.kill("SIGKILL");
  await outcome(child);
  await until("it has ended", () => writerOf(child.pid) === undefined);
  const left = [...Deno.readDirSync(`${directory.path}/uringlab`)]
    .map(({ name }) => name);
  assertEquals(left, ["target-4194304.dat"]);
});
