import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  parseHello,
  parseSnapshot,
  parseWindow,
} from "../../../lib/trace/capture/protocol.ts";
import { RUN_CLASSES } from "../../../lib/trace/capture/names.ts";
import { TraceError } from "../../../lib/trace/capture/trace_error.ts";
import { helloLine, snapshotLine, threadOf } from "./lines.ts";

const HEADER = new URL("../../../c/trace/names.h", import.meta.url);
const MAIN = new URL("../../../c/trace/main.c", import.meta.url);

/** The names of an X-macro list of the header. */
function listedIn(header: string, list: string): string[] {
  const text = header.split(`#define ${list}(X)`)[1]?.split("\n\n")[0] ?? "";
  return Array.from(text.matchAll(/\bX\((\w+)\)/g), ([, name = ""]) => name);
}

Deno.test("parseHello() knows the tracer that is built from these sources", async () => {
  const header = await Deno.readTextFile(HEADER);
  const main = await Deno.readTextFile(MAIN);
  const protocol = Number(/#define PROTOCOL (\d+)/.exec(main)?.[1]);
  const hello = parseHello(helloLine({
    protocol,
    runClasses: listedIn(header, "RUN_CLASSES"),
    wakeClasses: listedIn(header, "WAKE_CLASSES"),
    threadCounts: listedIn(header, "THREAD_COUNTS"),
  }));
  assert(hello.tracing);
});

Deno.test("parseHello() refuses a tracer of another version", () => {
  assertThrows(
    () => parseHello(helloLine({ protocol: 1, probes: "of another shape" })),
    TraceError,
    "the tracer speaks protocol 1, this program 4",
  );
  assertThrows(
    () => parseHello(helloLine({ runClasses: ["submit_getevents", "new"] })),
    TraceError,
    "run class 1 is new there, getevents_before_sleep here",
  );
  assertThrows(
    () => parseHello(helloLine({ runClasses: RUN_CLASSES.slice(0, 1) })),
    TraceError,
    "run class 1 is missing there",
  );
});

Deno.test("what is no line of the protocol is refused in one line", () => {
  for (
    const [line, message] of [
      ["", "no JSON"],
      ["x".repeat(1000), `${"x".repeat(80)}...`],
      ["[]", "type cannot be read"],
      ["7", "the line cannot be read"],
      [snapshotLine({ atNs: 5 }), "atNs cannot be read"],
      [snapshotLine({ atNs: "-5" }), "atNs cannot be read"],
      [snapshotLine({ kicksOfOthers: -1 }), "kicksOfOthers cannot be read"],
      [
        snapshotLine({ threads: [{ ...threadOf(), counts: [1] }] }),
        "threads.0.counts cannot be read",
      ],
      [`{"type":"error","what":"no such command"}`, "refused: no such command"],
    ] as const
  ) {
    assertThrows(() => parseSnapshot(line), TraceError, message);
  }
});

Deno.test("parseWindow() keeps times that no number holds", () => {
  const line = `{"type":"window","startNs":"9007199254740993","endNs":"0"}`;
  assertEquals(parseWindow(line), { startNs: 9007199254740993n, endNs: 0n });
});

Deno.test("parseSnapshot() gives counts their names", () => {
  const { threads: [thread] } = parseSnapshot(snapshotLine({
    threads: [threadOf({
      kind: "sq",
      counts: { delivered: 3, kicks_gone: 1 },
      runs: { sq_thread: 2 },
      wakes: { other: 4 },
    })],
  }));
  assertEquals(thread?.kind, "sq");
  assertEquals(thread?.counts.delivered, 3);
  assertEquals(thread?.counts.kicks_gone, 1);
  assertEquals(thread?.counts.kicks, 0);
  assertEquals(thread?.runs.sq_thread, 2);
  assertEquals(thread?.wakes.other, 4);
});

Deno.test("parseSnapshot() adds up what differs in addresses only", () => {
  const ipi = { cpu: 1, from: "task_work_add", callback: "", ours: true };
  const stack = { wake: false, class: 2, frames: ["a", "b"], samples: 1 };
  const snapshot = parseSnapshot(snapshotLine({
    ipis: [
      { ...ipi, count: 2 },
      { ...ipi, count: 3 },
      { ...ipi, ours: false, count: 5 },
    ],
    stacks: [
      { ...stack, events: 1 },
      { ...stack, events: 16 },
      { ...stack, wake: true, events: 1 },
    ],
    callbacks: [
      { function: "____fput", count: 1 },
      { function: "____fput", count: 1 },
    ],
    syscalls: [{ number: 0, count: 7 }],
  }));
  assertEquals(snapshot.ipis.map(({ count }) => count), [5, 5]);
  assertEquals(
    snapshot.stacks.map(({ of, samples, events }) => ({ of, samples, events })),
    [
      { of: { run: "getevents_after_sleep" }, samples: 2, events: 17 },
      { of: { wake: "ksoftirqd" }, samples: 1, events: 1 },
    ],
  );
  assertEquals([...snapshot.callbacks], [["____fput", 2]]);
  assertEquals([...snapshot.syscalls], [[0, 7]]);
});
