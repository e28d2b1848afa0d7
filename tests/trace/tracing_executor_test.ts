import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { RawMeasurement } from "../../lib/run/raw_measurement.ts";
import {
  CellError,
  type Executor,
  LateStartError,
  type MeasureOptions,
} from "../../lib/run/executor.ts";
import {
  TracingExecutor,
  type TracingOptions,
} from "../../lib/trace/tracing_executor.ts";
import { cell, rawMeasurement, worker } from "../model/fixtures.ts";
import { helloLine, snapshotLine, threadOf } from "./capture/lines.ts";
import {
  type FakeOptions,
  type FakeTracer,
  fakeTracer,
} from "./fake_tracer.ts";

const NOW = 1_000_000_000_000n;
const CELL = cell({ cpus: [2, 3], runtime: 2, rampTime: 0.5 }, { index: 5 });
const NEXT = cell({ cpus: [2, 3], runtime: 2, rampTime: 0.5 }, { index: 6 });

/** An executor that returns this, and keeps what it was told. */
function executor(result: RawMeasurement = rawMeasurement()) {
  const told: MeasureOptions[] = [];
  const fake: Executor & { told: MeasureOptions[] } = {
    told,
    measure(_cell, options = {}) {
      told.push(options);
      return Promise.resolve(result);
    },
  };
  return fake;
}

function options(
  fake: FakeTracer | undefined,
  change: Partial<TracingOptions> = {},
): TracingOptions {
  return {
    pid: 4711,
    nowNs: () => NOW,
    command: fake?.command ?? ["/nowhere/tracer"],
    ...change,
  };
}

/** A snapshot of one thread with these runs and IPIs so far. */
function counted(timer: number, kicks: number): string {
  return snapshotLine({
    threads: [threadOf({ runs: { timer }, counts: { completions: timer } })],
    ipis: [
      { cpu: 2, from: "task_work_add", callback: "", ours: true, count: kicks },
      { cpu: 7, from: "task_work_add", callback: "", ours: true, count: 9 },
    ],
  });
}

Deno.test("a traced cell has the measurement as it was, and a trace", async () => {
  using fake = fakeTracer({ snapshots: [counted(3, 2)] });
  const result = rawMeasurement();
  const inner = executor(result);
  await using tracing = new TracingExecutor(inner, options(fake));
  assertEquals(tracing.traceOf(CELL), undefined);
  const before = structuredClone(result);
  const measured = await tracing.measure(CELL);
  assert(measured === result);
  assertEquals(measured, before);
  const trace = tracing.traceOf(CELL);
  assertEquals(Object.fromEntries(trace?.triggers ?? []), { timer: 3 });
  // Only those to the measured CPUs.
  assertEquals(Object.fromEntries(trace?.ipis ?? []), { "RES kick": 2 });
  assertEquals(tracing.traceOf(NEXT), undefined);
});

Deno.test("the load starts in time for the window that the tracer counts in", async () => {
  using fake = fakeTracer();
  const inner = executor();
  await using tracing = new TracingExecutor(inner, options(fake));
  const onProgress = () => {};
  await tracing.measure(CELL, { onProgress });
  const [told] = inner.told;
  const startNs = told?.windowStartNs ?? 0n;
  assertEquals(told?.onProgress, onProgress);
  // The time for making the workers, and the ramp.
  assertEquals(startNs, NOW + 60_000_000n + 500_000_000n);
  assertEquals(fake.windows(), [`${startNs} ${startNs + 2_000_000_000n}`]);
});

Deno.test("a cell that was late gets more time, as do those after it with hogs like it", async () => {
  using fake = fakeTracer();
  const ahead: number[] = [];
  /** An executor whose workers take so long. */
  const slow = (neededMs: number): Executor => ({
    measure({ params }, { windowStartNs = 0n } = {}) {
      const slackMs = Number(windowStartNs - NOW) / 1e6 - params.rampTime * 1e3;
      ahead.push(slackMs);
      return slackMs >= neededMs
        ? Promise.resolve(rawMeasurement())
        : Promise.reject(new LateStartError("start before the window: ETIME"));
    },
  });
  await using tracing = new TracingExecutor(slow(200), options(fake));
  await tracing.measure(CELL);
  await tracing.measure(NEXT);
  await tracing.measure({ ...NEXT, params: { ...NEXT.params, busy: true } });
  assertEquals(ahead, [60, 120, 240, 240, 60, 120, 240]);
  assertEquals(fake.started(), 1);
  await using never = new TracingExecutor(slow(Infinity), options(fake));
  await assertRejects(() => never.measure(CELL), CellError, "ETIME");
});

