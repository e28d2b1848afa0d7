import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Cell } from "../../lib/model/cell.ts";
import type {
  ReadErrors,
  WorkerCounts,
} from "../../lib/model/measurement/measurement.ts";
import { MODE_NAMES, type ModeName } from "../../lib/model/parameters/modes.ts";
import type { Core, Params } from "../../lib/model/parameters/params.ts";
import type { Row } from "../../lib/model/row.ts";
import { type Visit, visitOf } from "../../lib/model/visit.ts";
import { WAIT_NAMES } from "../../lib/model/parameters/waits.ts";
import type { Hogs } from "../../lib/run/busy.ts";
import {
  CellError,
  type Executor,
  ImpossibleError,
  TargetLostError,
  type TurnOptions,
} from "../../lib/run/executor.ts";
import type { RawMeasurement } from "../../lib/run/raw_measurement.ts";
import {
  readFailure,
  runCells,
  type RunContext,
  runVisits,
} from "../../lib/run/runner.ts";
import {
  cell,
  histogramOf,
  IDENTITY,
  INTERRUPTS_BEFORE,
  rawMeasurement,
  SNAPSHOTS,
  STAT_AFTER,
  worker,
} from "../model/fixtures.ts";

const CELLS = [1, 2, 4].map((iodepth, index) => cell({ iodepth }, { index }));
const BUSY = CELLS.map((c) => ({ ...c, params: { ...c.params, busy: true } }));

/** An executor that does what it is told for each cell. */
function executor(
  measure: (cell: Cell) => RawMeasurement | Promise<RawMeasurement>,
): Executor & { measured: number[] } {
  const measured: number[] = [];
  return {
    measured,
    async measure(cell) {
      measured.push(cell.index);
      return await measure(cell);
    },
  };
}

/** Hogs that count how many there are, and how many of them are paused. */
function hogCounter(lost = 0) {
  const counter = {
    started: 0,
    running: 0,
    paused: 0,
    startBusy: (): Promise<Hogs> => {
      counter.started++;
      counter.running++;
      return Promise.resolve({
        what: "busy",
        pids: [1, 2],
        lost: () => lost,
        pause: () => void (counter.paused = 1),
        resume: () => void (counter.paused = 0),
        [Symbol.asyncDispose]() {
          counter.running--;
          counter.paused = 0;
          return Promise.resolve();
        },
      });
    },
  };
  return counter;
}

function context(change: Partial<RunContext>): RunContext {
  return {
    identity: IDENTITY,
    executor: executor(() => rawMeasurement()),
    startBusy: () => Promise.reject(new Error("no hogs were asked for")),
    errnoText: (errno) => `E${errno}`,
    targetIrqActions: ["virtio1-req.0", "virtio1-req.1"],
    requests: () => undefined,
    signal: new AbortController().signal,
    ...change,
  };
}

async function rowsOf(
  cells: readonly Cell[],
  change: Partial<RunContext>,
): Promise<Row[]> {
  return await Array.fromAsync(runCells(cells, context(change)));
}

function errors(change: Partial<ReadErrors>): ReadErrors {
  return { ...rawMeasurement().errors, ...change };
}

/** An executor of arms that take turns, which does what it is told. */
function turnExecutor(measure: (cell: Cell) => RawMeasurement) {
  const asked: { cells: number[]; turnSnapshots: boolean | undefined }[] = [];
  return {
    asked,
    measureTurns(
      { cells }: Visit,
      { turnSnapshots }: TurnOptions = {},
    ): Promise<RawMeasurement[]> {
      asked.push({ cells: cells.map(({ index }) => index), turnSnapshots });
      return new Promise((resolve) => resolve(cells.map(measure)));
    },
  };
}

const [FIRST, SECOND, THIRD] = BUSY;
assert(FIRST && SECOND && THIRD);
/** Two arms that take turns, then one alone. */
const VISITS: Visit[] = [
  { ...visitOf(FIRST), cells: [FIRST, SECOND] },
  visitOf(THIRD),
];

