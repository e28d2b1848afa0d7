/** Runs without a disk, whose I/Os a thread of uringlab's own completes. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  outcome,
  readRows,
  run,
  temporaryDirectory,
  until,
} from "../program/program.ts";
import { MarkedRun } from "./marked_run.ts";

/** Deaths at moments that are drawn anew each time. */
const DEATHS = 3;

function args(out: string, ...more: string[]): string[] {
  return [
    "exp7",
    "--load=eventfd",
    "--workers=2",
    "--iodepth=2",
    "--busy=on",
    // However busy the machine is, some I/Os of every worker end the window.
    "--number-ios=50",
    "--runtime=20s",
    "--ramp-time=2ms",
    `--out=${out}`,
    ...more,
  ];
}

function lines(out: string): number {
  try {
    return Deno.readTextFileSync(`${out}/results.csv`).split("\n").length - 2;
  } catch {
    return 0;
  }
}

Deno.test(`${DEATHS} deaths at any moment keep the rows and leave nothing`, async () => {
  for (let i = 0; i < DEATHS; i++) {
    using directory = temporaryDirectory();
    const out = `${directory.path}/out`;
    const started = new MarkedRun(args(out, "--repeats=500"));
    const ended = outcome(started.child);
    await until("two rows", () => lines(out) >= 2);
    const moment = Math.random() * 150;
    await new Promise((resolve) => setTimeout(resolve, moment));
    started.child.kill("SIGKILL");
    await ended;
    await until("nothing is left", () => started.processes().length === 0);
    const rows = readRows(out);
    assert(rows.length >= 2, `after ${moment} ms`);
    for (const { status, load, filename } of rows) {
      assertEquals([status, load, filename], ["ok", "eventfd", ""]);
    }
  }
});

Deno.test("descriptors that are too few for the wakers are named", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stderr } = await run(
    args(out, "--repeats=1", "--workers=4", "--iodepth=64").filter((word) =>
      !["--workers=2", "--iodepth=2"].includes(word)
    ),
    { before: ["prlimit", "--nofile=100"] },
  );
  assertEquals(status, 1, stderr);
  for (const { status, reasons = "" } of readRows(out)) {
    assertEquals(status, "failed");
    assertMatch(reasons, /^eventfd or pipe2: EMFILE .*ulimit -n/);
  }
});

Deno.test("neither a home nor a disk is needed, nor a right", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stderr } = await run(
    args(out, "--repeats=1", "--mode=default"),
    {
      env: { HOME: "", XDG_CACHE_HOME: "" },
      before: Deno.uid() === 0 ? ["setpriv", "--bounding-set=-all"] : [],
    },
  );
  assertEquals(status, 0, stderr);
  assertMatch(stderr, /no file is read or written/);
  const [row] = readRows(out);
  assertEquals(row?.status, "ok");
});
