import {
  parseHello,
  parseSnapshot,
  parseWindow,
} from "../../lib/trace/capture/protocol.ts";
import { cellTraceOf } from "../../lib/trace/cell_trace_of.ts";
import { difference, lostEvents } from "../../lib/trace/capture/snapshot.ts";
import { TraceError } from "../../lib/trace/capture/trace_error.ts";
import {
  helloLine,
  programOf,
  snapshotLine,
  threadOf,
} from "../trace/capture/lines.ts";
import { checkNumbers, fuzz, mistaken } from "./fuzz.ts";

/** What `parse` makes of a text; undefined where it refuses it in one line. */
function refused<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof TraceError) return undefined;
    throw error;
  }
}

const SNAPSHOT = snapshotLine({
  threads: [threadOf({ runs: { timer: 3 }, wakes: { softirq: 2 } })],
  ipis: [{ cpu: 1, from: "f", callback: "", ours: true, count: 2 }],
  syscalls: [{ number: 39, count: 1 }],
  callbacks: [{ function: "g", count: 4 }],
  stacks: [{
    wake: false,
    class: 7,
    samples: 1,
    events: 3,
    frames: ["a", "b"],
  }],
  programs: [programOf({ name: "switched", fired: 10, missed: 1 })],
});

fuzz("what the tracer counted", mistaken([SNAPSHOT]), (text) => {
  const snapshot = refused(() => parseSnapshot(text));
  if (!snapshot) return;
  checkNumbers(snapshot);
  checkNumbers(lostEvents(snapshot));
  checkNumbers(difference(snapshot, parseSnapshot(SNAPSHOT)));
  checkNumbers(cellTraceOf(snapshot, {
    cpus: [0, 1],
    sight: { ipis: true, landed: true, callbacks: true, requests: true },
  }));
});

fuzz("what the tracer greets with", mistaken([helloLine()]), (text) => {
  const hello = refused(() => parseHello(text));
  if (hello) checkNumbers(hello);
});

fuzz(
  "what the tracer answers to a window",
  mistaken([`{"type":"window","startNs":"5","endNs":"9007199254740993"}`]),
  (text) => {
    refused(() => parseWindow(text));
  },
);
