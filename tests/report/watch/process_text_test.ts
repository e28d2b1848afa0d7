import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  busiestProcesses,
  othersText,
  processLine,
  processText,
  tracerText,
} from "../../../lib/report/watch/process_text.ts";
import { perCompletion, usText } from "../../../lib/report/watch/numbers.ts";
import { withTrace } from "../../../lib/watch/with_trace.ts";
import { processOf, puntOf, ringOf } from "../../trace/capture/lines.ts";
import { watchRecord } from "../../watch/records.ts";
import { READS, traceOf } from "../../watch/traces.ts";

const EXTENT = {
  rings: 3,
  requests: 4,
  isWhole: true,
};

Deno.test("a traced process is told with all that reached it", () => {
  const [process] = watchRecord().all.processes;
  assertEquals(processText(process!, EXTENT).split("\n"), [
    "db (PID 7), 3015 completions: 1 thread 0.40 CPU; 398 us of CPU time and 0.30",
    "sleeps per completion",
    "operation  completed/s  p50 us  p99 us  max us  bytes  failed  short",
    "READ              1000    4.22    8.45    1050    512       6      3",
    "TIMEOUT            5.0       -       -       -      -       0      0",
    "ring  SQ  CQ  submitted/s  completed/s  files  buffers  SQ thread, CPU, work",
    "   3   8  16         1005         1005      0        0               9, 0.00",
    "setup flags: COOP_TASKRUN SINGLE_ISSUER DEFER_TASKRUN",
    "task_work ran in: getevents_after_sleep 75.0 %, reschedule_ipi 25.0 %",
    "kicks: 50/s, 0.050 per completion (landed in user mode 80.0 %, kernel 20.0 %)",
    "waits: 400/s, 75.0 % slept, 2.51 completions each; enters: 1.09 per completion",
    "  or more",
    "woken by: softirq 100.0 %",
    "DEFER_TASKRUN: 20.0 completions a run; its limit ended 10.0 % of the runs",
    "io-wq: 20/s READ of data (ext4, regular): buffered, and the page was not in",
    "  memory",
    "READ failed: EIO (i/o error) 6 x",
    "TIMEOUT: 15 expired",
    "CQ overflows: 9 completions found it full",
    "iowait of the machine: 0.25 CPUs",
    "",
  ]);
});

Deno.test("what is no request's, or asks for nothing, is told by itself", () => {
  const [process] = withTrace(
    [],
    traceOf({
      processes: [processOf({ pid: 7, globalPid: 7, comm: "db" })],
      rings: [ringOf({
        overflows: 5,
        unattributed: 12,
        notifications: 20,
        requests: [{ ...READS, silent: 300 }],
      })],
    }),
    {
      sight: { ipis: true, landed: true, callbacks: false, requests: true },
      seconds: 1,
    },
  );
  const text = processText(process!, EXTENT);
  assertStringIncludes(text, "300 requests that ask for no completion unless");
  assertStringIncludes(text, "20 notifications of zero-copy sends\n");
  assertStringIncludes(text, "7 completions of no operation that was seen");
  assert(!text.includes("multishot"), text);
});

Deno.test("of thousands of processes the busiest are told, and how many are left", () => {
  const [process] = watchRecord().all.processes;
  const all = Array.from({ length: 40 }, (_, i) => ({
    ...process!,
    pid: i + 1,
    rings: i % 2 === 0 ? process!.rings : [],
  }));
  const { shown, others } = busiestProcesses(all, 16);
  assertEquals(shown.map(({ pid }) => pid), [
    ...Array.from({ length: 16 }, (_, i) => 2 * i + 1),
  ]);
  assertStringIncludes(othersText(others), "24 processes more, with 1");
  assertEquals(othersText([]), "");
});

Deno.test("what is in a pipe is a line for each process", () => {
  const [process] = watchRecord().all.processes;
  assertEquals(
    processLine(process!, { at: 3.2 }),
    "3s db 7: 1005/s, READ p50 4.22 p99 8.45 us, kicks 0.050, CPU 0.40\n",
  );
  const [bare] = watchRecord({}, false).all.processes;
  assertEquals(processLine(bare!, { at: 3.2 }), "3s db 7: 1005/s, CPU 0.40\n");
});

Deno.test("what watching cost is told, where the kernel tells it", () => {
  const { tracer } = watchRecord().all;
  assertEquals(
    tracerText(tracer, 3),
    "io-wq ran on CPU 1 (20/s)\nwatching cost 0.1 % of a CPU\n",
  );
  assertStringIncludes(
    tracerText({ ...tracer!, cpuSeconds: undefined, missed: 5 }, 3),
    "not told by this kernel\n5 of 3000 events were missed\n",
  );
  assertStringIncludes(
    tracerText({ ...tracer!, latenciesLost: 7 }, 3),
    "of a CPU\nlatencies are not those of all: 7 samples found no room\n",
  );
  assertStringIncludes(
    tracerText({ ...tracer!, stackSamples: { taken: 60, failed: 20 } }, 3),
    "of a CPU\n20 of 80 stacks (25.0 %) could not be taken: the kernel gave no ",
  );
  assertStringIncludes(
    tracerText({ ...tracer!, missed: 9, ringsLost: 9 }, 3).replace(/\s+/g, " "),
    "9 of 3000 events were missed the tracer has room for 4095 rings in a " +
      "watch, closed ones too, and for 16384 of their threads: of later ones " +
      "9 events were missed; a new watch sees them",
  );
  assertEquals(tracerText(undefined, 3), "");
});

Deno.test("many rings, files and flags are summed up", () => {
  const rings = Array.from(
    { length: 64 },
    (_, i) =>
      ringOf({
        id: `${i}`,
        fd: i + 3,
        flags: i === 0 ? 0 : 1 << 12,
        requests: [{ ...READS, completed: i }],
      }),
  );
  const [process] = withTrace(
    [],
    traceOf({
      processes: [processOf({ pid: 7, globalPid: 7, comm: "a\x1b[2Jb" })],
      rings,
      punts: Array.from(
        { length: 9 },
        (_, i) => puntOf({ file: `evil\n${i}`, count: 10 - i }),
      ),
    }),
    {
      sight: { ipis: false, landed: false, callbacks: false, requests: true },
      seconds: 2,
    },
  );
  const text = processText(process!, EXTENT);
  assertStringIncludes(
    text,
    "a?[2Jb (PID 7), 2016 completions: it ended before it was looked at",
  );
  assertStringIncludes(text, "61 rings more, of fewer completions");
  assertStringIncludes(text, "setup flags of ring 3: none\n");
  assertStringIncludes(text, "SINGLE_ISSUER\n");
  assertStringIncludes(text, "kicks: not seen here\n");
  assertStringIncludes(text, "others\n");
  for (const line of text.split("\n")) assert(line.length <= 80, line);
  // deno-lint-ignore no-control-regex -- they are what must not get through
  assert(!/[\x00-\x09\x0b-\x1f]/.test(text));
});

Deno.test("numbers have three digits, and no exponent", () => {
  assertEquals([1234, 56_789, 1_234_567].map((ns) => usText(ns)), [
    "1.23",
    "56.8",
    "1235",
  ]);
  assertEquals(usText(undefined), "-");
  assertEquals(perCompletion(0, 10), "0.00");
  assertEquals(perCompletion(1, 3000), "0.00033");
  assertEquals(perCompletion(1, 0), "-");
});
