import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Core, CoreRole } from "../../lib/host/cores.ts";
import {
  pickCores,
  pickInterruptCores,
  type PickOptions,
} from "../../lib/host/pick_cores.ts";

const OPTIONS: PickOptions = {
  count: 2,
  device: "nvme0n1",
  driver: "nvme",
  numaNode: null,
  numaNodeOf: () => 0,
  siblingsOf: (cpu) => [cpu],
};

function cores(roles: Record<number, CoreRole>): Core[] {
  return Object.entries(roles)
    .map(([cpu, role]) => ({ cpu: Number(cpu), role, reason: `is ${role}` }));
}

function pick(
  roles: Record<number, CoreRole>,
  options: Partial<PickOptions> = {},
) {
  return pickCores(cores(roles), { ...OPTIONS, ...options });
}

const N = "non-interrupt";

Deno.test("non-interrupt cores, not CPU 0, the lowest numbers", () => {
  const picked = pick({ 0: N, 1: "interrupt", 2: N, 4: N, 6: N });
  assertEquals(picked, {
    cpus: [2, 4],
    kind: "non-interrupt",
    why: "CPUs 2,4: is non-interrupt.",
  });
});

Deno.test("CPU 0 if there are not enough others", () => {
  assertEquals(pick({ 0: N, 1: "interrupt", 2: N }).cpus, [0, 2]);
  assertEquals(pick({ 0: N, 1: "interrupt" }).cpus, [0]);
});

Deno.test("the node of the disk comes first", () => {
  const numaNodeOf = (cpu: number) => cpu < 4 ? 0 : 1;
  const roles = { 1: N, 2: N, 5: N, 6: N } as const;
  assertEquals(pick(roles, { numaNode: 1, numaNodeOf }).cpus, [5, 6]);
  assertEquals(pick(roles, { numaNode: null, numaNodeOf }).cpus, [1, 2]);
  const one = { 1: N, 2: N, 6: N } as const;
  assertEquals(pick(one, { numaNode: 1, numaNodeOf }).cpus, [1, 6]);
});

Deno.test("hardware threads of one core are avoided", () => {
  const siblingsOf = (cpu: number) => [cpu & ~1, cpu | 1];
  assertEquals(pick({ 2: N, 3: N, 5: N }, { siblingsOf }).cpus, [2, 5]);
  assertEquals(pick({ 0: N, 2: N, 3: N }, { siblingsOf }).cpus, [0, 2]);
  assertEquals(pick({ 2: N, 3: N }, { siblingsOf }).cpus, [2, 3]);
});

Deno.test("interrupt cores if there are no others, and how to make some", () => {
  const picked = pick({ 0: "interrupt", 1: "interrupt", 2: "interrupt" });
  assertEquals(picked.cpus, [1, 2]);
  assertEquals(picked.kind, "interrupt");
  assertStringIncludes(
    picked.why,
    "Every allowed CPU (0-2) is an interrupt core of nvme0n1, so that COOP_TASKRUN has almost nothing to save there",
  );
  assertStringIncludes(picked.why, "poll_queues=N");
  const virtio = pick({ 0: "interrupt" }, { driver: "virtio_blk" });
  assertStringIncludes(virtio.why, "The only allowed CPU (0)");
  assertEquals(virtio.why.includes("poll_queues"), false);
});

Deno.test("moved completions are explained by rq_affinity", () => {
  const picked = pick({ 0: "remote", 1: "interrupt" });
  assertEquals(picked.cpus, [0, 1]);
  assertStringIncludes(picked.why, "moved to it by an IPI (CPU 0)");
  assertStringIncludes(picked.why, "rq_affinity of nvme0n1 to 0");
});

Deno.test("nothing is picked where a CPU might be better", () => {
  const picked = pick({ 0: "unknown", 1: "interrupt" });
  assertEquals([picked.kind, picked.cpus], ["unknown", []]);
  assertEquals(
    picked.why,
    "cannot tell which CPUs are non-interrupt cores of nvme0n1 (CPU 0: is unknown)",
  );
  assertStringIncludes(pick({}).why, "no CPU is allowed");
  assertEquals(pick({ 0: "unknown", 1: N }).cpus, [1]);
});

Deno.test("interrupt cores are picked in the same order of preference", () => {
  const I = "interrupt";
  const picked = (
    roles: Record<number, CoreRole>,
    options: Partial<PickOptions> = {},
  ) =>
    pickInterruptCores(cores(roles), { ...OPTIONS, ...options })
      .map(({ cpu }) => cpu);
  assertEquals(picked({ 0: I, 1: I, 2: N, 3: I, 5: I }), [1, 3]);
  assertEquals(picked({ 0: I, 1: N }), [0]);
  const siblingsOf = (cpu: number) => [cpu & ~1, cpu | 1];
  assertEquals(picked({ 2: I, 3: I, 5: I }, { siblingsOf }), [2, 5]);
  const numaNodeOf = (cpu: number) => cpu < 4 ? 0 : 1;
  assertEquals(picked({ 1: I, 5: I, 6: I }, { numaNode: 1, numaNodeOf }), [
    5,
    6,
  ]);
});

Deno.test("a core to which completions are moved gets no interrupts itself", () => {
  const roles = { 0: "remote", 1: N, 2: "unknown" } as const;
  assertEquals(pickInterruptCores(cores(roles), OPTIONS), []);
});
