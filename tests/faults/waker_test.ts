/** Runs without a disk, whose I/Os a thread of uringlab's own completes. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { LoadName } from "../../lib/model/parameters/loads.ts";
import {
  outcome,
  readRows,
  run,
  temporaryDirectory,
  until,
} from "../program/program.ts";
import { KernelMemory, whyNoKernelMemory } from "./kernel_memory.ts";
import { MarkedRun } from "./marked_run.ts";

/** Deaths at moments that are drawn anew each time. */
const DEATHS = 3;

const USUAL = [
  "--load=eventfd",
  "--workers=2",
  "--iodepth=2",
  "--busy=on",
  // However busy the machine is, some I/Os of every worker end the window.
  "--number-ios=50",
  "--runtime=20s",
  "--ramp-time=2ms",
];

/** Of a run like that, but for the options that are given. */
function args(out: string, ...more: string[]): string[] {
  const nameOf = (option: string) => option.split("=")[0];
  const given = new Set(more.map(nameOf));
  return [
    "exp7",
    ...USUAL.filter((option) => !given.has(nameOf(option))),
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

/** Deaths of runs with a load, which keep their rows and leave nothing. */
async function dies(
  load: LoadName,
  options: readonly string[],
  { before = [], underWay = () => true }: {
    before?: string[];
    underWay?: () => boolean;
  } = {},
): Promise<void> {
  for (let i = 0; i < DEATHS; i++) {
    using directory = temporaryDirectory();
    const out = `${directory.path}/out`;
    const started = new MarkedRun(
      args(out, "--repeats=500", `--load=${load}`, ...options),
      { before },
    );
    const ended = outcome(started.child);
    await until("two rows", () => lines(out) >= 2 && underWay());
    const moment = Math.random() * 150;
    await new Promise((resolve) => setTimeout(resolve, moment));
    started.child.kill("SIGKILL");
    await ended;
    await until("nothing is left", () => started.processes().length === 0);
    const rows = readRows(out);
    assert(rows.length >= 2, `after ${moment} ms`);
    for (const row of rows) {
      assertEquals([row.status, row.load, row.filename], ["ok", load, ""]);
    }
  }
}

Deno.test(`${DEATHS} deaths at any moment keep the rows and leave nothing`, async () => {
  await dies("eventfd", []);
});

/** Of a ring with so many SQEs the kernel has a MiB for these alone. */
const DEPTH = 2 ** 14;
const RING_BYTES = DEPTH * 64;

const noMemory = whyNoKernelMemory();

// The kernel takes the rings of the dead apart one by one, and messages may be
// under way between them: with DEFER_TASKRUN as work that nobody does any more.
Deno.test({
  name: `deaths amid messages between rings likewise, no ring is left${
    noMemory ? ` (not run: ${noMemory})` : ""
  }`,
  ignore: noMemory !== undefined,
  async fn() {
    using memory = new KernelMemory();
    await dies(
      "msg_ring",
      [`--iodepth=${DEPTH}`, "--mode=default,defer"],
      {
        before: memory.before,
        underWay: () => memory.bytes > 2 * RING_BYTES,
      },
    );
    await until("the rings are gone", () => memory.bytes < RING_BYTES);
  },
});

Deno.test("descriptors that are too few for the wakers are named", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const { status, stderr } = await run(
    args(out, "--repeats=1", "--workers=4", "--iodepth=64"),
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
