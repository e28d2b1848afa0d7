/** Limits of the process and of its control group, each named. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { createTarget } from "../../lib/target/created.ts";
import {
  type Outcome,
  readRows,
  run,
  temporaryDirectory,
} from "../program/program.ts";

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

const PIDS = "/sys/fs/cgroup/pids";
const canLimit = Deno.uid() === 0 && await Deno.stat(`${PIDS}/cgroup.procs`)
  .then(() => true, () => false);

Deno.test({
  name: `too few threads fail the cell${
    canLimit ? "" : " (not run: no control group for them can be made here)"
  }`,
  ignore: !canLimit,
  async fn() {
    const group = `${PIDS}/uringlab-test-${Deno.pid}`;
    Deno.mkdirSync(group);
    try {
      Deno.writeTextFileSync(`${group}/pids.max`, "30");
      await limited(
        ["sh", "-c", `echo $$ >${group}/cgroup.procs && exec "$@"`, "sh"],
        /^pthread_create: EAGAIN .*: raise RLIMIT_NPROC .* or pids\.max/,
      );
    } finally {
      Deno.removeSync(group);
    }
  },
});
