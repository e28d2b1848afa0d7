import { assertEquals, assertRejects } from "@std/assert";
import type { Row } from "../../lib/model/row.ts";
import { CellError } from "../../lib/run/executor.ts";
import { runCells } from "../../lib/run/runner.ts";
import { cell, rawMeasurement } from "../model/fixtures.ts";
import {
  BUSY,
  CELLS,
  context,
  executor,
  FIRST,
  hogCounter,
  rowsOf,
  SECOND,
  THIRD,
} from "./runner_fixtures.ts";

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
