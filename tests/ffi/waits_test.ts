import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertRejects,
} from "@std/assert";
import type { WorkerCounts } from "../../lib/model/measurement/measurement.ts";
import type { RawMeasurement } from "../../lib/run/raw_measurement.ts";
import {
  type ModeName,
  MODES,
  needsGetevents,
} from "../../lib/model/parameters/modes.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import type { Row } from "../../lib/model/row.ts";
import {
  WAIT_NAMES,
  type WaitName,
  WAITS,
} from "../../lib/model/parameters/waits.ts";
import type { Engine } from "../../ffi/mod.ts";
import { CellError, ImpossibleError } from "../../lib/run/executor.ts";
import { runCells } from "../../lib/run/runner.ts";
import { IDENTITY } from "../model/fixtures.ts";
import { allowedCpus, shortCell, withTarget } from "./target.ts";

const NO_CPU = 4000;
/** Nobody reads an eventfd. */
const UNREAD = { wakeups: 0, empty: 0, timed: 0, wakeSumNs: 0 };
/** Ways in which a worker does not enter the kernel unless it is told to. */
const ALOOF = ["peek", "spin", "compute", "eventfd"] as const;

/** A cell of one worker that computes a little where it computes. */
function cellOf(path: string, change: Partial<Params>) {
  return shortCell(path, {
    workers: 1,
    iodepth: 1,
    thinktime: 20,
    numberIos: 50,
    ...change,
  });
}

/** Measures on a file, where the kernel has the mode; tells of its worker. */
async function measured(
  change: Partial<Params> & { mode: ModeName },
  check: (worker: WorkerCounts, measurement: RawMeasurement) => void,
): Promise<void> {
  await withTarget(64, async (engine, path) => {
    if (engine.probeRing(MODES[change.mode].setupFlags, 1)) return;
    const measurement = await engine.measure(cellOf(path, change));
    assertEquals(measurement.errors.byErrno, new Map());
    assertEquals(measurement.workers.length, 1);
    check(measurement.workers[0]!, measurement);
  });
}

/** The row of a cell that the engine runs. */
async function rowOf(
  engine: Engine,
  path: string,
  change: Partial<Params>,
): Promise<Row> {
  const rows = await Array.fromAsync(
    runCells([cellOf(path, { numberIos: 0, ...change })], {
      identity: IDENTITY,
      executor: engine,
      startBusy: () => Promise.reject(new Error("no hogs were asked for")),
      targetIrqActions: [],
      requests: () => undefined,
      signal: new AbortController().signal,
    }),
  );
  assertEquals(rows.length, 1);
  return rows[0]!;
}

/** What every way to wait counts, and what it must not count. */
function assertCounts(wait: WaitName, worker: WorkerCounts): void {
  const { thinks, partner } = WAITS[wait];
  assertGreater(worker.ios, 49);
  assert(worker.cqReady <= worker.reaps);
  assertEquals(worker.thinkNs > 0, thinks, wait);
  assertEquals(worker.partnerCalls > 0, partner, wait);
  const { partnerRunNs } = worker;
  assertEquals(partnerRunNs === undefined || partnerRunNs > 0, partner, wait);
  const { eventfd } = worker;
  if (wait !== "eventfd") {
    assertEquals(eventfd, UNREAD, wait);
    return;
  }
  assertGreater(eventfd.wakeups, 0);
  assert(eventfd.empty <= eventfd.wakeups);
  assert(eventfd.timed > 0 && eventfd.timed <= eventfd.wakeups);
  assertGreater(eventfd.wakeSumNs, 0);
}

for (const mode of ["default", "coop", "coop_flag", "single"] as const) {
  Deno.test(`every way to wait is measured in mode ${mode}`, async () => {
    for (const wait of WAIT_NAMES) {
      await measured({ mode, wait }, (worker, { clat, lat, slat }) => {
        assertCounts(wait, worker);
        // A partner may see a read before its submit call has returned.
        const sum = slat.sum + clat.sum;
        assert(WAITS[wait].partner ? sum >= lat.sum : sum === lat.sum, wait);
        assertGreater(worker.submitCalls, 0);
        // Without TASKRUN_FLAG a peek finds no reason to enter the kernel.
        if (wait !== "wait" && mode !== "coop_flag") {
          assertEquals(worker.geteventsCalls, 0, wait);
        }
      });
    }
  });
}

Deno.test("a worker that waits enters the kernel where the CQ is empty", async () => {
  await measured({ mode: "default", wait: "wait" }, (worker) => {
    assertCounts("wait", worker);
    // But for the reaps at the edges of the window.
    const empty = worker.reaps - worker.cqReady;
    assert(worker.geteventsCalls >= empty - 1, `${worker.geteventsCalls}`);
  });
});

Deno.test("with DEFER_TASKRUN a look sees what a system call delivers", async () => {
  for (const mode of ["defer", "defer_flag"] as const) {
    for (const wait of ["wait", "compute", "eventfd"] as const) {
      const change = { mode, wait, thinkGetevents: WAITS[wait].thinks };
      await measured(change, (worker) => {
        assertCounts(wait, worker);
        assertGreater(worker.geteventsCalls, 0);
      });
    }
  }
});