Deno.test("arms that take turns have a row each, and hogs once", async () => {
  const hogs = hogCounter();
  const turns = turnExecutor(({ index }) => rawMeasurement({ strayed: index }));
  const alone = executor(() => rawMeasurement());
  const started: number[] = [];
  const rows = await Array.fromAsync(runVisits(
    VISITS,
    context({
      executor: alone,
      turns,
      hasFreeCpu: () => true,
      startBusy: hogs.startBusy,
      onStart: ({ index }) => started.push(index),
    }),
  ));
  assertEquals(rows.map(({ cell }) => cell.index), [0, 1, 2]);
  assertEquals(rows.map(({ metrics }) => metrics.strayed), [0, 1, 0]);
  assertEquals(rows.map(({ turns }) => turns?.length), [1, 1, 1]);
  assertEquals(turns.asked, [{ cells: [0, 1], turnSnapshots: true }]);
  assertEquals(alone.measured, [2]);
  assertEquals(started, [0, 2]);
  assertEquals([hogs.started, hogs.running], [1, 0]);
});

Deno.test("where arms cannot be had together each says what it is refused", async () => {
  const refusedTogether = turnExecutor(() => {
    throw new ImpossibleError("io_uring_setup: EINVAL");
  });
  const alone = executor(({ index }) => {
    if (index === 1) throw new ImpossibleError("io_uring_setup: EINVAL");
    return rawMeasurement();
  });
  const rows = await Array.fromAsync(runVisits(
    VISITS.slice(0, 1),
    context({
      executor: alone,
      turns: refusedTogether,
      startBusy: hogCounter().startBusy,
    }),
  ));
  assertEquals(rows.map(({ status }) => status), ["ok", "impossible"]);
  assertEquals(alone.measured, [0, 1]);
});

Deno.test("a visit that fails is a failed row of each arm", async () => {
  const failing = turnExecutor(() => {
    throw new CellError("drain: 8 reads did not complete within 1 s");
  });
  const alone = executor(() => rawMeasurement());
  const rows = await Array.fromAsync(runVisits(
    VISITS.slice(0, 1),
    context({
      executor: alone,
      turns: failing,
      startBusy: hogCounter().startBusy,
    }),
  ));
  assertEquals(rows.map(({ status }) => status), ["failed", "failed"]);
  assertMatch(rows[1]?.reason ?? "", /^drain: /);
  assertEquals(alone.measured, []);
});

Deno.test("what stops a visit leaves no row of it", async () => {
  const stopped = turnExecutor(() => {
    throw new TargetLostError("the target does not answer");
  });
  const rows: Row[] = [];
  const alone = executor(() => rawMeasurement());
  await assertRejects(async () => {
    const run = context({
      executor: alone,
      turns: stopped,
      startBusy: hogCounter().startBusy,
    });
    for await (const row of runVisits(VISITS, run)) rows.push(row);
  }, TargetLostError);
  assertEquals([rows, alone.measured], [[], []]);
});

Deno.test("who cannot measure turns measures each arm alone", async () => {
  const alone = executor(() => rawMeasurement());
  await Array.fromAsync(runVisits(
    VISITS,
    context({ executor: alone, startBusy: hogCounter().startBusy }),
  ));
  assertEquals(alone.measured, [0, 1, 2]);
});

