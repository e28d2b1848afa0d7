/** Disks that stall, fail, shrink or go away while they are read. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { createTarget } from "../../lib/source/block/created.ts";
import {
  type Outcome,
  outcome,
  readRows,
  run,
  start,
  temporaryDirectory,
  until,
} from "../program/program.ts";
import {
  faultyDisk,
  LoopDevice,
  whyNoFaults,
  whyNoLoop,
} from "./faulty_target.ts";
import { SmallDisk } from "./small_disk.ts";

const BYTES = 2 ** 20;
const CELLS = 12;

const ARGS = [
  "exp7",
  // A cell for each arm: what happens to one is told apart.
  "--turn=0",
  "--workers=2",
  "--iodepth=4",
  "--busy=off",
  "--cpus=0",
  "--runtime=100ms",
  "--ramp-time=10ms",
  `--repeats=${CELLS / 2}`,
  "--drain-timeout=1s",
];

function rowCount(out: string): number {
  try {
    return Deno.readTextFileSync(`${out}/results.csv`).split("\n").length - 2;
  } catch {
    return 0;
  }
}

/** Starts a run and waits until some of its cells are measured. */
async function begin(
  filename: string,
  out: string,
): Promise<Deno.ChildProcess> {
  const child = start([...ARGS, `--filename=${filename}`, `--out=${out}`]);
  await until("two rows", () => rowCount(out) >= 2);
  return child;
}

function statuses(out: string): string[] {
  return readRows(out).map(({ status = "" }) => status);
}

function reasons(out: string): string[] {
  return readRows(out).filter(({ status }) => status === "failed")
    .map(({ reasons = "" }) => reasons);
}

function assertTold({ stderr }: Outcome, message: RegExp): void {
  assertMatch(stderr.trimEnd().split("\n").at(-1) ?? "", message);
  assert(!/\bat .*:\d+:\d+/.test(stderr), `a stack trace: ${stderr}`);
}

/** Of a window of 100 ms on a machine that does other things too. */
const UNLUCKY = "no read completed in the window";

/** Finishes a run; all its cells are measured then. */
async function assertResumes(out: string): Promise<void> {
  let resumed = await run(["exp7", `--resume=${out}`]);
  // Only for that, and not for what the fault may have left behind.
  if (resumed.status === 1) {
    assertEquals(new Set(reasons(out)), new Set([UNLUCKY]), resumed.stderr);
    resumed = await run(["exp7", `--resume=${out}`]);
  }
  assertEquals(resumed.status, 0, resumed.stderr);
  assertEquals(statuses(out), Array(CELLS).fill("ok"));
}

/** A test that is left out where its fault cannot be made. */
function testUnless(
  reason: string | undefined,
  name: string,
  fn: () => Promise<void>,
): void {
  Deno.test({
    name: `${name}${reason ? ` (not run: ${reason})` : ""}`,
    ignore: reason !== undefined,
    fn,
  });
}

const noFaults = whyNoFaults();
const noLoop = whyNoLoop();

testUnless(
  noFaults,
  "a disk that stalls ends the run, which can go on",
  async () => {
    await using faulty = await faultyDisk(BYTES);
    const out = `${faulty.directory}/out`;
    const child = await begin(faulty.disk.path, out);
    await faulty.file.tell("stall");
    const ended = await outcome(child);
    assertEquals(ended.status, 1);
    assertTold(
      ended,
      /^uringlab: \/dev\/loop\d+ does not answer: read: ETIMEDOUT/,
    );
    assertMatch(
      ended.stderr,
      /cells are in \S+; --resume \S+ measures the others/,
    );
    const measured = statuses(out);
    assertEquals(measured.at(-1), "failed");
    assertEquals(new Set(measured.slice(0, -1)), new Set(["ok"]));
    assert(measured.length < CELLS);
    assertMatch(
      reasons(out)[0] ?? "",
      /^drain: 8 reads did not complete within 1 s$/,
    );
    for (const name of ["summary.csv", "report.html", "meta.json"]) {
      assert(Deno.statSync(`${out}/${name}`).size > 0);
    }
    await faulty.file.tell("serve");
    await assertResumes(out);
  },
);

testUnless(
  noFaults,
  "a stalled disk does not keep a run from being interrupted",
  async () => {
    await using faulty = await faultyDisk(BYTES);
    const out = `${faulty.directory}/out`;
    const child = await begin(faulty.disk.path, out);
    await faulty.file.tell("stall");
    child.kill("SIGINT");
    const ended = await outcome(child);
    assertEquals(ended.status, 130);
    assertTold(ended, /^uringlab: interrupted by SIGINT$/);
    assertEquals(new Set(statuses(out)), new Set(["ok"]));
    await faulty.file.tell("serve");
    await assertResumes(out);
  },
);

