import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { RawMeasurement } from "../../lib/run/raw_measurement.ts";
import {
  CellError,
  type Executor,
  type MeasureOptions,
} from "../../lib/run/executor.ts";
import { interpret } from "../../lib/trace/cell_trace.ts";
import {
  type TraceAbilities,
  TracingExecutor,
} from "../../lib/trace/tracing_executor.ts";
import { cell, rawMeasurement } from "../model/fixtures.ts";
import {
  type FakeBpftrace,
  fakeBpftrace,
  type FakeOptions,
  mapOfKeys,
  MEMLOCK,
  STEPS,
} from "./fake_bpftrace.ts";
import { recorded, seenBy } from "./recorded.ts";

const { attach, wait, complain } = STEPS;

const NOW = 1_000_000_000_000n;
const CELL = cell({ cpus: [2, 3], runtime: 2, rampTime: 0.5 }, { index: 5 });

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

function abilities(
  fake: FakeBpftrace | undefined,
  change: Partial<TraceAbilities> = {},
): TraceAbilities {
  return {
    pid: 4711,
    nowNs: () => NOW,
    kprobes: false,
    hasEvent: () => true,
    kickRanges: [{ start: 1n, end: 2n }],
    command: fake?.command ?? "/nowhere/bpftrace",
    // Longer than any machine needs.
    leadMs: { first: 30_000 },
    ...change,
  };
}

Deno.test("a traced cell has the measurement as it was, and a trace", async () => {
  using fake = fakeBpftrace([attach, wait]);
  const result = rawMeasurement();
  const inner = executor(result);
  const tracing = new TracingExecutor(inner, abilities(fake));
  assertEquals(tracing.traceOf(CELL), undefined);
  const before = structuredClone(result);
  const measured = await tracing.measure(CELL);
  assert(measured === result);
  assertEquals(measured, before);
  const name = "tracepoints-6.18-default";
  assertEquals(
    tracing.traceOf(CELL),
    interpret(recorded(name), seenBy(name)),
  );
  assertEquals(tracing.traceOf(cell({}, { index: 6 })), undefined);
  assert(!fake.left());
});

Deno.test("the load starts in time for the window that the probes count in", async () => {
  using fake = fakeBpftrace([attach, wait]);
  const inner = executor();
  const tracing = new TracingExecutor(inner, abilities(fake));
  const onProgress = () => {};
  await tracing.measure(CELL, { onProgress });
  const [options] = inner.told;
  const startNs = options?.windowStartNs ?? 0n;
  assertEquals(options?.onProgress, onProgress);
  // The lead, the time for making the workers, the ramp.
  assertEquals(startNs, NOW + 30_000_000_000n + 200_000_000n + 500_000_000n);
  const program = fake.args().at(-1) ?? "";
  assertStringIncludes(
    program,
    `nsecs >= ${startNs} && nsecs < ${startNs + 2_000_000_000n}`,
  );
  assertStringIncludes(program, "args->cpu == 2 || args->cpu == 3");
  assertStringIncludes(program, "pid == 4711");
});

Deno.test("what no probe shows is unknown, not none", async () => {
  const trace = async (change: Partial<TraceAbilities>) => {
    using fake = fakeBpftrace([
      attach,
      change.kprobes ? attach : "",
      wait,
    ]);
    const tracing = new TracingExecutor(executor(), abilities(fake, change));
    await tracing.measure(CELL);
    const { ipis, landed, callbacks } = tracing.traceOf(CELL) ?? {};
    return [ipis, landed, callbacks].map((seen) => seen !== undefined);
  };
  const without = (event: string) => ({
    hasEvent: (name: string) => name !== event,
  });
  assertEquals(await trace({}), [true, true, false]);
  assertEquals(await trace({ kprobes: true }), [true, true, true]);
  assertEquals(await trace({ kickRanges: [] }), [true, false, false]);
  assertEquals(
    await trace(without("ipi:ipi_send_cpu")),
    [false, false, false],
  );
  assertEquals(
    await trace({ kprobes: true, ...without("ipi:ipi_send_cpu") }),
    [true, true, true],
  );
  assertEquals(
    await trace(without("irq_vectors:reschedule_entry")),
    [true, false, false],
  );
});

/** Failures before the load would start, and after it has run. */
const FAILURES: {
  what: string;
  steps?: string[];
  options?: FakeOptions;
  measured: boolean;
  reason: RegExp;
}[] = [
  {
    what: "is not there",
    measured: false,
    reason: /^not traced: cannot start \/nowhere\/bpftrace: .*/,
  },
  {
    what: "refuses to start",
    steps: [
      complain(MEMLOCK, "ERROR: Error attaching probe: 'kprobe:x'"),
      "exit 255",
    ],
    measured: false,
    reason:
      /^not traced: bpftrace ended by itself \(status 255\): ERROR: Error attaching probe: 'kprobe:x'$/,
  },
  {
    what: "is killed while it attaches",
    steps: [complain(MEMLOCK), "kill -KILL $$"],
    measured: false,
    reason: /^not traced: bpftrace ended by itself \(SIGKILL\): no message$/,
  },
  {
    what: "dies in the middle",
    steps: [attach, "sleep 0.3", "kill -KILL $$"],
    measured: true,
    reason: /^not traced: bpftrace ended by itself \(SIGKILL\): no message$/,
  },
  {
    what: "fails to print its maps",
    steps: [attach, wait],
    options: { onTerminate: "echo ERROR: no memory >&2; exit 1" },
    measured: true,
    reason: /^not traced: bpftrace failed \(status 1\): ERROR: no memory$/,
  },
  {
    what: "overflows a map",
    steps: [attach, wait],
    options: { maps: mapOfKeys("@run", 4096) },
    measured: true,
    reason: /^not traced: the map @run of bpftrace overflowed$/,
  },
  {
    what: "loses events",
    steps: [attach, wait],
    options: { maps: '{"type": "lost_events", "data": {"events": 3}}\n' },
    measured: true,
    reason: /^not traced: bpftrace lost 3 events$/,
  },
];

