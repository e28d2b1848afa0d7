import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  classifyCores,
  combineCores,
  type CompletionFacts,
  type Core,
  type CoreRole,
} from "../../lib/host/cores.ts";

/** Four CPUs in two caches of two, one interrupt on CPU 1. */
const FACTS: CompletionFacts = {
  device: "vda",
  onlineCpus: [0, 1, 2, 3],
  allowedCpus: [0, 1, 2, 3, 4],
  vectors: [{ action: "virtio1-req.0", cpus: [1], serves: [0, 1, 2, 3] }],
  llcOf: (cpu) => ({ level: 3, cpus: cpu < 2 ? [0, 1] : [2, 3] }),
  rqAffinity: 1,
};

function roles(facts: Partial<CompletionFacts>): CoreRole[] {
  return classifyCores({ ...FACTS, ...facts }).map(({ role }) => role);
}

function reasonOf(cpu: number, facts: Partial<CompletionFacts>) {
  return classifyCores({ ...FACTS, ...facts })
    .find((core) => core.cpu === cpu)?.reason;
}

Deno.test("rq_affinity 1 moves completions between caches only", () => {
  const expected = ["non-interrupt", "interrupt", "remote", "remote"];
  assertEquals<string[]>(roles({}), expected);
  assertEquals(
    reasonOf(0, {}),
    "the interrupts of vda (virtio1-req.0) arrive on CPU 1, which shares its L3 cache",
  );
});

Deno.test("rq_affinity 0 never moves completions", () => {
  const expected = [
    "non-interrupt",
    "interrupt",
    "non-interrupt",
    "non-interrupt",
  ];
  assertEquals<string[]>(roles({ rqAffinity: 0 }), expected);
  assertEquals<string[]>(roles({ threadedInterrupts: true }), expected);
});

Deno.test("rq_affinity 2 always moves completions", () => {
  const expected = ["remote", "interrupt", "remote", "remote"];
  assertEquals<string[]>(roles({ rqAffinity: 2 }), expected);
});

Deno.test("what is not known is not guessed", () => {
  const expected = ["unknown", "interrupt", "unknown", "unknown"];
  assertEquals<string[]>(roles({ rqAffinity: null }), expected);
  assertEquals<string[]>(roles({ llcOf: () => null }), expected);
});

Deno.test("isolated CPUs share a cache with nobody", () => {
  const expected = ["remote", "interrupt", "remote", "remote"];
  assertEquals<string[]>(roles({ isolatedCpus: [0] }), expected);
  assertEquals<string[]>(roles({ isolatedCpus: [1] }), expected);
  assertEquals(roles({ isolatedCpus: [0], rqAffinity: 0 })[0], "non-interrupt");
});

Deno.test("different capacities leave it to the kernel's version", () => {
  const capacityOf = (cpu: number) => cpu === 0 ? 400 : 1024;
  assertEquals(roles({ capacityOf })[0], "unknown");
  assertEquals(roles({ capacityOf, rqAffinity: 0 })[0], "non-interrupt");
});

Deno.test("each CPU follows its own queue's interrupt", () => {
  const vectors = [
    { action: "nvme0q1", cpus: [0], serves: [0, 2] },
    { action: "nvme0q2", cpus: [3], serves: [1, 3] },
  ];
  // CPU 2 shares a cache with CPU 3, but its own interrupt fires on CPU 0.
  const expected = ["interrupt", "remote", "remote", "interrupt"];
  assertEquals<string[]>(roles({ vectors }), expected);
});

Deno.test("of several queues of a CPU the last takes the reads", () => {
  const vectors = [
    { action: "nvme0q1", cpus: [0], serves: [0, 1] },
    { action: "nvme0q2", cpus: [1], serves: [0, 1] },
  ];
  assertEquals(roles({ vectors }).slice(0, 2), ["non-interrupt", "interrupt"]);
});

Deno.test("a CPU without an interrupt for its queue is unknown", () => {
  const vectors = [{ action: "nvme0q1", cpus: [0], serves: [0, 1] }];
  assertEquals(roles({ vectors })[2], "unknown");
  assertEquals(roles({ vectors: [] })[1], "unknown");
  assertEquals(
    reasonOf(1, { vectors: [], whyNoVectors: "zram0 has none" }),
    "zram0 has none",
  );
});

Deno.test("an interrupt that may fire on several CPUs", () => {
  const on = (cpus: number[]) =>
    roles({ vectors: [{ action: "q", cpus, serves: null }] });
  assertEquals<string[]>(on([0, 1]), [
    "unknown",
    "unknown",
    "remote",
    "remote",
  ]);
  assertEquals(on([1, 2])[0], "unknown");
});

Deno.test("only CPUs that are online and allowed have a role", () => {
  const cores = classifyCores({ ...FACTS, allowedCpus: [1, 2, 9] });
  assertEquals(cores.map(({ cpu }) => cpu), [1, 2]);
});

Deno.test("several disks agree on a role or leave it unknown", () => {
  const core = (cpu: number, role: CoreRole): Core => ({
    cpu,
    role,
    reason: role,
  });
  const combined = combineCores([
    [core(0, "interrupt"), core(1, "interrupt"), core(2, "non-interrupt")],
    [core(0, "remote"), core(1, "non-interrupt"), core(2, "non-interrupt")],
  ]);
  assertEquals<string[]>(combined.map(({ role }) => role), [
    "interrupt",
    "unknown",
    "non-interrupt",
  ]);
  assertEquals(combined[2]?.reason, "non-interrupt");
  assertStringIncludes(combined[1]?.reason ?? "", "; ");
  assertEquals(combineCores([]), []);
});
