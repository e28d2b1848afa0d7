import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { PHASES } from "../../ffi/abi.ts";
import { buildLibrary, Engine } from "../../ffi/mod.ts";
import { exp7 } from "../../experiments/exp7.ts";
import { parseInterrupts } from "../../lib/host/interrupts.ts";
import { parseProcStat } from "../../lib/host/proc_stat.ts";
import { total } from "../../lib/model/measurement/histogram.ts";
import type { RawMeasurement } from "../../lib/run/raw_measurement.ts";
import type { Params } from "../../lib/model/parameters/params.ts";
import { scheduleOf } from "../../lib/model/turns.ts";
import { type Visit, visitOf } from "../../lib/model/visit.ts";
import { LEAN, leanLoop } from "../../lib/setup/lean.ts";
import {
  MODE_NAMES,
  type ModeName,
  MODES,
  setupFlags as flagsOf,
} from "../../lib/model/parameters/modes.ts";
import {
  CellError,
  ImpossibleError,
  type Progress,
} from "../../lib/run/executor.ts";
import { isRefusal, type Refusal } from "../../lib/run/machine.ts";
import { cell } from "../model/fixtures.ts";
import { allowedCpus, shortCell, withTarget } from "./target.ts";

const NO_CPU = 4000;
const EINVAL = 22;
const EOPNOTSUPP = 95;

/** What must be true of every measurement, whatever was measured. */
function assertConsistent(
  m: RawMeasurement,
  workers: number,
  mode: ModeName = "default",
): void {
  assertEquals(m.workers.length, workers);
  assertEquals(new Set(m.workers.map(({ tid }) => tid)).size, workers);
  const ios = m.workers.reduce((sum, worker) => sum + worker.ios, 0);
  assertGreater(ios, 0);
  for (const histogram of [m.slat, m.clat, m.lat]) {
    assertEquals(total(histogram), ios);
    assert(histogram.min <= histogram.max);
    assert(histogram.min * ios <= histogram.sum);
    assert(histogram.max * ios >= histogram.sum);
  }
  assertEquals(m.slat.sum + m.clat.sum, m.lat.sum);
  for (const worker of m.workers) {
    assert(worker.cqReady <= worker.reaps);
    // The SQ thread submits for its worker.
    assert(worker.submitCalls > 0 || mode === "sqpoll");
    assert(worker.runNs === undefined || worker.runNs > 0);
  }
  const texts = m.snapshots.flatMap(({ before, after }) => [before, after]);
  assertEquals(texts.length, 2);
  for (const { interrupts, stat } of texts) {
    assertGreater(parseInterrupts(interrupts).lines.length, 0);
    assert(allowedCpus().every((cpu) => parseProcStat(stat).has(cpu)));
  }
}

function assertNoErrors({ errors }: RawMeasurement): void {
  assertEquals(errors, {
    byErrno: new Map(),
    short: 0,
    unexpectedCqes: 0,
    verify: 0,
    firstOffset: undefined,
  });
}

Deno.test("a cell is measured in every mode that the kernel accepts", async () => {
  await withTarget(64, async (engine, path) => {
    for (const mode of MODE_NAMES) {
      const measuring = engine.measure(shortCell(path, { mode }));
      if (engine.probeRing(MODES[mode].setupFlags, 4)) {
        await assertRejects(
          () => measuring,
          ImpossibleError,
          `mode ${mode} came with`,
        );
        continue;
      }
      const measured = await measuring;
      // Most disks have no poll queues.
      if (mode === "iopoll" && measured.errors.byErrno.has(EOPNOTSUPP)) {
        assertEquals(measured.errors.byErrno.size, 1);
        continue;
      }
      assertConsistent(measured, 2, mode);
      assertNoErrors(measured);
    }
  });
});

Deno.test("a window is as long as it was asked for", async () => {
  await withTarget(64, async (engine, path) => {
    const change = { runtime: 0.03, numberIos: 0 };
    const measured = await engine.measure(shortCell(path, change));
    assertEquals(measured.windowNs, 30e6);
  });
});

/** Two arms that take turns: A B A, the one in the middle twice as long. */
function takingTurns(path: string): Visit {
  const change = { runtime: 0.04, rampTime: 0.01, numberIos: 0 };
  const modes = ["default", "defer"] as const;
  const [a, b] = modes.map((mode, i) => ({
    ...shortCell(path, { ...change, mode, iodepth: 2 + 2 * i }),
    seed: 1 + i,
  }));
  assert(a && b);
  const turn = (arm: number, startMs: number, lengthMs: number) => ({
    arm,
    startNs: startMs * 1e6,
    lengthNs: lengthMs * 1e6,
  });
  return {
    cells: [a, b],
    schedule: {
      turns: [turn(0, 0, 20), turn(1, 30, 40), turn(0, 80, 20)],
      settleNs: 5e6,
      mostAbsent: 0.1,
    },
  };
}

