import { assertEquals } from "@std/assert";
import { cpuInterrupts } from "../../lib/model/cpu_interrupts.ts";
import { measurement } from "./fixtures.ts";

Deno.test("the interrupts of every CPU between the snapshots are told", () => {
  assertEquals(cpuInterrupts(measurement(), ["36", "37"]), [
    { cpu: 0, res: 9000, cal: 9000, loc: 8000, target: 18000 },
    { cpu: 1, res: 9000, cal: 9000, loc: 7000, target: 18000 },
    { cpu: 2, res: 40, cal: 5, loc: 200, target: 1 },
    { cpu: 3, res: 60, cal: 15, loc: 300, target: 3 },
  ]);
});

Deno.test("what is not counted is null, not 0", () => {
  const [first] = cpuInterrupts(measurement(), ["36", "99"]);
  assertEquals(first?.target, null);
  const [unknown] = cpuInterrupts(measurement(), []);
  assertEquals(unknown?.target, null);
});
