import { assertEquals } from "@std/assert";
import {
  addTicks,
  diffProcStat,
  parseProcStat,
} from "../../lib/host/proc_stat.ts";

const BEFORE = parseProcStat(`cpu  30 0 0 0 0 0 0 0 0 0
cpu0 10 0 10 100 5 1 2 0 0 0
cpu1 20 0 10 100 5 1 2 3 7 0
cpu3 1 2 3
intr 1 2 3 4 5 6 7 8 9
`);

Deno.test("per-CPU lines are parsed, other lines are not", () => {
  assertEquals([...BEFORE.keys()], [0, 1]);
  assertEquals(BEFORE.get(1), {
    user: 20,
    nice: 0,
    system: 10,
    idle: 100,
    iowait: 5,
    irq: 1,
    softirq: 2,
    steal: 3,
  });
});

Deno.test("shares over a set of CPUs", () => {
  const after = parseProcStat(`cpu0 30 10 20 120 15 6 12 15 0 0
cpu1 20 0 10 200 5 1 2 3 7 0
`);
  assertEquals(diffProcStat(BEFORE, after, [0]), {
    user: 0.3,
    system: 0.1,
    idle: 0.3,
    iowait: 0.1,
    irq: 0.05,
    softirq: 0.1,
    steal: 0.15,
  });
  assertEquals(diffProcStat(BEFORE, after, [0, 1])?.idle, 0.65);
  assertEquals(diffProcStat(BEFORE, after, [0, 0])?.idle, 0.3);
});

Deno.test("no shares without ticks or without the CPU", () => {
  assertEquals(diffProcStat(BEFORE, BEFORE, [0]), null);
  assertEquals(diffProcStat(BEFORE, BEFORE, [2]), null);
  assertEquals(diffProcStat(BEFORE, BEFORE, []), null);
});

Deno.test("iowait that runs backwards counts as nothing", () => {
  const after = parseProcStat("cpu0 11 0 10 100 3 1 2 0 0 0");
  assertEquals(diffProcStat(BEFORE, after, [0])?.user, 1);
});

Deno.test("two readings are added up, of the CPUs that are in both", () => {
  const one = parseProcStat("cpu0 1 2 3 4 5 6 7 8\ncpu1 1 1 1 1 1 1 1 1\n");
  const other = parseProcStat("cpu0 10 20 30 40 50 60 70 80\n");
  assertEquals([...addTicks(one, other)], [[0, {
    user: 11,
    nice: 22,
    system: 33,
    idle: 44,
    iowait: 55,
    irq: 66,
    softirq: 77,
    steal: 88,
  }]]);
});