Deno.test("arms that take turns are told apart, in one cell", async () => {
  await withTarget(64, async (engine, path) => {
    if (engine.probeRing(MODES.defer.setupFlags, 4)) return;
    const visit = takingTurns(path);
    for (const turnSnapshots of [false, true]) {
      const arms = await engine.measureTurns(visit, { turnSnapshots });
      assertEquals(arms.map(({ windowNs }) => windowNs), [40e6, 40e6]);
      assertEquals(arms.map(({ turns }) => turns.length), [2, 1]);
      assertGreater(
        arms.flatMap(({ turns }) => turns)
          .reduce((sum, turn) => sum + turn.ios, 0),
        0,
      );
      for (const [i, arm] of arms.entries()) {
        assertNoErrors(arm);
        const ios = arm.turns.reduce((sum, turn) => sum + turn.ios, 0);
        assertEquals(total(arm.lat), ios);
        assertEquals(
          arm.workers.reduce((sum, worker) => sum + worker.ios, 0),
          ios,
        );
        assertEquals(arm.lostShare, 1 - 80 / 100);
        // Where the machine is busy they are read too late, and left out.
        const isRead = arm.snapshotNs !== undefined;
        assert(turnSnapshots || !isRead);
        assertEquals(arm.snapshots.length, isRead ? 2 - i : 0);
        for (const { before, after } of arm.snapshots) {
          assertStringIncludes(before.stat, "cpu ");
          assertStringIncludes(after.stat, "cpu ");
        }
        assertEquals(arm.runSpanNs, 40e6);
      }
    }
  });
});

Deno.test("more reads in flight than there are slots are never told", async () => {
  await withTarget(64, async (engine, path) => {
    for (const clockPerReap of [false, true]) {
      const { inFlightNs, windowNs, workers } = await engine.measure(
        shortCell(path, { runtime: 0.05, numberIos: 0, clockPerReap }),
      );
      assertGreater(inFlightNs, 0);
      assert(inFlightNs <= windowNs * workers.length * 4);
    }
  });
});

Deno.test("a window ends as soon as every worker has read enough", async () => {
  await withTarget(64, async (engine, path) => {
    const measured = await engine.measure(
      shortCell(path, { runtime: 60, numberIos: 50 }),
    );
    assertConsistent(measured, 2);
    for (const { ios } of measured.workers) assert(ios >= 50, `${ios}`);
    assert(measured.windowNs < 60e9, "the window ran to its end");
  });
});

Deno.test("a cell is measured with batches, on CPUs of its own", async () => {
  await withTarget(64, async (engine, path) => {
    for (const submitGetevents of [true, false]) {
      const measured = await engine.measure(shortCell(path, {
        cpus: allowedCpus(),
        cpusAllowedPolicy: "split",
        workers: 3,
        iodepth: 8,
        bs: 1024,
        iodepthBatch: 4,
        iodepthBatchCompleteMin: 2,
        iodepthBatchCompleteMax: 8,
        submitGetevents,
        rampTime: 0,
        verify: true,
      }));
      assertConsistent(measured, 3);
      assertNoErrors(measured);
    }
  });
});

for (
  const lean of [
    { fixedbufs: true },
    { registerfiles: true },
    { registeredRingFd: true },
    { sqarray: false },
    { clockPerReap: true, iodepthBatch: 4, iodepthBatchCompleteMax: 4 },
    { submitAndWait: true, iodepthBatch: 4, iodepthBatchCompleteMin: 4 },
    {
      ...LEAN,
      ...leanLoop({
        iodepth: 8,
        wait: "wait",
        mode: "default",
        load: "read",
      }),
    },
  ] satisfies Partial<Params>[]
) {
  const names = Object.keys(lean).join(", ");
  Deno.test(`the right bytes are read with ${names}`, async () => {
    await withTarget(64, async (engine, path) => {
      for (const mode of ["default", "defer"] as const) {
        const { sqarray = true } = lean as Partial<Params>;
        const hasIt = !engine.probeRing(flagsOf(mode, sqarray), 4);
        const measured = await engine.measure(shortCell(path, {
          iodepthBatchCompleteMax: 8,
          ...lean,
          mode,
          iodepth: 8,
          verify: true,
          sqarray: sqarray || !hasIt,
        }));
        assertConsistent(measured, 2);
        assertNoErrors(measured);
      }
    });
  });
}