Deno.test("a measured cell becomes an ok row", async () => {
  const began = new Date().toISOString();
  const [row, ...others] = await rowsOf(CELLS.slice(0, 1), {});
  assertEquals(others, []);
  assertEquals(row?.identity, IDENTITY);
  assertEquals(row?.cell, CELLS[0]);
  assertEquals(row?.status, "ok");
  assertEquals(row?.reason, "");
  assertEquals(row?.metrics.iops, 2);
  // By their actions both queues belong to the target, and no other line.
  assertEquals(row?.metrics.target_irqs, 4);
  assertMatch(row?.startedAt ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert((row?.startedAt ?? "") >= began);
  const { slat, clat, lat } = rawMeasurement();
  assertEquals(row?.latencies, { slat, clat, lat });
});

Deno.test("the lines of other devices are not the target's", async () => {
  const [row] = await rowsOf(CELLS, { targetIrqActions: ["virtio1-req.1"] });
  assertEquals(row?.metrics.target_irqs, 1);
  const [none] = await rowsOf(CELLS, { targetIrqActions: ["nvme0q1"] });
  assertEquals(none?.metrics.target_irqs, undefined);
});

Deno.test("premises are told with the row", async () => {
  // All of the disk's interrupts arrive on the measured CPUs 2 and 3.
  const interrupts = INTERRUPTS_BEFORE.replace(
    "30         40  PCI-MSI 1",
    "130        140  PCI-MSI 1",
  );
  const here = executor(() =>
    rawMeasurement({
      snapshots: [{
        ...SNAPSHOTS,
        after: { interrupts, stat: STAT_AFTER, pressure: "" },
      }],
    })
  );
  const broken = async (core: Core) => {
    const [row] = await rowsOf([cell({ core })], { executor: here });
    return row?.broken.map(({ premise, value }) => `${premise} ${value}`) ?? [];
  };
  assert((await broken("interrupt")).includes("page_faults 14"));
  assert(!(await broken("interrupt")).includes("interrupt_share 1"));
  assert((await broken("non-interrupt")).includes("interrupt_share 1"));
});

Deno.test("the disk's queues are those of the cell's own CPUs", async () => {
  const asked: (readonly number[])[] = [];
  const cells = [cell({ cpus: [2, 3] }), cell({ cpus: [0] }, { index: 1 })];
  const rows = await rowsOf(cells, {
    requests: (cpus) => {
      asked.push(cpus);
      return cpus.length * 4;
    },
  });
  assertEquals(asked, [[2, 3], [0]]);
  const tooMany = rows.map(({ broken }) =>
    broken.find(({ premise }) => premise === "in_flight")?.value
  );
  assertEquals(tooMany, [undefined, 2]);
});

Deno.test("a cell that fails is a row, and later cells still run", async () => {
  const fake = executor(({ index }) => {
    if (index === 1) throw new CellError("io_uring_setup: EINVAL");
    return rawMeasurement();
  });
  const rows = await rowsOf(CELLS, { executor: fake });
  assertEquals(rows.map(({ status }) => status), ["ok", "failed", "ok"]);
  assertEquals(rows[1]?.reason, "io_uring_setup: EINVAL");
  assertEquals(rows[1]?.metrics, {});
  assertEquals(rows[1]?.broken, []);
  assertEquals(rows[1]?.cell, CELLS[1]);
  assertEquals(fake.measured, [0, 1, 2]);
});

Deno.test("a cell that cannot be here is an impossible row", async () => {
  const fake = executor(({ index }) => {
    if (index === 1) throw new ImpossibleError("io_uring_setup: EINVAL");
    return rawMeasurement();
  });
  const rows = await rowsOf(CELLS, { executor: fake });
  assertEquals(rows.map(({ status }) => status), ["ok", "impossible", "ok"]);
  assertEquals(rows[1]?.reason, "io_uring_setup: EINVAL");
  assertEquals([rows[1]?.metrics, rows[1]?.interrupts, rows[1]?.broken], [
    {},
    [],
    [],
  ]);
  assertEquals(rows[1]?.latencies, undefined);
});

Deno.test("a cell without a place is not measured", async () => {
  const hogs = hogCounter();
  const fake = executor(() => rawMeasurement());
  const impossible = "there is no interrupt core: none";
  const rows = await rowsOf([{ ...BUSY[0]!, impossible }, CELLS[1]!], {
    executor: fake,
    startBusy: hogs.startBusy,
  });
  assertEquals(rows.map(({ status, reason }) => [status, reason]), [
    ["impossible", impossible],
    ["ok", ""],
  ]);
  assertEquals(fake.measured, [1]);
  assertEquals(hogs.started, 0);
});

/** What a worker that never saw a completion brings back. */
function silent(change: Partial<WorkerCounts> = {}): RawMeasurement {
  const empty = { ...histogramOf([]), sum: 0 };
  return rawMeasurement({
    slat: empty,
    clat: empty,
    lat: empty,
    workers: [worker({ runNs: 2e9, ...change }), worker({ runNs: 2e9 })],
  });
}

async function silentRow(
  params: Partial<Params>,
  counts: Partial<WorkerCounts> = {},
): Promise<[string, string]> {
  const [row] = await rowsOf([cell(params)], {
    executor: executor(() => silent(counts)),
  });
  assertEquals(row?.metrics, {});
  assertEquals(row?.latencies, undefined);
  return [row?.status ?? "", row?.reason ?? ""];
}

const NOBODY = "no completion became visible in the window, as nobody " +
  "entered the kernel with GETEVENTS";
const NO_READ = ["failed", "no read completed in the window"] as const;

Deno.test("where only GETEVENTS completes reads, a spin never sees one", async () => {
  for (const mode of ["defer", "defer_flag", "iopoll"] as const) {
    for (const wait of ["spin", "compute"] as const) {
      assertEquals(await silentRow({ mode, wait }), ["impossible", NOBODY]);
    }
  }
});

Deno.test("an eventfd that woke its reader for nothing is told", async () => {
  const eventfd = { wakeups: 3, empty: 3, timed: 2, wakeSumNs: 25_000 };
  assertEquals(
    await silentRow({ mode: "defer", wait: "eventfd" }, { eventfd }),
    [
      "impossible",
      `${NOBODY}; the eventfd woke its reader after 13 us, but there was no ` +
      "CQE",
    ],
  );
  // Most often the wake-up belongs to the submit call, before the window.
  assertEquals(
    await silentRow({ mode: "defer", wait: "eventfd" }, {
      rampEventfd: { empty: 1, timed: 1, wakeSumNs: 13_000 },
    }),
    [
      "impossible",
      `${NOBODY}; the eventfd woke its reader after 13 us, but there was no ` +
      "CQE",
    ],
  );
  assertEquals(
    await silentRow({ mode: "defer", wait: "eventfd" }, {
      eventfd: { ...eventfd, timed: 0, wakeSumNs: 0 },
    }),
    [
      "impossible",
      `${NOBODY}; the eventfd woke its reader, but there was no CQE`,
    ],
  );
  assertEquals(
    await silentRow({ mode: "defer", wait: "eventfd" }),
    ["impossible", NOBODY],
  );
});

Deno.test("a window without any read is never an ok row", async () => {
  for (const mode of MODE_NAMES) {
    for (const wait of WAIT_NAMES) {
      const [status] = await silentRow({ mode, wait });
      assert(status !== "ok", `${mode}, ${wait}`);
    }
  }
});

Deno.test("no read where some should have completed is a failure", async () => {
  for (const wait of ["wait", "spin", "compute", "eventfd"] as const) {
    assertEquals(await silentRow({ mode: "default", wait }), [...NO_READ]);
  }
  // Somebody did enter the kernel: it is the disk that did not answer.
  for (const mode of ["defer", "iopoll"] as const) {
    assertEquals(
      await silentRow({ mode, wait: "compute", thinkGetevents: true }, {
        geteventsCalls: 9,
      }),
      [...NO_READ],
    );
  }
  assertEquals(
    await silentRow({ mode: "iopoll", wait: "second_thread" }),
    [...NO_READ],
  );
});

Deno.test("reads that went wrong are a failure even if none counts", async () => {
  const fake = executor(() => ({
    ...silent(),
    errors: errors({ byErrno: new Map([[5, 1]]) }),
  }));
  const [row] = await rowsOf([cell({ mode: "defer", wait: "spin" })], {
    executor: fake,
  });
  assertEquals([row?.status, row?.reason], [
    "failed",
    "reads failed: 1 with E5",
  ]);
});

const POLL_QUEUES =
  "IORING_SETUP_IOPOLL needs poll queues (nvme: poll_queues=N)";

Deno.test("polled reads that the disk refuses are impossible", async () => {
  const refused = (byErrno: Map<number, number>) =>
    executor(() => rawMeasurement({ errors: errors({ byErrno }) }));
  const statusOf = async (mode: ModeName, byErrno: Map<number, number>) => {
    const [row] = await rowsOf([cell({ mode })], {
      executor: refused(byErrno),
      targetIrqActions: [],
    });
    return [row?.status, row?.reason];
  };
  assertEquals(await statusOf("iopoll", new Map([[95, 3]])), [
    "impossible",
    `reads were refused with EOPNOTSUPP: ${POLL_QUEUES}`,
  ]);
  assertEquals(await statusOf("default", new Map([[95, 3]])), [
    "failed",
    "reads failed: 3 with E95",
  ]);
  // Something else went wrong as well.
  assertEquals(await statusOf("iopoll", new Map([[95, 3], [5, 1]])), [
    "failed",
    "reads failed: 3 with E95, 1 with E5",
  ]);
});

Deno.test("polled reads that come with interrupts are impossible", async () => {
  const statusOf = async (mode: ModeName, targetIrqActions: string[]) => {
    const [row] = await rowsOf([cell({ mode })], { targetIrqActions });
    return [row?.status, row?.reason];
  };
  const both = ["virtio1-req.0", "virtio1-req.1"];
  assertEquals(await statusOf("iopoll", both), [
    "impossible",
    `the disk raised 9000 interrupts per read: ${POLL_QUEUES}`,
  ]);
  assertEquals(await statusOf("default", both), ["ok", ""]);
  // Where the interrupts are not known, nothing speaks against it.
  assertEquals(await statusOf("iopoll", []), ["ok", ""]);
});

Deno.test("any other error ends the run", async () => {
  const fake = executor(() => {
    throw new TypeError("a bug");
  });
  await assertRejects(
    () => rowsOf(CELLS, { executor: fake }),
    TypeError,
    "a bug",
  );
  assertEquals(fake.measured, [0]);
});

Deno.test("reads that went wrong fail the row and name the first offset", async () => {
  const fake = executor(() =>
    rawMeasurement({
      errors: errors({ byErrno: new Map([[5, 3]]), firstOffset: 4096 }),
    })
  );
  const [row] = await rowsOf(CELLS, { executor: fake });
  assertEquals(row?.status, "failed");
  assertEquals(
    row?.reason,
    "reads failed: 3 with E5, the first at offset 4096",
  );
});

Deno.test("readFailure tells every kind of failure", () => {
  const text = (errno: number) => `E${errno}`;
  assertEquals(readFailure(errors({}), text), undefined);
  assertEquals(
    readFailure(
      errors({
        byErrno: new Map([[0, 1], [5, 2], [61, 3]]),
        short: 4,
        verify: 5,
        unexpectedCqes: 6,
        firstOffset: 0,
      }),
      text,
    ),
    "reads failed: 1 with another errno, 2 with E5, 3 with E61, 4 short " +
      "(as past the end of a file), 5 with wrong content, 6 unexpected CQEs, " +
      "the first at offset 0",
  );
  for (const kind of ["short", "verify", "unexpectedCqes"] as const) {
    assertMatch(readFailure(errors({ [kind]: 1 }), text) ?? "", /failed: 1 /);
  }
});

Deno.test("hogs run during a busy cell only", async () => {
  const hogs = hogCounter();
  const during: number[] = [];
  const fake = executor(() => {
    during.push(hogs.running);
    return rawMeasurement();
  });
  const rows = await rowsOf([BUSY[0]!, CELLS[1]!, BUSY[2]!], {
    executor: fake,
    startBusy: hogs.startBusy,
  });
  assertEquals(rows.map(({ status }) => status), ["ok", "ok", "ok"]);
  assertEquals(during, [1, 0, 1]);
  assertEquals(hogs, { ...hogs, started: 2, running: 0 });
});

Deno.test("hogs stay from one cell to the next that wants the same", async () => {
  const hogs = hogCounter();
  const running: number[] = [];
  const cells = [FIRST, SECOND, CELLS[0]!, THIRD];
  const run = context({ startBusy: hogs.startBusy });
  for await (const _ of runCells(cells, run)) running.push(hogs.running);
  assertEquals(running, [1, 1, 0, 1]);
  assertEquals([hogs.started, hogs.running], [2, 0]);
});

Deno.test("hogs are paused whenever no cell is measured", async () => {
  const hogs = hogCounter();
  const during: number[] = [];
  const between: number[] = [];
  const run = context({
    startBusy: hogs.startBusy,
    executor: executor(({ index }) => {
      during.push(hogs.paused);
      if (index === 1) throw new CellError("pread: EIO");
      return rawMeasurement();
    }),
  });
  for await (const _ of runCells(BUSY, run)) between.push(hogs.paused);
  assertEquals([during, between], [[0, 0, 0], [1, 1, 1]]);
  assertEquals(hogs.started, 1);
});

Deno.test("cells on other CPUs, or beside more hogs, get hogs of their own", async () => {
  const hogs = hogCounter();
  const during: number[] = [];
  const started: string[] = [];
  const cells = [
    { cpus: [2, 3], busyPerCpu: 1 },
    { cpus: [2], busyPerCpu: 1 },
    { cpus: [2], busyPerCpu: 4 },
    { cpus: [2], busyPerCpu: 4 },
  ].map((params, index) => cell({ ...params, busy: true }, { index }));
  await rowsOf(cells, {
    executor: executor(() => {
      during.push(hogs.running);
      return rawMeasurement();
    }),
    startBusy: ({ params: { cpus, busyPerCpu } }) => {
      started.push(`${busyPerCpu} on ${cpus}`);
      return hogs.startBusy();
    },
  });
  assertEquals(started, ["1 on 2,3", "1 on 2", "4 on 2"]);
  assertEquals(during, [1, 1, 1, 1]);
  assertEquals(hogs.running, 0);
});

Deno.test("who takes no more rows leaves no hog", async () => {
  const hogs = hogCounter();
  const run = context({ startBusy: hogs.startBusy });
  for await (const _ of runCells(BUSY, run)) break;
  assertEquals([hogs.started, hogs.running], [1, 0]);
});

Deno.test("a hog that ends fails that cell only, and others take its place", async () => {
  const hogs = hogCounter();
  let ended = 0;
  const rows = await rowsOf(BUSY, {
    executor: executor(({ index }) => {
      if (index === 1) ended = 1;
      return rawMeasurement();
    }),
    startBusy: async () => {
      const started = await hogs.startBusy();
      ended = 0;
      return { ...started, lost: () => ended };
    },
  });
  assertEquals(rows.map(({ status, reason }) => [status, reason]), [
    ["ok", ""],
    ["failed", "busy ended during the cell, 1 times"],
    ["ok", ""],
  ]);
  assertEquals([hogs.started, hogs.running], [2, 0]);
});

Deno.test("hogs that ended between two cells are replaced before the second", async () => {
  const hogs = hogCounter();
  let ended = 0;
  const startBusy = async () => {
    const started = await hogs.startBusy();
    ended = 0;
    return { ...started, lost: () => ended };
  };
  const statuses: string[] = [];
  for await (const row of runCells(BUSY, context({ startBusy }))) {
    statuses.push(row.status);
    ended = row.cell.index === 0 ? 1 : ended;
  }
  assertEquals(statuses, ["ok", "ok", "ok"]);
  assertEquals([hogs.started, hogs.running], [2, 0]);
});

Deno.test("hogs outlive a cell that fails and end with the run", async () => {
  const hogs = hogCounter();
  const fake = executor(() => {
    throw new CellError("pread: EIO");
  });
  const rows = await rowsOf(BUSY, {
    executor: fake,
    startBusy: hogs.startBusy,
  });
  assertEquals(rows.map(({ reason }) => reason), Array(3).fill("pread: EIO"));
  assertEquals([hogs.started, hogs.running], [1, 0]);
});

Deno.test("hogs are ended when the run ends with an error", async () => {
  const hogs = hogCounter();
  const fake = executor(() => {
    throw new TypeError("a bug");
  });
  const run = { executor: fake, startBusy: hogs.startBusy };
  await assertRejects(() => rowsOf(BUSY, run), TypeError, "a bug");
  assertEquals([hogs.started, hogs.running], [1, 0]);
});

Deno.test("hogs are ended when a cell is aborted, which has no row", async () => {
  const hogs = hogCounter();
  const controller = new AbortController();
  const fake = executor(() => {
    controller.abort(new Error("SIGINT"));
    throw controller.signal.reason;
  });
  const rows: Row[] = [];
  await assertRejects(
    async () => {
      const run = context({
        executor: fake,
        startBusy: hogs.startBusy,
        signal: controller.signal,
      });
      for await (const row of runCells(BUSY, run)) rows.push(row);
    },
    Error,
    "SIGINT",
  );
  assertEquals(rows, []);
  assertEquals(fake.measured, [0]);
  assertEquals([hogs.started, hogs.running], [1, 0]);
});

Deno.test("an abort between two cells keeps the rows so far", async () => {
  const controller = new AbortController();
  const started: number[] = [];
  const rows: Row[] = [];
  await assertRejects(
    async () => {
      const run = context({
        signal: controller.signal,
        onStart: ({ index }) => started.push(index),
      });
      for await (const row of runCells(CELLS, run)) {
        rows.push(row);
        if (row.cell.index === 1) controller.abort(new Error("SIGTERM"));
      }
    },
    Error,
    "SIGTERM",
  );
  assertEquals(rows.map((row) => row.cell.index), [0, 1]);
  assertEquals(started, [0, 1]);
});

Deno.test("hogs that ended by themselves fail the cell", async () => {
  const hogs = hogCounter(2);
  const [row] = await rowsOf(BUSY.slice(0, 1), { startBusy: hogs.startBusy });
  assertEquals(row?.status, "failed");
  assertEquals(row?.reason, "busy ended during the cell, 2 times");
  assertEquals(row?.metrics, {});
  assertEquals(hogs.running, 0);
});

Deno.test("hogs that cannot start fail the cell, which is not measured", async () => {
  const fake = executor(() => rawMeasurement());
  const rows = await rowsOf([BUSY[0]!, CELLS[1]!], {
    executor: fake,
    startBusy: () => Promise.reject(new CellError("cannot start busy: EAGAIN")),
  });
  assertEquals(rows.map(({ reason }) => reason), [
    "cannot start busy: EAGAIN",
    "",
  ]);
  assertEquals(fake.measured, [1]);
});

Deno.test("the executor gets the signal, and progress comes with its cell", async () => {
  const { signal } = new AbortController();
  const seen: [number, string, number][] = [];
  const signals: unknown[] = [];
  await rowsOf(CELLS.slice(0, 2), {
    executor: {
      measure(_, options) {
        signals.push(options?.signal);
        options?.onProgress?.({ phase: "window", ios: 9 });
        return Promise.resolve(rawMeasurement());
      },
    },
    signal,
    onProgress: ({ index }, { phase, ios }) => seen.push([index, phase, ios]),
  });
  assert(signals.length === 2 && signals.every((s) => s === signal));
  assertEquals(seen, [[0, "window", 9], [1, "window", 9]]);
});

Deno.test("where no CPU is free a cell is quiet, and told of before it begins", async () => {
  const seen: string[] = [];
  const note = (what: string) => seen.push(what);
  await rowsOf(CELLS.slice(0, 2), {
    executor: {
      measure({ index }, { quiet = false } = {}) {
        note(`${index} ${quiet}`);
        return Promise.resolve(rawMeasurement());
      },
    },
    hasFreeCpu: ({ index }) => index === 1,
    onProgress: ({ index }, { phase }) => note(`${index} ${phase}`),
  });
  assertEquals(seen, ["0 setup", "0 true", "1 false"]);
  const turns = { ...turnExecutor(() => rawMeasurement()), quiet: false };
  const { measureTurns } = turns;
  turns.measureTurns = (visit, options) => {
    turns.quiet = options?.quiet ?? false;
    return measureTurns(visit, options);
  };
  await Array.fromAsync(runVisits(
    VISITS.slice(0, 1),
    context({
      turns,
      hasFreeCpu: () => false,
      startBusy: hogCounter().startBusy,
    }),
  ));
  assertEquals(turns.quiet, true);
  assertEquals(turns.asked, [{ cells: [0, 1], turnSnapshots: false }]);
});

Deno.test("an IRQ line that appears during the window counts", async () => {
  const before = {
    interrupts: "           CPU2 CPU3\n",
    stat: STAT_AFTER,
    pressure: "",
  };
  const fake = executor(() =>
    rawMeasurement({ snapshots: [{ ...SNAPSHOTS, before }] })
  );
  const [row] = await rowsOf(CELLS, { executor: fake });
  assertEquals(row?.metrics.target_irqs, 31 + 42 + 3 + 5);
});
