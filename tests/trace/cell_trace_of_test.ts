import { assert, assertEquals } from "@std/assert";
import { cellTraceOf, sightOf } from "../../lib/trace/cell_trace_of.ts";
import { RUN_CLASSES } from "../../lib/trace/capture/names.ts";
import { parseHello, parseSnapshot } from "../../lib/trace/capture/protocol.ts";
import { total } from "../../lib/trace/traced_cell.ts";
import {
  failedOf,
  helloLine,
  programOf,
  snapshotLine,
  threadOf,
} from "./capture/lines.ts";

const ALL = { ipis: true, landed: true, callbacks: true, requests: true };

Deno.test("cellTraceOf() adds up threads in the findings' classes", () => {
  const trace = cellTraceOf(
    parseSnapshot(snapshotLine({
      threads: [
        threadOf({
          counts: { completions: 20, delivered: 18, waits: 9, waits_slept: 8 },
          runs: { getevents_after_sleep: 8, function_call: 1, device_irq: 2 },
          wakes: { softirq: 5, unknown: 3 },
        }),
        threadOf({
          globalTid: 1008,
          counts: { completions: 1, kicks_in_user: 2, kicks_in_kernel: 1 },
          runs: { scheduled_in_by_page_fault: 1, scheduled_in_by_timer: 1 },
        }),
      ],
    })),
    { cpus: [0], sight: ALL, engine: { workers: [7], waitingCalls: 12 } },
  );
  assertEquals(Object.fromEntries(trace.triggers), {
    getevents_after_sleep: 8,
    device_irq: 3,
    scheduled_in: 2,
  });
  assertEquals(Object.fromEntries(trace.entries), {
    do_syscall_64: 8,
    other: 4,
    exc_page_fault: 1,
  });
  assertEquals(trace.completions, 21);
  assertEquals(trace.waits, { slept: 8, awake: 4 });
  assertEquals([...trace.wakers], [["softirq", 5], ["unknown", 3]]);
  assertEquals(trace.landed, { user: 2, kernel: 1, elsewhere: 0 });
});

Deno.test("cellTraceOf() keeps what others count too, of the workers alone", () => {
  const trace = cellTraceOf(
    parseSnapshot(snapshotLine({
      threads: [
        threadOf({ tid: 7, globalTid: 1, counts: { sleeps: 5, waits: 4 } }),
        threadOf({ tid: 8, globalTid: 2, counts: { sleeps: 6, waits: 1 } }),
      ],
      failed: failedOf({ threads: 1, ipis: 2, stacks: 9 }),
      programs: [
        programOf({ name: "switched", fired: 90, missed: 3 }),
        programOf({ name: "waking", fired: 7, missed: 0 }),
      ],
    })),
    { cpus: [0], sight: ALL, engine: { workers: [8], waitingCalls: 12 } },
  );
  assertEquals(trace.reconcilable, {
    sleeps: 6,
    waits: 5,
    calls: 12,
    missed: 6,
    events: 100,
  });
});

Deno.test("cellTraceOf() keeps how many stacks were taken, and how many could not be", () => {
  const stack = { class: 0, events: 64, frames: ["f"] };
  const trace = cellTraceOf(
    parseSnapshot(snapshotLine({
      stacks: [
        { ...stack, wake: false, samples: 3 },
        { ...stack, wake: true, samples: 2 },
      ],
      failed: failedOf({ stacks: 9 }),
    })),
    { cpus: [0], sight: ALL },
  );
  assertEquals(trace.stackSamples, { taken: 5, failed: 9 });
});

Deno.test("cellTraceOf() loses no run, whatever its class", () => {
  const runs = Object.fromEntries(RUN_CLASSES.map((name) => [name, 1]));
  const snapshot = parseSnapshot(
    snapshotLine({ threads: [threadOf({ runs })] }),
  );
  const trace = cellTraceOf(snapshot, { cpus: [], sight: ALL });
  assertEquals(total(trace.triggers), RUN_CLASSES.length);
  assertEquals(total(trace.entries), RUN_CLASSES.length);
});

Deno.test("cellTraceOf() without the engine's count knows waits that left a trace", () => {
  const snapshot = parseSnapshot(snapshotLine({
    threads: [threadOf({
      counts: { waits: 9, waits_slept: 8 },
      runs: { getevents_before_sleep: 3 },
    })],
  }));
  const trace = cellTraceOf(snapshot, { cpus: [0], sight: ALL });
  assertEquals(trace.waits, { slept: 8, awake: 4 });
});

Deno.test("cellTraceOf() takes another process's kicks for no kicks", () => {
  const ipi = { cpu: 0, from: "task_work_add", callback: "", ours: true };
  const wakeup = { ...ipi, from: "wakeup_preempt", ours: false };
  const call = "generic_smp_call_function_single_interrupt";
  const trace = cellTraceOf(
    parseSnapshot(snapshotLine({
      ipis: [
        { ...ipi, count: 5 },
        { ...ipi, ours: false, count: 7 },
        { ...ipi, cpu: 1, count: 100 },
        { ...wakeup, count: 3 },
        { ...wakeup, callback: call, count: 2 },
      ],
    })),
    { cpus: [0], sight: ALL },
  );
  assertEquals(Object.fromEntries(trace.ipis ?? []), {
    "RES kick": 5,
    "RES other": 7,
    "RES wakeup": 3,
    "CAL wakeup": 2,
  });
});

Deno.test("cellTraceOf() keeps stacks with what they stand for, most first", () => {
  const trace = cellTraceOf(
    parseSnapshot(snapshotLine({
      stacks: [
        { wake: false, class: 7, samples: 1, events: 1, frames: ["a"] },
        { wake: false, class: 2, samples: 2, events: 32, frames: ["b"] },
        { wake: true, class: 0, samples: 1, events: 1, frames: ["c"] },
      ],
    })),
    { cpus: [], sight: ALL },
  );
  assertEquals(trace.stacks, [
    [["b"], 32, "getevents_after_sleep"],
    [["a"], 1, "timer"],
  ]);
  assertEquals(trace.wakerStacks, [[["c"], 1]]);
});

Deno.test("sightOf() does not take what is unseen for none", () => {
  assertEquals(sightOf(parseHello(helloLine())), {
    ipis: true,
    landed: true,
    callbacks: false,
    requests: true,
  });
  const hidden = parseHello(helloLine({ symbols: false }));
  assertEquals(sightOf(hidden).ipis, false);
  const trace = cellTraceOf(parseSnapshot(snapshotLine()), {
    cpus: [0],
    sight: sightOf(hidden),
  });
  assertEquals([trace.ipis, trace.landed, trace.callbacks], [
    undefined,
    undefined,
    undefined,
  ]);
  const kprobes = parseHello(helloLine({
    probes: ["kick_process", "native_reschedule", "task_work_added"].map((
      name,
    ) => ({
      name,
      event: name,
      state: "seen",
      why: "",
      errno: 0,
      cost: "",
    })),
  }));
  assert(sightOf(kprobes).ipis && sightOf(kprobes).callbacks);
  assert(!sightOf(kprobes).landed);
});