Deno.test("huge pages are used, or refused by name", async () => {
  await withTarget(64, async (engine, path) => {
    const cell = shortCell(path, { hugepages: true });
    try {
      assertConsistent(await engine.measure(cell), 2);
    } catch (error) {
      assert(error instanceof CellError, `${error}`);
      assertMatch(
        error.message,
        /^mmap with MAP_HUGETLB: ENOMEM.*nr_hugepages/,
      );
    }
  });
});

Deno.test("a batch larger than iodepth is refused", async () => {
  await withTarget(64, async (engine, path) => {
    const change = { iodepth: 1, iodepthBatch: 16 };
    await assertRejects(
      () => engine.measure(shortCell(path, change)),
      CellError,
      "parameters: EINVAL",
    );
  });
});

Deno.test("a created target passes verify", async () => {
  await withTarget(64, async (engine, path) => {
    const measured = await engine.measure(shortCell(path, { verify: true }));
    assertConsistent(measured, 2);
    assertNoErrors(measured);
  });
});

Deno.test("verify finds the sector that is wrong", async () => {
  await withTarget(8, async (engine, path) => {
    using file = Deno.openSync(path, { write: true });
    file.seekSync(5 * 512, Deno.SeekMode.Start);
    file.writeSync(new TextEncoder().encode("something"));
    file.syncSync();
    const plain = await engine.measure(shortCell(path));
    assertNoErrors(plain);
    const { errors } = await engine.measure(shortCell(path, { verify: true }));
    assertGreater(errors.verify, 0);
    assertEquals(errors.firstOffset, 5 * 512);
    assertEquals([errors.short, errors.byErrno.size], [0, 0]);
  });
});

Deno.test("reads behind the end of a file are short", async () => {
  await withTarget(16, async (engine, path) => {
    const { errors } = await engine.measure(
      shortCell(path, { rampTime: 1 }),
      {
        onProgress: ({ phase }) => {
          if (phase === "ramp") Deno.truncateSync(path, 8 * 512);
        },
      },
    );
    assertGreater(errors.short, 0);
    const first = errors.firstOffset ?? -1;
    assert(
      first >= 8 * 512 && first < 16 * 512 && first % 512 === 0,
      `${first}`,
    );
  });
});

Deno.test("a target that has shrunk is not read", async () => {
  await withTarget(8, async (engine, path) => {
    const { message } = await assertRejects(
      () => engine.measure(shortCell(path, { size: 16 * 512 })),
      CellError,
    );
    assertEquals(
      message,
      "the target has shrunk: of 8192 bytes that are to be read it has 4096",
    );
  });
});

Deno.test("a flag that the kernel refuses makes the cell impossible", async () => {
  await withTarget(8, async (engine, path) => {
    const mode: { setupFlags: number } = MODES.defer_flag;
    const { setupFlags } = mode;
    try {
      mode.setupFlags = 2 ** 30;
      const { message } = await assertRejects(
        () => engine.measure(shortCell(path, { mode: "defer_flag" })),
        ImpossibleError,
      );
      assertEquals(
        message,
        "io_uring_setup: EINVAL (invalid argument): " +
          `mode defer_flag came with Linux 6.1; this is ${Deno.osRelease()}`,
      );
    } finally {
      mode.setupFlags = setupFlags;
    }
  });
});

Deno.test("a CPU that is not there fails the cell", async () => {
  await withTarget(8, async (engine, path) => {
    const { message } = await assertRejects(
      () => engine.measure(shortCell(path, { cpus: [NO_CPU] })),
      CellError,
    );
    assertEquals(
      message,
      "sched_setaffinity: EINVAL (invalid argument): " +
        `of CPUs ${NO_CPU} some are offline or outside this process's cpuset`,
    );
  });
});

Deno.test("a target that is gone or read in odd blocks fails the cell", async () => {
  await withTarget(8, async (engine, path) => {
    const gone = { ...shortCell(path).params, filename: `${path}.gone` };
    await assertRejects(
      () => engine.measure(cell(gone)),
      CellError,
      "open: ENOENT",
    );
    await assertRejects(
      () => engine.measure(shortCell(path, { bs: 700 })),
      CellError,
      "read: EINVAL",
    );
  });
});

Deno.test("a cell goes on after one that failed", async () => {
  await withTarget(8, async (engine, path) => {
    const bad = shortCell(path, { cpus: [NO_CPU] });
    await assertRejects(() => engine.measure(bad), CellError);
    assertConsistent(await engine.measure(shortCell(path)), 2);
  });
});

