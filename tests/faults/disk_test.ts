/** Disks that stall, fail, shrink or go away while they are read. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type Outcome,
  outcome,
  readRows,
  run,
  start,
  until,
} from "../program/program.ts";
import { faultyDisk, whyNoFaults } from "./faulty_target.ts";

const BYTES = 2 ** 20;
const CELLS = 12;

const ARGS = [
  "exp7",
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

/** Finishes a run; all its cells are measured then. */
async function assertResumes(out: string): Promise<void> {
  const resumed = await run(["exp7", `--resume=${out}`]);
  assertEquals(resumed.status, 0, resumed.stderr);
  assertEquals(statuses(out), Array(CELLS).fill("ok"));
}

const reason = whyNoFaults();

function faultTest(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: `${name}${reason ? ` (not run: ${reason})` : ""}`,
    ignore: reason !== undefined,
    fn,
  });
}

faultTest("a disk that stalls ends the run, which can go on", async () => {
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
});

faultTest(
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

faultTest(
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
