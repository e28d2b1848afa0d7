/** Limits of the process and of its control group, each named. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseCpuList } from "../../lib/base/cpu_list.ts";
import { createTarget } from "../../lib/source/block/created.ts";
import {
  type Outcome,
  outcome,
  readRows,
  run,
  SHORT,
  start,
  temporaryDirectory,
  UNSIZED,
  until,
} from "../program/program.ts";
import {
  ControlGroup,
  type Controller,
  whyNoControlGroup,
} from "./control_group.ts";

/** A run that a limit keeps from measuring; its rows say which. */
async function limited(
  before: string[],
  reason: RegExp,
): Promise<Outcome> {
  using directory = temporaryDirectory();
  const target = `${directory.path}/target`;
  await createTarget(target, 2 ** 20);
  const out = `${directory.path}/out`;
  const ended = await run([
    "exp7",
    `--filename=${target}`,
    "--workers=32",
    "--iodepth=2",
    "--busy=off",
    "--cpus=0",
    "--runtime=50ms",
    "--repeats=1",
    `--out=${out}`,
  ], { before });
  assertEquals(ended.status, 1, ended.stderr);
  assert(!/\bat .*:\d+:\d+/.test(ended.stderr), ended.stderr);
  const rows = readRows(out);
  assertEquals(rows.length, 2);
  for (const { status, reasons = "" } of rows) {
    assertEquals(status, "failed");
    assertMatch(reasons, reason);
  }
  return ended;
}

Deno.test("too few descriptors fail the cell", async () => {
  await limited(
    ["prlimit", "--nofile=60"],
    /EMFILE \(too many open files\): raise RLIMIT_NOFILE \(ulimit -n\)/,
  );
});

Deno.test("too small a RLIMIT_FSIZE ends the run, which says so", async () => {
  using directory = temporaryDirectory();
  const target = `${directory.path}/target`;
  await createTarget(target, 2 ** 20);
  const out = `${directory.path}/out`;
  const child = start([
    ...UNSIZED,
    "--turn=0",
    "--repeats=20",
    `--filename=${target}`,
    `--out=${out}`,
  ]);
  const ended = outcome(child);
  await until("a row is written", () => {
    try {
      return readRows(out).length > 0;
    } catch {
      return false;
    }
  });
  const { success } = await new Deno.Command("prlimit", {
    args: [`--pid=${child.pid}`, "--fsize=1000"],
  }).output();
  assert(success);
  const { status, stderr } = await ended;
  assertEquals(status, 1, stderr);
  assertMatch(stderr, /cannot write .*: File too large$/m);
  assert(!/\bat .*:\d+:\d+/.test(stderr), stderr);
  const rows = readRows(out);
  assert(rows.length > 0);
  for (const { status } of rows) assertEquals(status, "ok");
});

/** A test in a control group, where one can be made. */
function groupTest(
  controller: Controller,
  name: string,
  test: (group: ControlGroup) => Promise<void>,
) {
  const obstacle = whyNoControlGroup(controller);
  Deno.test({
    name: obstacle ? `${name} (not run: ${obstacle})` : name,
    ignore: obstacle !== undefined,
    async fn() {
      using group = new ControlGroup(controller);
      await test(group);
    },
  });
}

groupTest("pids", "too few threads fail the cell", async (group) => {
  group.write("pids.max", "30");
  await limited(
    group.before,
    /^pthread_create: EAGAIN .*: raise RLIMIT_NPROC .* or pids\.max/,
  );
});

groupTest("cpu", "a CPU quota makes runs invalid", async (group) => {
  using directory = temporaryDirectory();
  // Two thirds of a CPU, in turns of 20 ms, for one that wants all of it.
  if (group.version === 1) {
    group.write("cpu.cfs_period_us", "30000");
    group.write("cpu.cfs_quota_us", "20000");
  } else {
    group.write("cpu.max", "20000 30000");
  }
  const ended = await run([...SHORT, "--turn=0", "--wait=spin", "--out=out"], {
    cwd: directory.path,
    env: { XDG_CACHE_HOME: directory.path },
    before: group.before,
  });
  assertEquals(ended.status, 0, ended.stderr);
  const stopped = readRows(`${directory.path}/out`)
    .filter(({ throttled_s }) => Number(throttled_s) > 0);
  assert(stopped.length > 0, "no run was throttled");
  for (const { status, valid, reasons = "" } of stopped) {
    assertEquals([status, valid], ["ok", "no"]);
    assertMatch(reasons, /throttled/);
  }
});

groupTest("cpuset", "CPUs outside of a cpuset are refused", async (group) => {
  using directory = temporaryDirectory();
  const [first = 0, ...others] = parseCpuList(group.read("cpuset.cpus"));
  group.write("cpuset.cpus", `${first}`);
  const other = others.at(-1) ?? first + 1;
  const { status, stderr } = await run(["exp7", `--cpus=${other}`], {
    cwd: directory.path,
    env: { XDG_CACHE_HOME: directory.path },
    before: group.before,
  });
  assertEquals(status, 2, stderr);
  assertMatch(
    stderr,
    new RegExp(`^uringlab: .*\\b${other}\\b.*outside this process's cpuset`),
  );
  assertEquals([...Deno.readDirSync(directory.path)], []);
});