Deno.test("one tracer serves all cells: each has what was counted since the last", async () => {
  using fake = fakeTracer({ snapshots: [counted(3, 2), counted(10, 2)] });
  {
    await using tracing = new TracingExecutor(executor(), options(fake));
    await tracing.measure(CELL);
    await tracing.measure(NEXT);
    assertEquals([...tracing.traceOf(CELL)?.triggers ?? []], [["timer", 3]]);
    assertEquals([...tracing.traceOf(NEXT)?.triggers ?? []], [["timer", 7]]);
    assertEquals(tracing.traceOf(NEXT)?.completions, 7);
    assertEquals([...tracing.traceOf(NEXT)?.ipis ?? []], []);
  }
  assertEquals(fake.started(), 1);
  assert(!fake.left());
});

Deno.test("what no probe shows is unknown, not none", async () => {
  const trace = async (greeting: string) => {
    using fake = fakeTracer({ greeting });
    await using tracing = new TracingExecutor(executor(), options(fake));
    await tracing.measure(CELL);
    const { ipis, landed, callbacks } = tracing.traceOf(CELL) ?? {};
    return [ipis, landed, callbacks].map((seen) => seen !== undefined);
  };
  assertEquals(await trace(helloLine()), [true, true, false]);
  assertEquals(await trace(helloLine({ symbols: false })), [
    false,
    false,
    false,
  ]);
  assertEquals(await trace(helloLine({ probes: [] })), [false, false, false]);
});

Deno.test("the engine counts the waiting calls, which pass no probe", async () => {
  const waits = async (change: Parameters<typeof cell>[0]) => {
    using fake = fakeTracer({
      snapshots: [snapshotLine({
        threads: [threadOf({ counts: { waits: 8, waits_slept: 5 } })],
      })],
    });
    const result = rawMeasurement({
      workers: [
        worker({ submitCalls: 100, geteventsCalls: 20, partnerCalls: 3 }),
      ],
    });
    await using tracing = new TracingExecutor(executor(result), options(fake));
    await tracing.measure(cell(change, { index: 5 }));
    return tracing.traceOf(CELL)?.waits;
  };
  assertEquals(await waits({}), { slept: 5, awake: 15 });
  assertEquals(await waits({ wait: "second_thread" }), { slept: 5, awake: 18 });
  // It waits in read(2).
  assertEquals(await waits({ wait: "eventfd" }), { slept: 5, awake: 15 });
  assertEquals(await waits({ submitAndWait: true }), { slept: 5, awake: 115 });
});

/** Failures before the load would start, and after it has run. */
const FAILURES: {
  what: string;
  fake?: FakeOptions;
  measured: boolean;
  reason: RegExp;
}[] = [
  {
    what: "is not there",
    measured: false,
    reason: /^not traced: cannot start \/nowhere\/tracer: .*/,
  },
  {
    what: "refuses to start",
    fake: { first: "echo no memory >&2; exit 1" },
    measured: false,
    reason: /^not traced: the tracer ended by itself \(status 1\): no memory$/,
  },
  {
    what: "may not trace",
    fake: {
      greeting: helloLine({
        tracing: false,
        obstacles: [{ what: "not permitted", why: "no CAP_BPF", remedy: "" }],
      }),
    },
    measured: false,
    reason: /^not traced: not permitted: no CAP_BPF$/,
  },
  {
    what: "is of another version",
    fake: { greeting: helloLine({ protocol: 9 }) },
    measured: false,
    reason: /^not traced: the tracer speaks protocol 9, this program \d+$/,
  },
  {
    what: "is killed while it attaches",
    fake: { first: "kill -KILL $$" },
    measured: false,
    reason: /^not traced: the tracer ended by itself \(SIGKILL\)$/,
  },
  {
    what: "dies in the middle",
    fake: { onSnapshot: "kill -KILL $$" },
    measured: true,
    reason: /^not traced: the tracer ended by itself \(SIGKILL\)$/,
  },
  {
    what: "fails to read its maps",
    fake: { onSnapshot: "echo no memory >&2; exit 1" },
    measured: true,
    reason: /^not traced: the tracer ended by itself \(status 1\): no memory$/,
  },
  {
    what: "says what cannot be read",
    fake: { snapshots: [`{"type":"snapshot"}`] },
    measured: true,
    reason: /^not traced: the tracer's atNs cannot be read: .*$/,
  },
  {
    what: "refuses its window",
    fake: { onWindow: `echo '{"type":"error","what":"no"}'` },
    measured: false,
    reason: /^not traced: the tracer refused: no$/,
  },
];

