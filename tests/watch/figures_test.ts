import { assertEquals } from "@std/assert";
import { activityBetween } from "../../lib/watch/activity.ts";
import {
  bytesPerRequest,
  expiredOf,
  failedOf,
  kicksOf,
  localRunsOf,
  longestNs,
  requestsOf,
  waitsOf,
} from "../../lib/watch/figures.ts";
import { setupFlag } from "../../lib/model/parameters/setup_flags.ts";
import { puntReason } from "../../lib/watch/punts.ts";
import { sampleOf } from "../../lib/watch/sample.ts";
import { withTrace } from "../../lib/watch/with_trace.ts";
import { puntOf } from "../trace/capture/lines.ts";
import { look } from "./looks.ts";
import { fullTrace, traceOf } from "./traces.ts";

const untraced = activityBetween(look(0), look(1));

function traced(
  sight = { ipis: true, landed: true, callbacks: false, requests: true },
) {
  return withTrace(untraced, fullTrace(), { sight, seconds: 1 })[0]!;
}

Deno.test("requests are told by operation, the most frequent first", () => {
  const [reads, timeouts] = requestsOf(traced());
  assertEquals([reads?.opcode, timeouts?.opcode], [22, 11]);
  assertEquals(bytesPerRequest(reads!), 512);
  assertEquals(bytesPerRequest(timeouts!), undefined);
  // The tracer's longest is of all the time, that of an interval its buckets'.
  assertEquals(longestNs(reads!.latency), 1_050_000);
  assertEquals(
    longestNs({ ...reads!.latency, counts: new Map([[4096, 1]]) }),
    4096 + 128,
  );
  assertEquals(longestNs(timeouts!.latency), undefined);
});

Deno.test("a timeout that is reached has not failed", () => {
  const [reads, timeouts] = requestsOf(traced());
  assertEquals([failedOf(reads!), expiredOf(reads!)], [2, 0]);
  assertEquals([failedOf(timeouts!), expiredOf(timeouts!)], [0, 5]);
});

Deno.test("waits, kicks and runs are those of the whole process", () => {
  const process = traced();
  assertEquals(waitsOf(process), { all: 400, slept: 300, enters: 1100 });
  assertEquals(kicksOf(process), {
    count: 50,
    landed: { user: 40, kernel: 10, gone: 0, unseen: 0 },
  });
  assertEquals(localRunsOf(process), { runs: 10, items: 200, capped: 1 });
});

Deno.test("rounds of an SQ thread are no calls of io_uring_enter", () => {
  const process = traced();
  const [ring] = process.rings;
  const sqPoll = {
    ...ring!,
    traced: { ...ring!.traced!, flags: setupFlag("SQPOLL") },
  };
  assertEquals(waitsOf({ ...process, rings: [sqPoll] })?.enters, 100);
});

Deno.test("kicks whose interrupt was not seen are told from the others", () => {
  const process = traced();
  const { delivery } = process;
  const more = {
    ...delivery!,
    counts: { ...delivery!.counts, kicks: 60 },
  };
  assertEquals(kicksOf({ ...process, delivery: more })?.landed?.unseen, 10);
});

Deno.test("what cannot be seen is unknown, never 0", () => {
  const blind = traced({
    ipis: false,
    landed: false,
    callbacks: false,
    requests: true,
  });
  assertEquals(kicksOf(blind), undefined);
  const half = traced({
    ipis: true,
    landed: false,
    callbacks: false,
    requests: true,
  });
  assertEquals(kicksOf(half), { count: 50, landed: undefined });
  const [process] = untraced;
  assertEquals([kicksOf(process!), waitsOf(process!)], [undefined, undefined]);
});

Deno.test("a request goes to io-wq for a reason", () => {
  const reason = (change: Record<string, unknown>) =>
    puntReason(traceOf({ punts: [puntOf(change)] }).punts[0]!);
  assertEquals(reason({ forced: true }), "IOSQE_ASYNC asks for it");
  assertEquals(reason({ opcode: 3 }), "io-wq does every request of the kind");
  assertEquals(reason({ opcode: 13 }), "it would have waited");
  assertEquals(
    reason({ opcode: 2, nowait: false }),
    "buffered, and ext4 cannot try such writes without waiting",
  );
  assertEquals(reason({}), "buffered, and the page was not in memory");
  assertEquals(
    reason({ nowait: false }),
    "the file cannot be tried without waiting (NOWAIT)",
  );
  assertEquals(
    reason({ opcode: 23 }),
    "buffered, and the page could not be written to at once",
  );
  assertEquals(
    reason({ opcode: 23, direct: true }).startsWith("a direct write that ext4"),
    true,
  );
  assertEquals(reason({ kind: null }), "its file is not known");
});

Deno.test("of an interval little is kept", () => {
  const sample = sampleOf({ at: 3, seconds: 1, processes: [traced()] });
  assertEquals([sample.at, sample.tracerCpuSeconds], [3, undefined]);
  const [process] = sample.processes;
  assertEquals(process?.requests.map(({ opcode }) => opcode), [22, 11]);
  assertEquals(process?.requests[0]?.p50, 4224);
  assertEquals([process?.kicks, process?.punted, process?.slept], [
    50,
    20,
    300,
  ]);
  const [bare] = sampleOf({ at: 1, seconds: 1, processes: untraced }).processes;
  assertEquals([bare?.kicks, bare?.waits, bare?.punted], [
    undefined,
    undefined,
    undefined,
  ]);
});
