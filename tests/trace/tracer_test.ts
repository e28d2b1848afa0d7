import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { parseOutput } from "../../lib/trace/output.ts";
import { traceProgram } from "../../lib/trace/program.ts";
import { TraceError } from "../../lib/trace/trace_error.ts";
import { Tracer } from "../../lib/trace/tracer.ts";
import {
  type FakeBpftrace,
  fakeBpftrace,
  mapOfKeys,
  MEMLOCK,
  SPEC,
  STEPS,
} from "./fake_bpftrace.ts";
import { recordedText } from "./recorded.ts";

/** Longer than any machine needs. */
const PATIENCE_MS = 60_000;

const { attach, wait, complain } = STEPS;

/** What stop() says of a bpftrace that was attached. */
async function stopError(fake: FakeBpftrace): Promise<string> {
  const tracer = new Tracer(SPEC, fake.command);
  assert(await tracer.attached(PATIENCE_MS));
  const error = await assertRejects(() => tracer.stop(), TraceError);
  assert(!fake.left());
  return error.message;
}

/** What attached() says of a bpftrace that ends instead. */
async function attachError(fake: FakeBpftrace): Promise<string> {
  const tracer = new Tracer(SPEC, fake.command);
  const error = await assertRejects(
    () => tracer.attached(PATIENCE_MS),
    TraceError,
  );
  await tracer.kill();
  assert(!fake.left());
  return error.message;
}

/** Waits until it has ended by itself, and Deno knows. */
async function ended(fake: FakeBpftrace): Promise<void> {
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  while (fake.started() === 0 || fake.left()) await pause(10);
  await pause(50);
}

Deno.test("a bpftrace that attaches and prints is read to its end", async () => {
  using fake = fakeBpftrace([attach, wait]);
  const tracer = new Tracer(SPEC, fake.command);
  assert(await tracer.attached(PATIENCE_MS));
  assert(fake.left());
  const output = await tracer.stop();
  const { maps: recorded } = parseOutput(
    recordedText("tracepoints-6.18-default").split("\n"),
  );
  assertEquals(output.maps, recorded);
  assert(!fake.left());
  assertEquals(fake.args(), ["-f", "json", "-e", traceProgram(SPEC)]);
});

Deno.test("a bpftrace that misses the signal is told again", async () => {
  using fake = fakeBpftrace([attach, wait], {
    onTerminate: 'told="${told:-}x"; ' +
      '[ "$told" != xx ] || { cat "$here/maps"; exit 0; }',
  });
  const tracer = new Tracer(SPEC, fake.command);
  assert(await tracer.attached(PATIENCE_MS));
  const output = await tracer.stop();
  assert(output.maps.size > 0);
  assert(!fake.left());
});

Deno.test("it is attached when all that it waits for was said", async () => {
  using fake = fakeBpftrace([attach, wait]);
  const tracer = new Tracer({ ...SPEC, kprobes: true }, fake.command);
  // The kprobes at either end have not fired.
  assert(!await tracer.attached(100));
  await tracer.kill();
  assert(!fake.left());
});

Deno.test("no bpftrace is told as such", () => {
  const error = assertThrows(
    () => new Tracer(SPEC, "/nowhere/bpftrace"),
    TraceError,
  );
  assert(error.message.startsWith("cannot start /nowhere/bpftrace: "));
});

Deno.test("a bpftrace that refuses to start is quoted", async () => {
  using fake = fakeBpftrace([
    complain(
      MEMLOCK,
      "stdin:1:1-24: ERROR: tracepoint not found: sched:nosuch",
      "tracepoint:sched:nosuch { }",
      "~~~~~~~~~~~~~~~~~~~~~~~",
    ),
    "exit 255",
  ]);
  assertEquals(
    await attachError(fake),
    "bpftrace ended by itself (status 255): " +
      "stdin:1:1-24: ERROR: tracepoint not found: sched:nosuch",
  );
});