for (const { what, fake: how, measured, reason } of FAILURES) {
  Deno.test(`a tracer that ${what} fails the cell, with the cause`, async () => {
    using fake = how && fakeTracer(how);
    const inner = executor();
    await using tracing = new TracingExecutor(
      inner,
      options(fake || undefined),
    );
    const error = await assertRejects(() => tracing.measure(CELL), CellError);
    assertMatch(error.message, reason);
    assert(!error.message.includes("\n"));
    assertEquals(inner.told.length, measured ? 1 : 0);
    assertEquals(tracing.traceOf(CELL), undefined);
    assert(!fake || !fake.left());
  });
}

Deno.test("a cell that fails is followed by one that a new tracer traces", async () => {
  using fake = fakeTracer({
    snapshots: [counted(3, 2)],
    onSnapshot: '[ "$runs" -gt 1 ] || kill -KILL $$',
  });
  await using tracing = new TracingExecutor(executor(), options(fake));
  await assertRejects(() => tracing.measure(CELL), CellError);
  await tracing.measure(NEXT);
  assertEquals(tracing.traceOf(CELL), undefined);
  // Nothing of the cell before is in it, or taken from it.
  assertEquals([...tracing.traceOf(NEXT)?.triggers ?? []], [["timer", 3]]);
  assertEquals(fake.started(), 2);
});

Deno.test("a cell that cannot be measured keeps its reason", async () => {
  using fake = fakeTracer();
  const failing: Executor = {
    measure: () => Promise.reject(new CellError("io_uring_setup: EINVAL")),
  };
  await using tracing = new TracingExecutor(failing, options(fake));
  const error = await assertRejects(() => tracing.measure(CELL), CellError);
  assertEquals(error.message, "io_uring_setup: EINVAL");
  assertEquals(tracing.traceOf(CELL), undefined);
  assert(!fake.left());
});

Deno.test("a bug is no failed cell, and leaves no tracer", async () => {
  using fake = fakeTracer();
  const failing: Executor = {
    measure: () => Promise.reject(new TypeError("a bug")),
  };
  await using tracing = new TracingExecutor(failing, options(fake));
  await assertRejects(() => tracing.measure(CELL), TypeError, "a bug");
  assert(!fake.left());
});

Deno.test("an interrupt ends it at once, whatever it is doing", async () => {
  const reason = new Error("SIGINT");
  const inner = executor();
  // Before it starts.
  using first = fakeTracer();
  await assertRejects(
    () =>
      new TracingExecutor(inner, options(first))
        .measure(CELL, { signal: AbortSignal.abort(reason) }),
    Error,
    "SIGINT",
  );
  assertEquals(first.started(), 0);
  // While it attaches; a terminal sends the signal to the tracer as well.
  for (const how of ["exec sleep 60", "exit 0"]) {
    using fake = fakeTracer({ first: how });
    const controller = new AbortController();
    const measuring = new TracingExecutor(inner, options(fake))
      .measure(CELL, { signal: controller.signal });
    controller.abort(reason);
    await assertRejects(() => measuring, Error, "SIGINT");
    assert(!fake.left());
  }
  assertEquals(inner.told, []);
});
