import { assertAlmostEquals, assertEquals } from "@std/assert";
import { ServingThreads } from "../../lib/host/serving_threads.ts";
import { treeFiles } from "../commands/doctor/files.ts";
import type { Tree } from "./tree.ts";

/** A thread by its number: name, CPU, and ms that it ran so far. */
type Threads = Record<number, [name: string, cpu: number, ran: number]>;

function files(path: string, threads: Threads): Tree {
  return Object.fromEntries(
    Object.entries(threads).flatMap(([tid, [name, cpu, ran]]) => [
      [`${path}/${tid}/comm`, name],
      [
        `${path}/${tid}/stat`,
        `${tid} (${name}) R ${"7 ".repeat(35)}${cpu} 0 0 0 0 0`,
      ],
      [`${path}/${tid}/schedstat`, `${ran * 1e6} 5 9`],
    ]),
  );
}

function machine(kernel: Threads, own: Threads = {}): Tree {
  return {
    "/proc/2/comm": "kthreadd",
    "/proc/2/task/2/children": `${Object.keys(kernel).join(" ")} `,
    ...files("/proc", kernel),
    ...files("/proc/self/task", own),
  };
}

/** Looks at each machine, 100 ms apart, and asks for the time between. */
function served(
  machines: readonly Tree[],
  { loops = ["loop1"], cpus = [1], from = 0, to = 100 * machines.length - 100 },
): number | undefined {
  const tree: Tree = {};
  const threads = new ServingThreads(treeFiles(tree), loops, cpus);
  machines.forEach((machine, i) => {
    for (const path of Object.keys(tree)) delete tree[path];
    Object.assign(tree, machine);
    threads.look(i * 100e6);
  });
  return threads.between(from * 1e6, to * 1e6);
}

Deno.test("who serves nothing takes nothing", () => {
  const idle = machine({ 7: ["kworker/u8:1-events_unbound", 1, 5] });
  const busy = machine({ 7: ["kworker/u8:1+flush-254:0", 1, 95] });
  assertEquals(served([idle, busy], {}), 0);
});

Deno.test("a worker of the target's own work queue serves it, of others not", () => {
  const at = (ran: number) =>
    machine({
      7: ["kworker/u8:1+loop1", 1, ran],
      8: ["kworker/u8:2-loop1", 1, 3 * ran],
      9: ["kworker/u8:3-loop10", 1, ran],
      10: ["kworker/u8:4-loop", 1, ran],
      11: ["kworker/1:1H-kblockd", 1, ran],
      12: ["ksoftirqd/1", 1, ran],
    });
  assertEquals(served([at(10), at(20)], {}), 0.04);
  assertEquals(served([at(10), at(20)], { loops: ["loop10"] }), 0.01);
  assertEquals(served([at(10), at(20)], { loops: [] }), 0);
});

Deno.test("a loop device of an old kernel has a thread of its own", () => {
  const at = (ran: number) => machine({ 7: ["loop1", 1, ran] });
  assertEquals(served([at(10), at(60)], {}), 0.05);
});

Deno.test("io_uring's own threads of this process serve it, new ones too", () => {
  assertEquals(
    served([
      machine({}, { 70: ["deno", 1, 10], 71: ["iou-wrk-9", 1, 10] }),
      machine({}, {
        70: ["deno", 1, 90],
        71: ["iou-wrk-9", 1, 30],
        72: ["iou-wrk-9", 1, 5],
        73: ["iou-sqp-9", 1, 50],
      }),
    ], { loops: [] }),
    0.025,
  );
});

Deno.test("a worker of many masters counts while it serves the target", () => {
  assertAlmostEquals(
    served([
      machine({ 7: ["kworker/u8:1-iou_exit", 1, 0] }),
      machine({ 7: ["kworker/u8:1+loop1", 1, 50] }),
      machine({ 7: ["kworker/u8:1+flush-254:0", 1, 130] }),
      machine({ 7: ["kworker/u8:1-loop1", 1, 140] }),
    ], {})!,
    0.06,
  );
});

Deno.test("only time on the watched CPUs counts, half of it in a move", () => {
  const machines = [[1, 0], [1, 10], [0, 30], [0, 70], [2, 150]].map((
    [cpu, ran],
  ) => machine({ 7: ["kworker/u8:1+loop1", cpu!, ran!] }));
  assertAlmostEquals(served(machines, {})!, 0.02);
  assertAlmostEquals(served(machines, { cpus: [0, 1, 2] })!, 0.15);
  assertAlmostEquals(served(machines, { cpus: [2] })!, 0.04);
});

Deno.test("between two looks work goes on evenly", () => {
  const machines = [0, 100, 150].map((ran) =>
    machine({ 7: ["kworker/u8:1+loop1", 1, ran] })
  );
  assertAlmostEquals(served(machines, { from: 50, to: 150 })!, 0.075);
  assertAlmostEquals(served(machines, { from: 100, to: 200 })!, 0.05);
});

Deno.test("what nobody looked at is not known", () => {
  const machines = [0, 100].map((ran) =>
    machine({ 7: ["kworker/u8:1+loop1", 1, ran] })
  );
  assertEquals(served(machines, { to: 101 }), undefined);
  assertEquals(served(machines, { from: -1 }), undefined);
  assertEquals(served([], { to: 10 }), undefined);
});

Deno.test("kernel threads that a container hides are not known", () => {
  const at = (ran: number): Tree => ({
    ...machine({}, { 71: ["iou-wrk-9", 1, ran] }),
    "/proc/2/comm": "bash",
  });
  assertEquals(served([at(0), at(10)], {}), undefined);
  assertEquals(served([at(0), at(10)], { loops: [] }), 0.01);
});
