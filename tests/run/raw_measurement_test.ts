import { assertEquals } from "@std/assert";
import { cpuInterrupts, measurementOf } from "../../lib/run/raw_measurement.ts";
import {
  INTERRUPTS_AFTER,
  INTERRUPTS_BEFORE,
  rawMeasurement,
  SNAPSHOTS,
  STAT_AFTER,
  STAT_BEFORE,
} from "../model/fixtures.ts";

const ACTIONS = ["virtio1-req.0", "virtio1-req.1"];

Deno.test("the interrupts of every CPU between the snapshots are told", () => {
  assertEquals(cpuInterrupts(SNAPSHOTS, ACTIONS), [
    { cpu: 0, res: 9000, cal: 9000, loc: 8000, target: 18000 },
    { cpu: 1, res: 9000, cal: 9000, loc: 7000, target: 18000 },
    { cpu: 2, res: 40, cal: 5, loc: 200, target: 1 },
    { cpu: 3, res: 60, cal: 15, loc: 300, target: 3 },
  ]);
});

Deno.test("what is not counted is null, not 0", () => {
  const [unknown] = cpuInterrupts(SNAPSHOTS, []);
  assertEquals(unknown?.target, null);
  const [gone] = cpuInterrupts(SNAPSHOTS, ["nvme0q1"]);
  assertEquals(gone?.target, null);
  const noRes = (text: string) => text.replace(/^RES.*\n/m, "");
  const [without] = cpuInterrupts({
    before: { interrupts: noRes(INTERRUPTS_BEFORE), stat: "", pressure: "" },
    after: { interrupts: noRes(INTERRUPTS_AFTER), stat: "", pressure: "" },
  }, ACTIONS);
  assertEquals([without?.res, without?.cal], [null, 9000]);
});

Deno.test("the interrupts of a CPU that was offline before are null", () => {
  const before = {
    interrupts: "           CPU0       CPU2\n" +
      " 36:         10         30  PCI-MSI 1-edge virtio1-req.0\n" +
      "RES:        100        300   Rescheduling interrupts\n",
    stat: "",
    pressure: "",
  };
  const after = { interrupts: INTERRUPTS_AFTER, stat: "", pressure: "" };
  const all = cpuInterrupts({ before, after }, ["virtio1-req.0"]);
  assertEquals(all.map(({ res }) => res), [9000, null, 40, null]);
  assertEquals(all.map(({ target }) => target), [9000, null, 1, null]);
  // A line that came in between began at 0.
  assertEquals(all.map(({ cal }) => cal), [9050, 9060, 75, 95]);
});

Deno.test("measurementOf() keeps the engine's counts and no texts", () => {
  const raw = rawMeasurement();
  const { snapshots: _, ...counts } = raw;
  const disturbances = { irqsMoved: 1 };
  const measured = measurementOf(raw, {
    cpus: [2, 3],
    targetIrqActions: ACTIONS,
    disturbances,
    servingSeconds: 0.5,
    writesPerSecond: 800,
  });
  assertEquals(measured, {
    ...counts,
    interrupts: cpuInterrupts(SNAPSHOTS, ACTIONS),
    cpuShares: {
      user: 0.2,
      system: 0.3,
      idle: 0.4,
      iowait: 0.1,
      irq: 0.025,
      softirq: 0.05,
      steal: 0.025,
    },
    ioSomeUs: 500_000,
    disturbances,
    servingSeconds: 0.5,
    writesPerSecond: 800,
  });
});

Deno.test("what several turns counted is added up", () => {
  const raw = rawMeasurement({
    snapshots: [SNAPSHOTS, {
      ...SNAPSHOTS,
      after: {
        ...SNAPSHOTS.after,
        // CPU 0 went, and RES is not told any more.
        interrupts: INTERRUPTS_AFTER.replace(/^RES.*\n/m, "")
          .replace("CPU0", "CPU9"),
      },
    }],
  });
  const measured = measurementOf(raw, {
    cpus: [2, 3],
    targetIrqActions: ACTIONS,
  });
  assertEquals(measured.interrupts, [
    { cpu: 1, res: null, cal: 18000, loc: 14000, target: 36000 },
    { cpu: 2, res: null, cal: 10, loc: 400, target: 2 },
    { cpu: 3, res: null, cal: 30, loc: 600, target: 6 },
  ]);
  assertEquals(measured.cpuShares?.user, 0.2);
  assertEquals(measured.ioSomeUs, 1_000_000);
});

Deno.test("what nobody read between turns is missing", () => {
  const measured = measurementOf(rawMeasurement({ snapshots: [] }), {
    cpus: [2, 3],
    targetIrqActions: ACTIONS,
  });
  assertEquals(measured.interrupts, []);
  assertEquals(measured.cpuShares, undefined);
  assertEquals(measured.ioSomeUs, undefined);
});

Deno.test("measurementOf() has no shares of CPUs that /proc/stat leaves out", () => {
  const raw = rawMeasurement({
    snapshots: [{
      before: {
        interrupts: INTERRUPTS_BEFORE,
        stat: STAT_BEFORE,
        pressure: "",
      },
      after: { interrupts: INTERRUPTS_AFTER, stat: STAT_AFTER, pressure: "" },
    }],
  });
  const of = (cpus: number[]) =>
    measurementOf(raw, { cpus, targetIrqActions: ACTIONS });
  assertEquals(of([2, 9]).cpuShares, undefined);
  assertEquals(of([2]).ioSomeUs, undefined);
  assertEquals(of([2]).disturbances, {});
  assertEquals(of([2]).servingSeconds, undefined);
});