Deno.test("a bpftrace that ends without a word has none put in its mouth", async () => {
  using fake = fakeBpftrace([complain(MEMLOCK), "exit 0"]);
  assertEquals(
    await attachError(fake),
    "bpftrace ended by itself (status 0): no message",
  );
});

Deno.test("any other complaint is quoted by its first line", async () => {
  using fake = fakeBpftrace([
    complain(MEMLOCK, "", "terminate called", "Aborted"),
    "kill -ABRT $$",
  ]);
  assertEquals(
    await attachError(fake),
    "bpftrace ended by itself (SIGABRT): terminate called",
  );
});

Deno.test("a bpftrace that dies in the middle is told by its signal", async () => {
  // The warning is about a program that was attached.
  using fake = fakeBpftrace([
    complain(
      MEMLOCK,
      "stdin:53:31-33: WARNING: comparison of integers of different signs",
      "  if (((uint64)args->callsite >= 18446744071582554512",
      "       ~~",
    ),
    attach,
    "kill -KILL $$",
  ]);
  const tracer = new Tracer(SPEC, fake.command);
  await ended(fake);
  const error = await assertRejects(() => tracer.stop(), TraceError);
  assertEquals(
    error.message,
    "bpftrace ended by itself (SIGKILL): no message",
  );
});

Deno.test("a bpftrace that ends well but too early is an error too", async () => {
  using fake = fakeBpftrace([attach, 'cat "$here/maps"', "exit 0"]);
  const tracer = new Tracer(SPEC, fake.command);
  await ended(fake);
  await assertRejects(
    () => tracer.stop(),
    TraceError,
    "bpftrace ended by itself (status 0)",
  );
});

Deno.test("a bpftrace that fails at its end is quoted", async () => {
  using fake = fakeBpftrace([attach, wait], {
    onTerminate: "echo ERROR: cannot read a map >&2; exit 3",
  });
  assertEquals(
    await stopError(fake),
    "bpftrace failed (status 3): ERROR: cannot read a map",
  );
});

Deno.test("a bpftrace that is never attached can be ended", async () => {
  using fake = fakeBpftrace([wait]);
  const tracer = new Tracer(SPEC, fake.command);
  assertEquals(await tracer.attached(50), false);
  await tracer.kill();
  assert(!fake.left());
  // Once more does no harm.
  await tracer.kill();
});

Deno.test("waiting for it ends when the run is interrupted", async () => {
  using fake = fakeBpftrace([wait]);
  const tracer = new Tracer(SPEC, fake.command);
  const reason = new Error("interrupted");
  await assertRejects(
    () => tracer.attached(PATIENCE_MS, AbortSignal.abort(reason)),
    Error,
    "interrupted",
  );
  await tracer.kill();
});

for (const map of ["@run", "@ipi", "@reschedule", "@waking", "@callback"]) {
  Deno.test(`${map} with all the keys that fit has overflowed`, async () => {
    using fake = fakeBpftrace([attach, wait], {
      maps: mapOfKeys(map, 4096),
    });
    assertEquals(
      await stopError(fake),
      `the map ${map} of bpftrace overflowed`,
    );
  });
}

Deno.test("one key less fits, and maps by thread do not matter", async () => {
  using fake = fakeBpftrace([attach, wait], {
    maps: mapOfKeys("@run", 4095) + mapOfKeys("@worker", 4096),
  });
  const tracer = new Tracer(SPEC, fake.command);
  assert(await tracer.attached(PATIENCE_MS));
  const output = await tracer.stop();
  assertEquals(output.maps.get("@run")?.length, 4095);
});

Deno.test("lost events are an error", async () => {
  using fake = fakeBpftrace([attach, wait], {
    maps: '{"type": "lost_events", "data": {"events": 5}}\n' +
      recordedText("tracepoints-6.18-default") +
      '{"type": "lost_events", "data": {"events": 7}}\n',
  });
  assertEquals(await stopError(fake), "bpftrace lost 12 events");
});