testUnless(
  noFaults,
  "a disk that fails makes cells fail, which can be repeated",
  async () => {
    await using faulty = await faultyDisk(BYTES);
    const out = `${faulty.directory}/out`;
    const child = await begin(faulty.disk.path, out);
    await faulty.file.tell("fail");
    const ended = await outcome(child);
    assertEquals(ended.status, 1);
    assertTold(ended, /--trace also tells/);
    assertEquals(statuses(out).length, CELLS);
    const [first = "", ...others] = reasons(out);
    assertMatch(
      first,
      /^reads failed: \d+ with EIO \(i\/o error\), the first at offset \d+$|^read: EIO/,
    );
    assertEquals(new Set(others), new Set(["read: EIO (i/o error)"]));
    await faulty.file.tell("serve");
    await assertResumes(out);
  },
);

/** A created file of a test. */
async function targetIn(directory: string): Promise<string> {
  const path = `${directory}/target`;
  await createTarget(path, BYTES);
  return path;
}

/** All cells have rows, and those since the fault say the same. */
function assertFailedSince(out: string, first: RegExp, others: RegExp): void {
  assertEquals(statuses(out).length, CELLS);
  assertEquals(statuses(out).slice(0, 2), ["ok", "ok"]);
  const said = reasons(out);
  assert(said.length > 1);
  const [one = "", ...rest] = said;
  assert(first.test(one) || others.test(one), one);
  for (const reason of rest) assertMatch(reason, others);
}

const SHORT =
  /^reads failed: \d+ short \(as past the end of a file\), the first at/;
const SHRUNK = /^the target has shrunk: of 1048576 bytes .* it has \d+$/;

Deno.test("a file that is cut off makes cells fail, which says so", async () => {
  using directory = temporaryDirectory();
  const target = await targetIn(directory.path);
  const out = `${directory.path}/out`;
  const child = await begin(target, out);
  Deno.truncateSync(target, BYTES / 4);
  assertEquals((await outcome(child)).status, 1);
  assertFailedSince(out, SHORT, SHRUNK);
  await createTarget(target, BYTES);
  await assertResumes(out);
});

testUnless(
  noLoop,
  "a loop device whose file is cut off answers EIO",
  async () => {
    using directory = temporaryDirectory();
    const target = await targetIn(directory.path);
    using disk = new LoopDevice(target);
    const out = `${directory.path}/out`;
    const child = await begin(disk.path, out);
    Deno.truncateSync(target, BYTES / 4);
    assertEquals((await outcome(child)).status, 1);
    const failed = /^reads failed: \d+ with EIO \(i\/o error\), the first at/;
    assertFailedSince(out, failed, failed);
    Deno.truncateSync(target, BYTES);
    await assertResumes(out);
  },
);

testUnless(
  noLoop,
  "a loop device that is detached makes cells fail",
  async () => {
    using directory = temporaryDirectory();
    const target = await targetIn(directory.path);
    using disk = new LoopDevice(target);
    const out = `${directory.path}/out`;
    const child = await begin(disk.path, out);
    // The kernel waits until nobody has it open. That may be after a cell has
    // looked at how large it is, and before the cell's workers have opened it.
    disk.detach();
    assertEquals((await outcome(child)).status, 1);
    assertFailedSince(out, SHORT, SHRUNK);
  },
);

testUnless(
  noLoop,
  "a loop device over a full disk can still be read",
  async () => {
    using directory = temporaryDirectory();
    using full = new SmallDisk(`${directory.path}/full`, 256);
    const sparse = `${full.path}/target`;
    Deno.writeFileSync(sparse, new Uint8Array(0));
    Deno.truncateSync(sparse, BYTES);
    full.fill();
    using disk = new LoopDevice(sparse);
    const out = `${directory.path}/out`;
    const ended = await outcome(await begin(disk.path, out));
    assertEquals(ended.status, 0, ended.stderr);
    assertEquals(statuses(out), Array(CELLS).fill("ok"));
  },
);

testUnless(
  noLoop,
  "a full disk for the results ends the run, which can go on",
  async () => {
    using directory = temporaryDirectory();
    const target = await targetIn(directory.path);
    using small = new SmallDisk(`${directory.path}/small`, 200);
    const out = `${small.path}/out`;
    const child = await begin(target, out);
    small.fill();
    const ended = await outcome(child);
    assertEquals(ended.status, 1);
    assertTold(ended, /^uringlab: cannot .*: No space left on device/);
    assertMatch(
      ended.stderr,
      /cells are in \S+; --resume \S+ measures the others/,
    );
    const kept = readRows(out).length;
    assert(kept >= 2 && kept < CELLS, `${kept}`);
    small.grow();
    await assertResumes(out);
  },
);
