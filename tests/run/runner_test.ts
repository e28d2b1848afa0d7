import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Core } from "../../lib/model/parameters/params.ts";
import type { Row } from "../../lib/model/row.ts";
import { CellError, ImpossibleError } from "../../lib/run/executor.ts";
import { runCells, runVisits } from "../../lib/run/runner.ts";
import {
  cell,
  IDENTITY,
  INTERRUPTS_BEFORE,
  rawMeasurement,
  SNAPSHOTS,
  STAT_AFTER,
} from "../model/fixtures.ts";
import {
  BUSY,
  CELLS,
  context,
  executor,
  hogCounter,
  rowsOf,
  turnExecutor,
  VISITS,
} from "./runner_fixtures.ts";

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
