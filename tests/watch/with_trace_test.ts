import { assertEquals } from "@std/assert";
import {
  activityBetween,
  addActivity,
  completionsOf,
  ringName,
} from "../../lib/watch/activity.ts";
import { addInterval, tracerActivity } from "../../lib/watch/interval.ts";
import { withTrace } from "../../lib/watch/with_trace.ts";
import { ringOf } from "../trace/capture/lines.ts";
import { look, ring, thread } from "./looks.ts";
import { fullTrace, READS, traceOf } from "./traces.ts";

const SIGHT = { ipis: true, landed: true, callbacks: false };
const SECOND = { sight: SIGHT, seconds: 1, tail: 0 };

/** What /proc tells of a second. */
function second() {
  return activityBetween(
    look(0, { rings: [ring()] }),
    look(1, { rings: [ring({ completed: 900 })] }),
  );
}

Deno.test("a ring of /proc is the one that the tracer has at its descriptor", () => {
  const [process] = withTrace(second(), fullTrace(), SECOND);
  assertEquals(process?.rings.length, 1);
  assertEquals(process?.rings[0]?.traced?.flags, 0x3100);
  assertEquals(process?.rings[0]?.completions, 900);
  // The tracer counts them, and did not stop in between.
  assertEquals(completionsOf(process!), 1005);
  assertEquals(process?.delivery?.counts.kicks, 50);
  // That of another process's ring is not its own.
  assertEquals(process?.delivery?.punts.map(({ count }) => count), [20]);
});

Deno.test("processes and rings that only the tracer saw are not lost", () => {
  const [known, short] = withTrace(
    second(),
    traceOf({
      processes: [
        { pid: 7, globalPid: 7, comm: "db", ended: false },
        { pid: 8, globalPid: 8, comm: "child", ended: true },
      ],
      rings: [
        ringOf({ requests: [READS] }),
        ringOf({ id: "2", fd: null, requests: [READS] }),
        ringOf({ id: "3", pid: 8, fd: null, requests: [READS] }),
        ringOf({ id: "4", fd: null }),
      ],
    }),
    SECOND,
  );
  assertEquals(known?.rings.map(ringName), [
    "ring 3",
    "a ring without a descriptor",
  ]);
  assertEquals([short?.name, short?.looks], ["child", 0]);
  assertEquals(completionsOf(short!), 1000);
  // One that ended long ago, and did nothing now, is not told again.
  const later = withTrace(
    second(),
    traceOf({
      processes: [{ pid: 8, globalPid: 8, comm: "child", ended: true }],
      rings: [ringOf({ id: "3", pid: 8, fd: null })],
    }),
    SECOND,
  );
  assertEquals(later.map(({ pid }) => pid), [7]);
});

Deno.test("a process whose ring has no descriptor has the CPU time that /proc tells", () => {
  const trace = traceOf({
    processes: [{ pid: 7, globalPid: 7, comm: "db", ended: false }],
    rings: [ringOf({ fd: null, requests: [READS] })],
  });
  const ringless = activityBetween(
    look(0, { rings: [] }),
    look(1, { rings: [], threads: [thread({ runNs: 5e8 })] }),
  );
  const [process] = withTrace([], trace, { ...SECOND, ringless });
  assertEquals([process?.looks, process?.cpuSeconds.user], [1, 0.5]);
  assertEquals(process?.rings.map(ringName), ["a ring without a descriptor"]);
  // Without any ring it is none of ours.
  assertEquals(withTrace([], traceOf({}), { ...SECOND, ringless }), []);
});

