import { assertEquals } from "@std/assert";
import { arrivals } from "../../../lib/setup/calibrate.ts";
import {
  type CpuReading,
  judgeCpu,
  sampleCpus,
} from "../../../lib/source/block/calibration.ts";
import { cpuInterrupts } from "../../../lib/run/raw_measurement.ts";
import type { CoreRole } from "../../../lib/host/cores.ts";
import { interruptsText } from "../../commands/doctor/patient.ts";

function counts(list: Record<number, number> | null) {
  return list &&
    new Map(Object.entries(list).map(([cpu, n]) => [Number(cpu), n]));
}

function judge(
  interrupts: Record<number, number> | null,
  completions: Record<number, number> | null = null,
  {
    reads = 1000,
    byFiles = "unknown" as CoreRole | null,
    calls = 0 as
      | number
      | null,
  } = {},
) {
  const reading: CpuReading = {
    cpu: 2,
    reads,
    interrupts: counts(interrupts),
    completions: counts(completions),
    calls,
  };
  return judgeCpu(reading, byFiles);
}

Deno.test("a role is the share that completes on the CPU itself", () => {
  assertEquals(judge({ 2: 1000 }).role, "interrupt");
  assertEquals(judge({ 2: 950, 3: 50 }).role, "interrupt");
  assertEquals(judge({ 2: 949, 3: 51 }).role, "mixed");
  assertEquals(judge({ 2: 51, 3: 949 }).role, "mixed");
  assertEquals(judge({ 2: 50, 3: 950 }).role, "non-interrupt");
  assertEquals(judge({ 3: 1000 }).completedOn, [3]);
});

Deno.test("too little to go by is unknown, with the reason", () => {
  assertEquals(
    judge({ 2: 49 }, null, { reads: 49 }).reason,
    "only 49 reads in the time given",
  );
  assertEquals(
    judge({ 2: 400 }).reason,
    "400 interrupts were seen for 1000 reads",
  );
  assertEquals(judge(null).reason, "no interrupts were seen for 1000 reads");
  assertEquals(judge(null).role, "unknown");
});

Deno.test("completions go before interrupts", () => {
  const moved = judge({ 3: 1000 }, { 2: 1005 });
  assertEquals(moved.role, "remote");
  assertEquals(moved.completedOn, [2]);
  assertEquals(judge(null, { 3: 1005 }).role, "non-interrupt");
  assertEquals(judge({ 2: 1000 }, { 2: 1005 }).role, "interrupt");
});

Deno.test("completions that the filter missed do not count", () => {
  assertEquals(judge({ 3: 1000 }, {}).role, "non-interrupt");
});

Deno.test("interrupts do not show that a completion was moved", () => {
  const remote = judge({ 3: 1000 }, null, { byFiles: "remote" });
  assertEquals([remote.role, remote.disagrees], ["remote", false]);
  // What moves a completion is a function call; so is what wakes a CPU.
  const called = (calls: number | null, byFiles: CoreRole = "unknown") =>
    judge({ 3: 1000 }, null, { byFiles, calls }).role;
  assertEquals(called(200), "non-interrupt");
  assertEquals(called(201), "unknown");
  assertEquals(called(null), "unknown");
  assertEquals(called(1000, "non-interrupt"), "non-interrupt");
  assertEquals(judge({ 2: 1000 }, null, { calls: 1000 }).role, "interrupt");
});

Deno.test("disagreement with the files", () => {
  const against = (byFiles: CoreRole | null) =>
    judge({ 2: 1000 }, { 2: 1000 }, { byFiles }).disagrees;
  assertEquals(against("non-interrupt"), true);
  assertEquals(against("interrupt"), false);
  // Both are served where they submit.
  assertEquals(against("remote"), false);
  assertEquals(against("unknown"), false);
  assertEquals(against(null), false);
});

Deno.test("a sample holds neighbours, spread over all", () => {
  const cpus = Array.from({ length: 128 }, (_, cpu) => cpu);
  const sample = sampleCpus(cpus, 64);
  assertEquals(sample.length, 64);
  assertEquals(sample.slice(0, 6), [0, 1, 4, 5, 8, 9]);
  assertEquals(sample.slice(-2), [124, 125]);
  assertEquals(sampleCpus([3, 5, 7], 64), [3, 5, 7]);
  const odd = sampleCpus(cpus.slice(0, 65), 64);
  assertEquals([odd.length, new Set(odd).size], [64, 64]);
});

Deno.test("arrivals are summed over the queues of the target", () => {
  const before = { a: [5, 5, 5], b: [0, 0, 0], other: [1, 1, 1] };
  const after = { a: [5, 7, 5], b: [0, 1, 4], other: [9, 9, 9] };
  const snapshot = (lines: Record<string, number[]>) => ({
    interrupts: interruptsText(lines),
    stat: "",
    pressure: "",
  });
  assertEquals(
    arrivals(cpuInterrupts(
      { before: snapshot(before), after: snapshot(after) },
      ["a", "b"],
    )),
    new Map([[1, 3], [2, 4]]),
  );
});
