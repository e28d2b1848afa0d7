import { parseSnapshot } from "../../lib/trace/capture/protocol.ts";
import type { Snapshot } from "../../lib/trace/capture/snapshot.ts";
import {
  processOf,
  puntOf,
  requestOf,
  ringOf,
  snapshotLine,
  threadOf,
} from "../trace/capture/lines.ts";

/** A snapshot with what a test cares about. */
export function traceOf(change: Record<string, unknown> = {}): Snapshot {
  return parseSnapshot(snapshotLine(change));
}

/** 1000 reads of 512 bytes, half of which took 4 us, and some of which failed. */
export const READS = requestOf({
  submitted: 1000,
  completed: 1000,
  failures: [[5, 2]],
  short: 1,
  sized: 1000,
  bytesAsked: 512_000,
  fixedFile: 1000,
  latency: {
    counts: [[4096, 500], [8192, 490], [1_048_576, 10]],
    sumNs: "16000000",
    maxNs: 1_050_000,
    samples: 500,
  },
});

/** One second of a process with a ring, traced in all that there is. */
export function fullTrace(): Snapshot {
  return traceOf({
    atNs: "1000000000",
    processes: [processOf({ pid: 7, globalPid: 1007, comm: "db" })],
    threads: [threadOf({
      counts: {
        waits: 400,
        waits_slept: 300,
        kicks: 50,
        kicks_in_user: 40,
        kicks_in_kernel: 10,
      },
      runs: { getevents_after_sleep: 300, reschedule_ipi: 100 },
      wakes: { softirq: 300 },
    })],
    rings: [ringOf({
      flags: 0x3100,
      submitters: [7],
      waiters: [7],
      submitCalls: 1000,
      waits: 400,
      waitsOnly: 100,
      localRuns: 10,
      localItems: 200,
      cappedRuns: 1,
      overflows: 3,
      requests: [
        READS,
        requestOf({
          opcode: 11,
          submitted: 5,
          completed: 5,
          failures: [[62, 5]],
        }),
      ],
    })],
    punts: [puntOf({ count: 20 }), puntOf({ ring: "9", count: 7 })],
    wqCpus: [[1, 20]],
    programs: [{
      name: "complete",
      fired: 1000,
      missed: 0,
      timedRuns: 100,
      timedNs: 100_000,
    }],
  });
}
