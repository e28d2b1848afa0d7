import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Cell } from "../../lib/model/cell.ts";
import type { Measurement, ReadErrors } from "../../lib/model/measurement.ts";
import type { Row } from "../../lib/model/row.ts";
import type { Hogs } from "../../lib/run/busy.ts";
import { CellError, type Executor } from "../../lib/run/executor.ts";
import {
  readFailure,
  runCells,
  type RunContext,
} from "../../lib/run/runner.ts";
import { cell, IDENTITY, measurement, STAT_AFTER } from "../model/fixtures.ts";

const CELLS = [1, 2, 4].map((iodepth, index) => cell({ iodepth }, { index }));
const BUSY = CELLS.map((c) => ({ ...c, params: { ...c.params, busy: true } }));

/** An executor that does what it is told for each cell. */
function executor(
  measure: (cell: Cell) => Measurement | Promise<Measurement>,
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

/** Hogs that count how many there are. */
function hogCounter(lost = 0) {
  const counter = {
    started: 0,
    running: 0,
    startBusy: (): Promise<Hogs> => {
      counter.started++;
      counter.running++;
      return Promise.resolve({
        pids: [1, 2],
        lost: () => lost,
        [Symbol.asyncDispose]() {
          counter.running--;
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
    executor: executor(() => measurement()),
    startBusy: () => Promise.reject(new Error("no hogs were asked for")),
    errnoText: (errno) => `E${errno}`,
    targetIrqActions: ["virtio1-req.0", "virtio1-req.1"],
    nonInterruptCores: false,
    requests: undefined,
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
  return { ...measurement().errors, ...change };
}

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
});

Deno.test("the lines of other devices are not the target's", async () => {
  const [row] = await rowsOf(CELLS, { targetIrqActions: ["virtio1-req.1"] });
  assertEquals(row?.metrics.target_irqs, 1);
  const [none] = await rowsOf(CELLS, { targetIrqActions: ["nvme0q1"] });
  assertEquals(none?.metrics.target_irqs, undefined);
});

Deno.test("premises are told with the row", async () => {
  const notes = async (nonInterruptCores: boolean) => {
    const [row] = await rowsOf(CELLS, { nonInterruptCores });
    return row?.notes.map(({ premise, value }) => `${premise} ${value}`) ?? [];
  };
  assert((await notes(false)).includes("page_faults 14"));
  assert(!(await notes(false)).includes("target_irqs_per_io 1"));
  assert((await notes(true)).includes("target_irqs_per_io 1"));
});

Deno.test("a cell that fails is a row, and later cells still run", async () => {
  const fake = executor(({ index }) => {
    if (index === 1) throw new CellError("io_uring_setup: EINVAL");
    return measurement();
  });
  const rows = await rowsOf(CELLS, { executor: fake });
  assertEquals(rows.map(({ status }) => status), ["ok", "failed", "ok"]);
  assertEquals(rows[1]?.reason, "io_uring_setup: EINVAL");
  assertEquals(rows[1]?.metrics, {});
  assertEquals(rows[1]?.notes, []);
  assertEquals(rows[1]?.cell, CELLS[1]);
  assertEquals(fake.measured, [0, 1, 2]);
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
    measurement({
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
    "reads failed: 1 with another errno, 2 with E5, 3 with E61, 4 short, " +
      "5 with wrong content, 6 unexpected CQEs, the first at offset 0",
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
    return measurement();
  });
  const rows = await rowsOf([BUSY[0]!, CELLS[1]!, BUSY[2]!], {
    executor: fake,
    startBusy: hogs.startBusy,
  });
  assertEquals(rows.map(({ status }) => status), ["ok", "ok", "ok"]);
  assertEquals(during, [1, 0, 1]);
  assertEquals(hogs, { ...hogs, started: 2, running: 0 });
});

Deno.test("hogs are gone before the row is told", async () => {
  const hogs = hogCounter();
  for await (
    const _ of runCells(BUSY, context({ startBusy: hogs.startBusy }))
  ) {
    assertEquals(hogs.running, 0);
  }
  assertEquals(hogs.started, 3);
});

Deno.test("hogs are ended when a cell fails", async () => {
  const hogs = hogCounter();
  const fake = executor(() => {
    throw new CellError("pread: EIO");
  });
  const rows = await rowsOf(BUSY, {
    executor: fake,
    startBusy: hogs.startBusy,
  });
  assertEquals(rows.map(({ reason }) => reason), Array(3).fill("pread: EIO"));
  assertEquals([hogs.started, hogs.running], [3, 0]);
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
  const fake = executor(() => measurement());
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
        return Promise.resolve(measurement());
      },
    },
    signal,
    onProgress: ({ index }, { phase, ios }) => seen.push([index, phase, ios]),
  });
  assert(signals.length === 2 && signals.every((s) => s === signal));
  assertEquals(seen, [[0, "window", 9], [1, "window", 9]]);
});

Deno.test("an IRQ line that appears during the window counts", async () => {
  const before = { interrupts: "           CPU2 CPU3\n", stat: STAT_AFTER };
  const fake = executor(() => measurement({ before }));
  const [row] = await rowsOf(CELLS, { executor: fake });
  assertEquals(row?.metrics.target_irqs, 31 + 42 + 3 + 5);
});
