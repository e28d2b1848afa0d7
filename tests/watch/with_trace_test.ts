import { assert, assertEquals } from "@std/assert";
import {
  activityBetween,
  addActivity,
  completionsOf,
  type ProcessActivity,
  ringName,
} from "../../lib/watch/activity.ts";
import { addInterval, tracerActivity } from "../../lib/watch/interval.ts";
import { unjudgedRules } from "../../lib/watch/advice/advice.ts";
import { withTrace } from "../../lib/watch/with_trace.ts";
import { processOf, ringOf } from "../trace/capture/lines.ts";
import { look, ring, thread } from "./looks.ts";
import { fullTrace, READS, traceOf } from "./traces.ts";

const SIGHT = { ipis: true, landed: true, callbacks: false, requests: true };
const SECOND = { sight: SIGHT, seconds: 1 };

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
        processOf({ pid: 7, globalPid: 7, comm: "db" }),
        processOf({ pid: 8, globalPid: 8, comm: "child", endedNs: "400" }),
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
      processes: [
        processOf({ pid: 8, globalPid: 8, comm: "child", endedNs: "400" }),
      ],
      rings: [ringOf({ id: "3", pid: 8, fd: null })],
    }),
    SECOND,
  );
  assertEquals(later.map(({ pid }) => pid), [7]);
});

Deno.test("a process whose ring has no descriptor has the CPU time that /proc tells", () => {
  const trace = traceOf({
    processes: [processOf({ pid: 7, globalPid: 7, comm: "db" })],
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
      processes: [processOf({ pid: 7, globalPid: 7, comm: "db" })],
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
      processes: [processOf({ pid: 7, globalPid: 7, comm: "db" })],
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
      processes: [
        processOf({ pid: 7, globalPid: 7, comm: "db", endedNs: "400" }),
      ],
      rings: [
        ringOf({
          id: "1",
          open: false,
          sqEntries: 8,
          cqEntries: 16,
          requests: [{ ...READS, completed: 10 }],
        }),
        ringOf({
          id: "2",
          open: false,
          sqEntries: 8,
          cqEntries: 16,
          requests: [READS],
        }),
        ringOf({ id: "3", open: false, fd: 4, requests: [READS] }),
      ],
    }),
    SECOND,
  );
  // Of those of its descriptor it is the one that did about as much.
  assertEquals(
    process?.rings.map(({ traced, looks }) => [traced?.id, looks]),
    [["2", 1], ["1", 0], ["3", 0]],
  );
  assertEquals(completionsOf(process!), 2010);
});

Deno.test("a ring that is closed after the last look is not another one", () => {
  const some = (fd: number) =>
    withTrace(
      activityBetween(
        look(0, { rings: [] }),
        look(1, { rings: [ring({ completed: 900 })] }),
      ),
      traceOf({
        processes: [
          processOf({ pid: 7, globalPid: 7, comm: "db", endedNs: "400" }),
        ],
        rings: [ringOf({
          open: false,
          fd,
          sqEntries: 8,
          cqEntries: 16,
          requests: [READS],
        })],
      }),
      SECOND,
    )[0]!;
  assertEquals([some(3).rings.length, completionsOf(some(3))], [1, 1000]);
  assertEquals(some(4).rings.length, 2);
});

Deno.test("rings that were closed between two looks are found by their last descriptor", () => {
  const at = (seconds: number, inode: number | undefined) =>
    look(seconds, {
      rings: inode === undefined ? [] : [ring({ inode, completed: 500 })],
    });
  const looks = [
    at(0, undefined),
    at(1, 104),
    at(2, undefined),
    at(3, 105),
    at(4, undefined),
  ];
  const processes = looks.slice(1).reduce(
    (sum: ProcessActivity[], after, i) =>
      addActivity(sum, activityBetween(looks[i]!, after)),
    [],
  );
  const [process] = withTrace(
    processes,
    traceOf({
      processes: [processOf()],
      rings: ["1", "2"].map((id) =>
        ringOf({
          id,
          open: false,
          sqEntries: 8,
          cqEntries: 16,
          requests: [READS],
        })
      ),
    }),
    SECOND,
  );
  assertEquals(
    process?.rings.map(({ ring, traced }) => [ring.inode, traced?.id]),
    [[104, "1"], [105, "2"]],
  );
});

Deno.test("a ring that did nothing is not taken for a busy one of its size", () => {
  const rings = [
    ring({ fd: 4, inode: 104 }),
    ring({ fd: 19, inode: 119, completed: 900 }),
  ];
  const [process] = withTrace(
    activityBetween(look(0, { rings }), look(1, { rings })),
    traceOf({
      processes: [processOf({ pid: 7, endedNs: "400" })],
      // What did nothing since it was asked last is not among them.
      rings: [
        ringOf({ open: false, fd: 19, inode: 119, requests: [READS] }),
        ringOf({ id: "3", open: false, fd: 4, inode: 204, requests: [READS] }),
      ],
    }),
    SECOND,
  );
  assertEquals(
    process?.rings.map(({ ring, traced }) => [ring.inode, traced?.id]),
    [[104, undefined], [119, "1"], [undefined, "3"]],
  );
});

Deno.test("a process took the time from its first ring to its end", () => {
  const seconds = (change: Record<string, unknown>) => {
    const [process] = withTrace(
      second(),
      traceOf({
        startNs: "1000000000",
        endNs: "3000000000",
        processes: [processOf(change)],
        rings: [ringOf({ requests: [READS] })],
      }),
      SECOND,
    );
    return [process?.seconds, process?.lookedSeconds];
  };
  assertEquals(seconds({ usedNs: "5", endedNs: null }), [2, 1]);
  assertEquals(seconds({ usedNs: "1500000000", endedNs: null }), [1.5, 1]);
  assertEquals(
    seconds({ usedNs: "1500000000", endedNs: "2000000000" }),
    [0.5, 1],
  );
  assertEquals(seconds({ usedNs: "3", endedNs: "1000000000" }), [1e-6, 1]);
});

Deno.test("before 6.0 /proc counts, and no rule judges requests", () => {
  const [process] = withTrace(second(), fullTrace(), {
    ...SECOND,
    sight: { ...SIGHT, requests: false },
  });
  assertEquals(completionsOf(process!), 900);
  const unjudged = unjudgedRules(process!);
  for (const rule of ["two_calls", "iowait", "unregistered"]) {
    assert(unjudged.some((name) => name === rule), rule);
  }
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
    latenciesLost: 0,
    ringsLost: 0,
    stackSamples: { taken: 0, failed: 0 },
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