Deno.test("a ring that is closed is still the same ring", () => {
  const first = withTrace(second(), fullTrace(), SECOND);
  const closed = withTrace(
    activityBetween(look(1, { rings: [ring()] }), look(2, { rings: [] })),
    traceOf({
      processes: [{ pid: 7, globalPid: 7, comm: "db", ended: false }],
      rings: [ringOf({ fd: null, flags: 0x3100, requests: [READS] })],
    }),
    SECOND,
  );
  const [all] = addActivity(first, closed);
  assertEquals(all?.rings.map(ringName), ["a ring without a descriptor"]);
  assertEquals(completionsOf(all!), 2005);
  assertEquals(all?.rings[0]?.traced?.overflows, 3);
  assertEquals(all?.rings[0]?.ring.sqEntries, 8);
  // What another descriptor of that number is now is another ring.
  const reused = withTrace(
    activityBetween(
      look(1, { rings: [] }),
      look(2, { rings: [ring({ inode: 200 })] }),
    ),
    traceOf({
      processes: [{ pid: 7, globalPid: 7, comm: "db", ended: false }],
      rings: [ringOf({ id: "5", requests: [READS] })],
    }),
    SECOND,
  );
  assertEquals(addActivity(first, reused)[0]?.rings.map(ringName), [
    "a ring without a descriptor",
    "ring 3",
  ]);
});

Deno.test("a ring that was closed after it was looked at is counted once", () => {
  const [process] = withTrace(
    second(),
    traceOf({
      processes: [{ pid: 7, globalPid: 7, comm: "db", ended: true }],
      rings: [
        ringOf({
          id: "1",
          fd: null,
          sqEntries: 8,
          cqEntries: 16,
          requests: [{ ...READS, completed: 10 }],
        }),
        ringOf({
          id: "2",
          fd: null,
          sqEntries: 8,
          cqEntries: 16,
          requests: [READS],
        }),
        ringOf({ id: "3", fd: null, requests: [READS] }),
      ],
    }),
    SECOND,
  );
  // It is the one of its size that did about as much.
  assertEquals(
    process?.rings.map(({ traced, looks }) => [traced?.id, looks]),
    [["2", 1], ["1", 0], ["3", 0]],
  );
  assertEquals(completionsOf(process!), 2010);
});

Deno.test("a ring that is closed after the last look is not another one", () => {
  const some = (sizes: { sqEntries: number; cqEntries: number }) =>
    withTrace(
      activityBetween(
        look(0, { rings: [] }),
        look(1, { rings: [ring({ completed: 900 })] }),
      ),
      traceOf({
        processes: [{ pid: 7, globalPid: 7, comm: "db", ended: true }],
        rings: [ringOf({ ...sizes, fd: null, requests: [READS] })],
      }),
      SECOND,
    )[0]!;
  const { sqEntries = 0, cqEntries = 0 } = ring();
  const same = some({ sqEntries, cqEntries });
  assertEquals([same.rings.length, completionsOf(same)], [1, 1000]);
  assertEquals(some({ sqEntries: 1, cqEntries: 2 }).rings.length, 2);
});

Deno.test("without a trace nothing is said of it", () => {
  const [process] = second();
  assertEquals([process?.delivery, process?.rings[0]?.traced], [
    undefined,
    undefined,
  ]);
});

Deno.test("intervals are added up, with what watching cost", () => {
  const one = {
    at: 1,
    seconds: 1,
    processes: withTrace(second(), fullTrace(), SECOND),
    tracer: tracerActivity(fullTrace()),
  };
  assertEquals(one.tracer.cpuSeconds, 0.001);
  const all = addInterval(addInterval(undefined, one), { ...one, at: 2 });
  assertEquals([all.at, all.seconds], [2, 2]);
  assertEquals(all.tracer, {
    cpuSeconds: 0.002,
    events: 2000,
    missed: 0,
    wqCpus: new Map([[1, 40]]),
  });
  const [process] = all.processes;
  assertEquals(process?.delivery?.runs.reschedule_ipi, 200);
  assertEquals(process?.delivery?.punts.map(({ count }) => count), [40]);
  const [reads] = process?.rings[0]?.traced?.requests ?? [];
  assertEquals([reads?.completed, reads?.short], [2000, 2]);
  assertEquals(reads?.failures, new Map([[5, 4]]));
  assertEquals(reads?.latency.counts.get(8192), 980);
  // Where one of them was not traced the other's is what is known.
  const half = addInterval(one, { at: 2, seconds: 1, processes: second() });
  assertEquals(half.tracer, one.tracer);
});