Deno.test("the engine is not closed while a cell is running", async () => {
  await withTarget(8, async (engine, path) => {
    const measuring = engine.measure(
      shortCell(path, { runtime: 0.1, numberIos: 0 }),
    );
    assertThrows(
      () => engine.close(),
      Error,
      "Cannot close the engine: a cell is running",
    );
    assertConsistent(await measuring, 2);
  });
});

Deno.test("an abort ends a cell with the signal's reason", async () => {
  await withTarget(8, async (engine, path) => {
    const controller = new AbortController();
    const reason = new Error("SIGINT");
    const timer = setTimeout(() => controller.abort(reason), 10);
    const began = performance.now();
    const measuring = engine.measure(
      shortCell(path, { runtime: 60, numberIos: 0 }),
      {
        signal: controller.signal,
      },
    );
    const error = await assertRejects(() => measuring, Error, "SIGINT");
    assert(error === reason);
    assert(performance.now() - began < 30_000, "the cell ran to its end");
    clearTimeout(timer);
    assertConsistent(await engine.measure(shortCell(path)), 2);
  });
});

Deno.test("an abort during the ramp ends the cell as well", async () => {
  await withTarget(8, async (engine, path) => {
    const controller = new AbortController();
    const began = performance.now();
    const measuring = engine.measure(shortCell(path, { rampTime: 60 }), {
      signal: controller.signal,
    });
    controller.abort(new Error("SIGTERM"));
    await assertRejects(() => measuring, Error, "SIGTERM");
    assert(performance.now() - began < 30_000, "the ramp ran to its end");
  });
});

Deno.test("a signal that was aborted before starts nothing", async () => {
  await withTarget(8, async (engine, path) => {
    const signal = AbortSignal.abort(new Error("SIGHUP"));
    await assertRejects(
      () =>
        engine.measure(shortCell(path, { runtime: 60, numberIos: 0 }), {
          signal,
        }),
      Error,
      "SIGHUP",
    );
    assertConsistent(await engine.measure(shortCell(path)), 2);
  });
});

Deno.test("progress is told while a cell runs", async () => {
  await withTarget(8, async (engine, path) => {
    const seen: Progress[] = [];
    await engine.measure(shortCell(path, { runtime: 0.5, numberIos: 0 }), {
      onProgress: (progress) => seen.push(progress),
    });
    assertGreater(seen.length, 0);
    const phases = seen.map(({ phase }) => PHASES.indexOf(phase));
    assertEquals(phases, [...phases].sort());
    assert(phases.includes(PHASES.indexOf("window")));
    const ios = seen.map(({ ios }) => ios);
    assertEquals(ios, [...ios].sort((a, b) => a - b));
    assertGreater(ios.at(-1), 0);
  });
});

Deno.test("the memory of a cell grows with its workers and buffers", async () => {
  await buildLibrary(() => {});
  using engine = new Engine();
  const bytes = (change: Parameters<typeof cell>[0]) =>
    engine.cellBytes(
      visitOf(cell({ workers: 1, iodepth: 8, bs: 4096, ...change })),
      4096,
    );
  assertEquals(bytes({ workers: 2 }), 2 * bytes({}));
  assertEquals(bytes({ bs: 8192 }) - bytes({}), 8 * 4096);
  assertGreater(bytes({ iodepth: 16 }), bytes({}) + 8 * 4096 - 1);
});

Deno.test("README's first command locks less than a user may by default", async () => {
  await buildLibrary(() => {});
  using engine = new Engine();
  const params = {
    load: "eventfd",
    workers: 16,
    iodepth: Math.max(...exp7.presets.quick.withoutDisk?.axes.iodepth ?? []),
    bs: 8,
    wakerCpus: [1],
    turn: 0.004,
    runtime: 0.1,
  } as const;
  const cells = [
    cell({ ...params, mode: "default" }),
    cell({ ...params, mode: "coop" }),
  ] as const;
  const bytes = engine.cellBytes(
    { cells: [...cells], schedule: scheduleOf(cells) },
    64,
  );
  // RLIMIT_MEMLOCK since Linux 5.16, of which others take a part.
  const limit = 8 << 20;
  assertGreater(bytes, limit / 2);
  assertGreater(0.85 * limit, bytes);
});