for (const { what, steps, options, measured, reason } of FAILURES) {
  Deno.test(`a bpftrace that ${what} fails the cell, with the cause`, async () => {
    using fake = steps && fakeBpftrace(steps, options);
    const inner: Executor & { count: number } = {
      count: 0,
      async measure() {
        inner.count++;
        // bpftrace ends while the load runs, and Deno knows.
        const pause = (ms: number) =>
          new Promise((done) => setTimeout(done, ms));
        if (steps?.at(-1)?.startsWith("kill")) {
          while (fake?.left()) await pause(10);
          await pause(50);
        }
        return rawMeasurement();
      },
    };
    const tracing = new TracingExecutor(inner, abilities(fake || undefined));
    const error = await assertRejects(() => tracing.measure(CELL), CellError);
    assertMatch(error.message, reason);
    assert(!error.message.includes("\n"));
    assertEquals(inner.count, measured ? 1 : 0);
    assertEquals(tracing.traceOf(CELL), undefined);
    assert(!fake || !fake.left());
  });
}

Deno.test("a bpftrace that is never attached is given more time, then given up", async () => {
  using fake = fakeBpftrace([wait]);
  const inner = executor();
  const tracing = new TracingExecutor(
    inner,
    abilities(fake, { leadMs: { first: 20, most: 60 } }),
  );
  await assertRejects(
    () => tracing.measure(CELL),
    CellError,
    "not traced: bpftrace is not attached after 0.06 s",
  );
  assertEquals(inner.told, []);
  // 20, 40 and 60 ms; it may not have come as far as to write its name.
  assert(fake.started() <= 3);
  assert(!fake.left());
});

Deno.test("a bpftrace that takes long gets a later window, and the next one too", async () => {
  using fake = fakeBpftrace([
    'if [ "$runs" -gt 1 ]; then',
    attach,
    "fi",
    wait,
  ]);
  const inner = executor();
  const tracing = new TracingExecutor(
    inner,
    abilities(fake, { leadMs: { first: 1000, least: 7000 } }),
  );
  await tracing.measure(CELL);
  await tracing.measure(CELL);
  const leads = inner.told.map(({ windowStartNs = 0n }) =>
    Number((windowStartNs - NOW) / 1_000_000n) - 700
  );
  assert(leads[0]! >= 2000, `${leads}`);
  assert(leads[1]! >= 7000, `${leads}`);
  assert(!fake.left());
});

Deno.test("a cell that fails is followed by one that is traced", async () => {
  using fake = fakeBpftrace([
    attach,
    'if [ "$runs" -eq 1 ]; then kill -KILL $$; fi',
    wait,
  ]);
  const tracing = new TracingExecutor(executor(), abilities(fake));
  await assertRejects(() => tracing.measure(CELL), CellError);
  const next = cell({}, { index: 6 });
  await tracing.measure(next);
  assertEquals(tracing.traceOf(CELL), undefined);
  assert(tracing.traceOf(next));
});

Deno.test("a cell that cannot be measured keeps its reason", async () => {
  using fake = fakeBpftrace([attach, wait]);
  const failing: Executor = {
    measure: () => Promise.reject(new CellError("io_uring_setup: EINVAL")),
  };
  const tracing = new TracingExecutor(failing, abilities(fake));
  const error = await assertRejects(() => tracing.measure(CELL), CellError);
  assertEquals(error.message, "io_uring_setup: EINVAL");
  assertEquals(tracing.traceOf(CELL), undefined);
  assert(!fake.left());
});

Deno.test("a bug is no failed cell, and leaves no bpftrace", async () => {
  using fake = fakeBpftrace([attach, wait]);
  const failing: Executor = {
    measure: () => Promise.reject(new TypeError("a bug")),
  };
  const tracing = new TracingExecutor(failing, abilities(fake));
  await assertRejects(() => tracing.measure(CELL), TypeError, "a bug");
  assert(!fake.left());
});

Deno.test("an interrupt ends it at once, whatever it is doing", async () => {
  const reason = new Error("SIGINT");
  const inner = executor();
  // Before it starts.
  using first = fakeBpftrace([attach, wait]);
  await assertRejects(
    () =>
      new TracingExecutor(inner, abilities(first))
        .measure(CELL, { signal: AbortSignal.abort(reason) }),
    Error,
    "SIGINT",
  );
  assertEquals(first.started(), 0);
  // While it attaches; a terminal sends the signal to bpftrace as well.
  for (const steps of [[wait], ["exit 0"]]) {
    using fake = fakeBpftrace(steps);
    const controller = new AbortController();
    const measuring = new TracingExecutor(inner, abilities(fake))
      .measure(CELL, { signal: controller.signal });
    controller.abort(reason);
    await assertRejects(() => measuring, Error, "SIGINT");
    assert(!fake.left());
  }
  assertEquals(inner.told, []);
});
