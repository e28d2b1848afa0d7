import { assertEquals, assertMatch } from "@std/assert";
import {
  pickSurveyed,
  pickSurveyedInterrupt,
} from "../../../lib/source/block/survey.ts";
import { surveyWake } from "../../../lib/source/wake/cores.ts";
import { treeFiles } from "../../commands/doctor/files.ts";
import { cpus, type Tree } from "../../host/tree.ts";

/** Four CPUs, two hardware threads of each core; some may be used. */
function machine(allowed = "0-3"): Tree {
  return {
    ...cpus([0, 1, 2, 3], (cpu) => ({
      llc: "0-3",
      siblings: cpu < 2 ? "0-1" : "2-3",
    })),
    "/proc/self/status": `Name:\tdeno\nCpus_allowed_list:\t${allowed}`,
  };
}

function survey(
  load: Parameters<typeof surveyWake>[1],
  given?: readonly number[],
  allowed?: string,
) {
  return surveyWake(treeFiles(machine(allowed)), load, given);
}

Deno.test("the waker's CPU is the interrupt core, all others are none", () => {
  const { survey: found, wakerCpus } = survey("eventfd");
  assertEquals(wakerCpus, [0]);
  assertEquals(found.cores.map(({ cpu, role }) => [cpu, role]), [
    [0, "interrupt"],
    [1, "non-interrupt"],
    [2, "non-interrupt"],
    [3, "non-interrupt"],
  ]);
  assertEquals(found.disks, []);
});

Deno.test("a CPU that shares the waker's core is measured last", () => {
  const { survey: found } = survey("pipe");
  assertEquals(pickSurveyed(found, 1).cpus, [2]);
  assertEquals(pickSurveyed(found, 3).cpus, [1, 2, 3]);
  assertEquals(pickSurveyedInterrupt(found, 2).map(({ cpu }) => cpu), [0]);
  const { why } = pickSurveyed(found, 3);
  assertMatch(why, /CPU 1: .* on CPU 0, a hardware thread of the same core/);
});

Deno.test("wakers run where they are told to", () => {
  const { survey: found, wakerCpus } = survey("futex", [2, 3]);
  assertEquals(wakerCpus, [2, 3]);
  assertEquals(pickSurveyed(found, 2).cpus, [0, 1]);
  assertMatch(pickSurveyed(found, 2).why, /the waker on CPUs 2-3/);
});

Deno.test("where only one CPU may be used, it is the waker's too", () => {
  const { survey: found, wakerCpus } = survey("eventfd", undefined, "3");
  assertEquals(wakerCpus, [3]);
  const picked = pickSurveyed(found, 2);
  assertEquals([picked.cpus, picked.kind], [[3], "interrupt"]);
  assertMatch(picked.why, /an interrupt core of the waker/);
  assertMatch(picked.why, /a CPU beside the waker's/);
});

Deno.test("what no waker completes does so on the CPU that submits it", () => {
  for (const load of ["nop", "timeout"] as const) {
    const { survey: found, wakerCpus } = survey(load);
    assertEquals(wakerCpus, []);
    const picked = pickSurveyed(found, 2);
    assertEquals(picked.kind, "interrupt");
    assertEquals(picked.cpus, [1, 2]);
    assertMatch(picked.why, /--load eventfd/);
  }
});
