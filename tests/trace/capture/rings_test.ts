import { assertEquals, assertThrows } from "@std/assert";
import {
  parseAdded,
  parseSnapshot,
} from "../../../lib/trace/capture/protocol.ts";
import {
  MAX_RING_THREADS,
  MAX_RINGS,
} from "../../../lib/trace/capture/rings.ts";
import { costNs, difference } from "../../../lib/trace/capture/snapshot.ts";
import { TraceError } from "../../../lib/trace/capture/trace_error.ts";
import {
  processOf,
  programOf,
  puntOf,
  requestOf,
  ringOf,
  snapshotLine,
} from "./lines.ts";

const latency = {
  counts: [[1024, 3], [2048, 1]],
  sumNs: "5500",
  maxNs: 2050,
  samples: 4,
};

const BEFORE = parseSnapshot(snapshotLine({
  atNs: "200",
  rings: [ringOf({
    submitCalls: 4,
    requests: [
      requestOf({ submitted: 5, completed: 4, failures: [[9, 1]], latency }),
    ],
  })],
  punts: [puntOf({ count: 2 }), puntOf({ file: "other" })],
  wqCpus: [[0, 3]],
}));

const AFTER = parseSnapshot(snapshotLine({
  atNs: "900",
  processes: [
    processOf({ pid: 7, globalPid: 1007, comm: "fio", endedNs: "400" }),
  ],
  rings: [
    ringOf({
      fd: null,
      flags: 0x3000,
      submitters: [7],
      submitCalls: 9,
      cappedRuns: 2,
      requests: [
        requestOf({
          submitted: 25,
          completed: 24,
          failures: [[9, 1], [62, 7]],
          short: 1,
          latency: {
            counts: [[1024, 3], [2048, 5], [4096, 1]],
            sumNs: "20000",
            maxNs: 4100,
            samples: 9,
          },
        }),
        requestOf({ opcode: 0, submitted: 2, short: null }),
      ],
    }),
    ringOf({ id: "2", cappedRuns: null }),
  ],
  punts: [
    puntOf({ count: 7 }),
    puntOf({ count: 1 }),
    puntOf({ file: "other" }),
    puntOf({ file: null, kind: null, filesystem: null, forced: true }),
  ],
  wqCpus: [[0, 3], [1, 4]],
}));

Deno.test("parseSnapshot() leaves undefined what is not known of a ring", () => {
  const [closed, other] = AFTER.rings;
  assertEquals([closed?.fd, other?.fd], [undefined, 3]);
  assertEquals([closed?.cappedRuns, other?.cappedRuns], [2, undefined]);
  assertEquals(closed?.requests.map(({ short }) => short), [1, undefined]);
  assertEquals(AFTER.punts.at(-1)?.file, undefined);
});

Deno.test("parseSnapshot() has no rings where the tracer says none", () => {
  const { processes, rings, punts, wqCpus } = parseSnapshot(snapshotLine());
  assertEquals([processes, rings, punts, [...wqCpus]], [[], [], [], []]);
});

Deno.test("difference() of rings is by opcode, and counts new ones whole", () => {
  const { rings, processes } = difference(AFTER, BEFORE);
  assertEquals(processes, AFTER.processes);
  assertEquals(rings.map(({ id }) => id), ["1", "2"]);
  const [ring] = rings;
  assertEquals(
    [ring?.flags, ring?.submitCalls, ring?.cappedRuns, ring?.submitters],
    [0x3000, 5, 2, [7]],
  );
  const [reads, nops] = ring?.requests ?? [];
  assertEquals(
    [reads?.opcode, reads?.submitted, reads?.completed, reads?.short],
    [22, 20, 20, 1],
  );
  assertEquals([...reads?.failures ?? []], [[62, 7]]);
  assertEquals(reads?.latency, {
    counts: new Map([[2048, 4], [4096, 1]]),
    sumNs: 14500n,
    maxNs: 4100,
    samples: 5,
  });
  assertEquals([nops?.opcode, nops?.submitted, nops?.short], [0, 2, undefined]);
});

Deno.test("difference() of requests for io-wq is by file", () => {
  const { punts, wqCpus } = difference(AFTER, BEFORE);
  assertEquals(punts.map(({ file, count }) => [file, count]), [
    ["data", 6],
    [undefined, 1],
  ]);
  assertEquals([...wqCpus], [[1, 4]]);
});

Deno.test("costNs() takes all runs of a program for as long as its timed ones", () => {
  const of = (...programs: ReturnType<typeof programOf>[]) =>
    costNs(parseSnapshot(snapshotLine({ programs })));
  assertEquals(of(programOf({ fired: 10 })), undefined);
  assertEquals(
    of(
      programOf({ fired: 100, timedRuns: 10, timedNs: 500 }),
      programOf({ name: "waking", fired: 50 }),
    ),
    5000,
  );
});

Deno.test("parseAdded() says whether the process was there", () => {
  assertEquals(parseAdded(`{"type":"added","pid":7,"found":true}`), true);
  assertEquals(parseAdded(`{"type":"added","pid":7,"found":false}`), false);
  assertThrows(
    () => parseAdded(`{"type":"error","what":"not watching"}`),
    TraceError,
    "refused: not watching",
  );
});

Deno.test("there is room for as many rings as the tracer is built for", () => {
  const header = Deno.readTextFileSync(
    new URL("../../../c/trace/rings.bpf.h", import.meta.url),
  );
  const [, rings] = /#define RINGS_MAX (\d+)/.exec(header) ?? [];
  assertEquals(MAX_RINGS, Number(rings) - 1);
  const [, threads] =
    /max_entries, (\d+)\);\n[^}]*\n} ring_threads SEC/.exec(header) ?? [];
  assertEquals(MAX_RING_THREADS, Number(threads));
});
