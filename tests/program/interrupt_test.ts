import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  hogsOf,
  outcome,
  readRows,
  SHORT,
  start,
  temporaryDirectory,
  UNSIZED,
  until,
} from "./program.ts";

function rowsWritten(out: string): number {
  try {
    return Deno.readTextFileSync(`${out}/results.csv`).split("\n").length - 2;
  } catch {
    return 0;
  }
}

function longRun(directory: string): { child: Deno.ChildProcess; out: string } {
  const out = `${directory}/out`;
  const args = [
    ...SHORT,
    "--busy=on",
    "--repeats=500",
    `--out=${out}`,
  ];
  return { child: start(args, { env: { XDG_CACHE_HOME: directory } }), out };
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`${signal} keeps the rows, ends the hogs, exits with 130`, async () => {
    using directory = temporaryDirectory();
    const { child, out } = longRun(directory.path);
    await until("two rows", () => rowsWritten(out) >= 2);
    await until("a hog", () => hogsOf(child.pid).length > 0);
    child.kill(signal);
    const { status, stdout, stderr } = await outcome(child);
    assertEquals(status, 130);
    assertEquals(hogsOf(child.pid), []);
    const rows = readRows(out);
    assert(rows.length >= 2 && rows.length < 1000);
    assertEquals(new Set(rows.map((row) => row.status)), new Set(["ok"]));
    assertStringIncludes(stdout, "iodepth  busy");
    assertStringIncludes(stderr, `interrupted by ${signal}`);
    for (const file of ["summary.csv", "meta.json", "result_iops.svg"]) {
      assert(Deno.statSync(`${out}/${file}`).size > 0);
    }
  });
}

Deno.test("where no CPU is free an interrupt ends the run with the window", async () => {
  using directory = temporaryDirectory();
  const usable = /^Cpus_allowed_list:\s*(.*)$/m
    .exec(Deno.readTextFileSync("/proc/self/status"))?.[1];
  const out = `${directory.path}/out`;
  const child = start([
    ...SHORT.filter((option) => !/^--(cpus|runtime)=/.test(option)),
    "--busy=on",
    `--cpus=${usable}`,
    "--runtime=1s",
    "--repeats=500",
    `--out=${out}`,
  ], { env: { XDG_CACHE_HOME: directory.path } });
  await until("a row", () => rowsWritten(out) >= 1);
  await until("a hog", () => hogsOf(child.pid).length > 0);
  child.kill("SIGINT");
  const { status, stderr } = await outcome(child);
  assertEquals(status, 130);
  assertEquals(hogsOf(child.pid), []);
  assert(readRows(out).length < 1000);
  assertStringIncludes(stderr, "note: No CPU is free: ");
  assertStringIncludes(stderr, "interrupted by SIGINT");
});

Deno.test("SIGKILL leaves a valid CSV and no hog", async () => {
  using directory = temporaryDirectory();
  const { child, out } = longRun(directory.path);
  await until("two rows", () => rowsWritten(out) >= 2);
  await until("a hog", () => hogsOf(child.pid).length > 0);
  child.kill("SIGKILL");
  await outcome(child);
  await until("the hogs are gone", () => hogsOf(child.pid).length === 0);
  const rows = readRows(out);
  assert(rows.length >= 2);
  assertEquals(new Set(rows.map((row) => row.status)), new Set(["ok"]));
});

Deno.test("an interrupt while the target is made leaves nothing", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const args = [...UNSIZED, "--size=64g", `--out=${out}`];
  const child = start(args, { env: { XDG_CACHE_HOME: directory.path } });
  const cache = `${directory.path}/uringlab`;
  const files = () => {
    try {
      return [...Deno.readDirSync(cache)].length;
    } catch {
      return 0;
    }
  };
  await until("a part of the target", () => files() > 0);
  child.kill("SIGINT");
  const { status, stdout } = await outcome(child);
  assertEquals(status, 130);
  assertEquals(stdout, "");
  assertEquals(files(), 0);
  assertEquals([...Deno.readDirSync(directory.path)].map((e) => e.name), [
    "uringlab",
  ]);
});
