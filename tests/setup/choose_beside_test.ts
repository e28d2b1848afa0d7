import { assertEquals } from "@std/assert";
import type { Beside } from "../../lib/model/parameters/cores.ts";
import type { LoadName } from "../../lib/model/parameters/loads.ts";
import { surveyTarget } from "../../lib/source/block/survey.ts";
import { surveyWake } from "../../lib/source/wake/cores.ts";
import { chooseBeside } from "../../lib/setup/choose_beside.ts";
import { treeFiles } from "../commands/doctor/files.ts";
import { cpus, virtioGuest } from "../host/tree.ts";
import { disk } from "./disks.ts";

/**
 * Two nodes with two caches each, of two cores with two threads each: CPU n and
 * n + 8 are one core. The disk's interrupt is on CPU 1.
 */
function largeFiles(allowed: string) {
  const all = Array.from({ length: 16 }, (_, cpu) => cpu);
  const of = (cpu: number) => {
    const core = cpu % 8;
    const first = core - core % 2;
    return {
      llc: `${first}-${first + 1},${first + 8}-${first + 9}`,
      siblings: `${core},${core + 8}`,
      node: core < 4 ? 0 : 1,
    };
  };
  return treeFiles({
    ...virtioGuest(),
    ...cpus(all, of),
    "/proc/self/status": `Cpus_allowed_list:\t${allowed}`,
  });
}

function large(allowed = "0-15") {
  const target = { device: "254:0", path: "/data/x" } as const;
  return surveyTarget(largeFiles(allowed), target, () => "0:0");
}

/** The same machine, where I/Os of a load without a disk complete. */
function without(load: LoadName, wakerCpus?: number[], allowed = "0-15") {
  return surveyWake(largeFiles(allowed), load, wakerCpus).survey;
}

function chosen(kind: Beside, survey = large()) {
  const found = chooseBeside(kind, survey);
  return typeof found === "string" ? found : found.cpus;
}

Deno.test("each place beside the interrupted CPU has its core", () => {
  assertEquals(chosen("smt-twin"), [9]);
  assertEquals(chosen("same-llc"), [0]);
  assertEquals(chosen("other-llc"), [2]);
  assertEquals(chosen("other-node"), [4]);
});

Deno.test("a core is named by its place, and told with it", () => {
  assertEquals(chooseBeside("smt-twin", large()), {
    cpus: [9],
    core: "smt-twin",
    why: "CPU 9: its SMT twin, beside CPU 1, on which the target's " +
      "interrupts arrive.",
  });
});

Deno.test("what a machine lacks, or does not let us use, is said", () => {
  const { survey } = disk(2);
  const lacks = "CPU 1, on which the target's interrupts arrive, has no such " +
    "neighbour: ";
  assertEquals(chosen("smt-twin", survey), `${lacks}its SMT twin`);
  assertEquals(chosen("same-llc", survey), [0]);
  assertEquals(
    chosen("other-llc", survey),
    `${lacks}a core of another last-level cache of its NUMA node`,
  );
  assertEquals(
    chosen("other-node", survey),
    `${lacks}a core of another NUMA node`,
  );
  assertEquals(
    chosen("smt-twin", large("0-7")),
    "uringlab may not use its SMT twin, beside CPU 1, on which the target's " +
      "interrupts arrive",
  );
  assertEquals(
    chosen("same-llc", large("2-7")),
    "the target's interrupts arrive on no CPU that may be used",
  );
});

Deno.test("without a disk it is beside the waker, who is named", () => {
  const survey = without("tcp", [6]);
  assertEquals(chosen("smt-twin", survey), [14]);
  assertEquals(chosen("same-llc", survey), [7]);
  assertEquals(chosen("other-llc", survey), [4]);
  assertEquals(chosen("other-node", survey), [0]);
  assertEquals(chooseBeside("other-node", survey), {
    cpus: [0],
    core: "other-node",
    why:
      "CPU 0: a core of another NUMA node, beside CPU 6, on which the waker " +
      "runs.",
  });
  assertEquals(
    chosen("smt-twin", without("msg_ring", [6], "0-7")),
    "uringlab may not use its SMT twin, beside CPU 6, on which the waker runs",
  );
  assertEquals(
    chosen("same-llc", without("accept", [12], "0-7")),
    "the waker runs on no CPU that may be used",
  );
});

Deno.test("who completes its own I/Os is beside nobody", () => {
  assertEquals(
    chosen("smt-twin", without("timeout")),
    "a timeout completes on the CPU that submits it",
  );
});