Deno.test("TASKRUN_FLAG makes a peek enter the kernel", async () => {
  for (const wait of ["peek", "compute"] as const) {
    await measured({ mode: "defer_flag", wait }, (worker) => {
      assertCounts(wait, worker);
      assertGreater(worker.geteventsCalls, 0);
    });
  }
});

Deno.test("an SQ thread submits, and its time counts", async () => {
  const change = { mode: "sqpoll", wait: "wait" } as const;
  await measured(change, (worker) => {
    assertGreater(worker.ios, 49);
    const { partnerRunNs } = worker;
    // The kernel adds it up at its ticks: a short window may see none.
    assert(partnerRunNs === undefined || partnerRunNs >= 0);
    assertEquals(worker.partnerCalls, 0);
  });
});

Deno.test("with DEFER_TASKRUN who never enters the kernel sees nothing", async () => {
  await withTarget(64, async (engine, path) => {
    if (engine.probeRing(MODES.defer.setupFlags, 1)) return;
    for (const wait of ALOOF) {
      const runtime = 0.1;
      const began = performance.now();
      const row = await rowOf(engine, path, { mode: "defer", wait, runtime });
      const seconds = (performance.now() - began) / 1e3;
      assertEquals(row.status, "impossible", wait);
      assert(
        row.reason.startsWith(
          "no completion became visible in the window, as nobody entered the " +
            "kernel with GETEVENTS",
        ),
        row.reason,
      );
      // It has to end with its window, and its read with it.
      assert(seconds < runtime + 1, `${wait} took ${seconds} s`);
    }
  });
});

/** How long the reader of an eventfd may have to wait for a CPU, in seconds. */
const PATIENCE = 12.8;

/**
 * What is said of a window in which nobody enters the kernel and an eventfd's
 * reader is woken. The reader may get no CPU before the window is over, so that
 * nothing is known of it yet, and the disk may be faster than a submit call,
 * which then posts the CQE itself: then a window of twice the length follows.
 * How long the wake-up took is not known where the reader ran before the submit
 * call had returned to the worker.
 */
async function reasonOfWakeUp(engine: Engine, path: string): Promise<string> {
  let last = "";
  for (let runtime = 0.2; runtime <= PATIENCE; runtime *= 2) {
    const { status, reason } = await rowOf(engine, path, {
      mode: "defer",
      wait: "eventfd",
      runtime,
    });
    last = `${status}: ${reason}`;
    if (status === "ok") continue;
    assertEquals(status, "impossible", reason);
    if (reason.includes("woke")) break;
    assertMatch(reason, /as nobody entered the kernel with GETEVENTS$/);
  }
  return last;
}

Deno.test("with DEFER_TASKRUN an eventfd wakes before there is a CQE", async () => {
  await withTarget(64, async (engine, path) => {
    if (engine.probeRing(MODES.defer.setupFlags, 1)) return;
    assertMatch(
      await reasonOfWakeUp(engine, path),
      /; the eventfd woke its reader( after \d+ us)?, but there was no CQE$/,
    );
  });
});

Deno.test("with DEFER_TASKRUN no other thread may wait", async () => {
  await withTarget(64, async (engine, path) => {
    for (const mode of ["defer", "defer_flag"] as const) {
      if (engine.probeRing(MODES[mode].setupFlags, 1)) continue;
      assert(needsGetevents(mode));
      const change = { mode, wait: "second_thread" } as const;
      const { message } = await assertRejects(
        () => engine.measure(cellOf(path, change)),
        ImpossibleError,
      );
      assertEquals(
        message,
        "io_uring_enter (GETEVENTS) in a second thread: EEXIST (file already " +
          "exists): with DEFER_TASKRUN only the submitter may wait",
      );
    }
    // The next cell is none the worse.
    const { workers } = await engine.measure(cellOf(path, {}));
    assertGreater(workers[0]?.ios, 49);
  });
});

Deno.test("work that is longer than the window ends with it", async () => {
  await withTarget(64, async (engine, path) => {
    for (const wait of ["compute", "second_thread"] as const) {
      const runtime = 0.1;
      const began = performance.now();
      await engine.measure(
        cellOf(path, { wait, thinktime: 10e6, numberIos: 0, runtime }),
      );
      const seconds = (performance.now() - began) / 1e3;
      assert(seconds < runtime + 1, `${wait} took ${seconds} s`);
    }
  });
});

Deno.test("a partner's CPU that is not there fails the cells with partners", async () => {
  await withTarget(64, async (engine, path) => {
    const [cpu = 0] = allowedCpus();
    const place = { cpus: [cpu], partnerCpus: [NO_CPU] };
    for (
      const change of [
        { wait: "second_thread" },
        { wait: "eventfd" },
        { mode: "sqpoll" },
      ] as const
    ) {
      const { message } = await assertRejects(
        () => engine.measure(cellOf(path, { ...place, ...change })),
        CellError,
      );
      assertEquals(
        message,
        "sched_setaffinity: EINVAL (invalid argument): of CPUs " +
          `${cpu},${NO_CPU} some are offline or outside this process's cpuset`,
      );
    }
    const { workers } = await engine.measure(cellOf(path, place));
    assertGreater(workers[0]?.ios, 49);
  });
});