Deno.test("a target is described", async () => {
  await withTarget(8, (engine, path) => {
    const target = engine.probeTarget(path);
    assert(!isRefusal(target));
    assertEquals(target.bytes, 4096);
    assert(target.allocatedBytes >= 4096);
    assertEquals(target.isBlockDevice, false);
    assertMatch(target.device, /^\d+:\d+$/);
    assert([512, 4096].includes(target.offsetAlign));
    assert(target.memAlign >= 512);
    Deno.truncateSync(path, 1 << 20);
    const sparse = engine.probeTarget(path);
    assert(!isRefusal(sparse));
    assertEquals(sparse.bytes, 1 << 20);
    assert(sparse.allocatedBytes < 1 << 20);
  });
});

Deno.test("what cannot be a target is refused with step and errno", async () => {
  await withTarget(8, (engine, path) => {
    const directory = path.replace(/\/[^/]*$/, "");
    const refusal = (path: string, bs?: number): [string, number] => {
      const answer = engine.probeTarget(path, bs);
      assert(isRefusal(answer));
      return [answer.step, answer.errno];
    };
    assertEquals(refusal(`${path}.gone`), ["open", 2]);
    assertEquals(refusal(directory), ["type", 21]);
    assertEquals(refusal("/dev/null"), ["type", 15]);
    assertEquals(refusal(path, 700), ["read", EINVAL]);
    const { success } = new Deno.Command("mkfifo", { args: [`${path}.fifo`] })
      .outputSync();
    // It must not be waited for.
    if (success) assertEquals(refusal(`${path}.fifo`), ["type", 15]);
  });
});

Deno.test("what the machine can do is found out by trying", async () => {
  await buildLibrary(() => {});
  using engine = new Engine();
  const [cpu = 0] = allowedCpus();
  const told = (refusal: Refusal | undefined) =>
    refusal && [refusal.step, refusal.errno];
  assertEquals(told(engine.probeRing(0, 1)), undefined);
  assertEquals(told(engine.probeRing(2 ** 30, 1)), ["ring", EINVAL]);
  assertEquals(told(engine.probeAffinity([cpu])), undefined);
  assertEquals(told(engine.probeAffinity([cpu, NO_CPU])), [
    "affinity",
    EINVAL,
  ]);
  assertEquals(told(engine.probeMemlock(4096)), undefined);
  const clock = engine.probeClock();
  assert(typeof clock === "boolean" || isRefusal(clock));
  assertMatch(engine.liburingVersion, /^\d+\.\d+/);
  assertGreater(Deno.statSync(engine.busyPath).size, 0);
});

Deno.test("all threads of the process are moved", async () => {
  await buildLibrary(() => {});
  using engine = new Engine();
  const all = allowedCpus();
  const statusOf = (thread: string) => {
    try {
      return [Deno.readTextFileSync(`/proc/self/task/${thread}/status`)];
    } catch (error) {
      // A thread of Deno's may end meanwhile.
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  };
  const cpus = () =>
    [...Deno.readDirSync("/proc/self/task")]
      .flatMap(({ name }) => statusOf(name))
      .map((text) => /^Cpus_allowed_list:\s*(\S+)$/m.exec(text)?.[1]);
  const before = new Set(cpus());
  try {
    assertEquals(engine.moveThreads(all.slice(0, 1)), undefined);
    assertEquals(new Set(cpus()), new Set([`${all[0]}`]));
    const refusal = engine.moveThreads([NO_CPU]);
    assertStringIncludes(refusal?.message ?? "", "sched_setaffinity: EINVAL");
  } finally {
    engine.moveThreads(all);
  }
  assertEquals(new Set(cpus()), before);
});

Deno.test("a receive brings several messages, each with latencies of its own", async () => {
  await withTarget(64, async (engine) => {
    const pipelined = {
      load: "unix",
      bs: 64,
      size: 64,
      wakerCpus: allowedCpus().slice(-1),
      workers: 1,
      iodepth: 16,
      pipeline: 16,
      iodepthBatch: 16,
      iodepthBatchCompleteMax: 16,
      recv: "multishot",
    } as const;
    const { workers: [worker], ...measured } = await engine.measure(
      shortCell("/", pipelined),
    );
    assert(worker && measured.delivery);
    const ios = total(measured.lat);
    assertEquals(worker.ios, ios);
    assertEquals(total(measured.delivery), ios);
    // What is sent together comes back together: 16 messages, as a rule.
    assert(worker.receives * 2 < ios, `${worker.receives} for ${ios}`);
    assertEquals(measured.errors.short, 0);
    const full = shortCell("/", {
      ...pipelined,
      bs: 4096,
      size: 4096,
      iodepth: 500,
      pipeline: 500,
    });
    const { message } = await assertRejects(
      () => engine.measure(full),
      ImpossibleError,
    );
    assertMatch(message, /fewer or shorter messages fit/);
  });
});
