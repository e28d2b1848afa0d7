import { type Step, stepText } from "../../lib/model/measurement/steps.ts";
import type { Machine, Refusal } from "../../lib/run/machine.ts";

/** A machine that can do everything, but for what a test says. */
export function fakeMachine(overrides: Partial<Machine> = {}): Machine {
  const machine: Machine = {
    probeTarget: () => ({
      bytes: 1 << 20,
      allocatedBytes: 1 << 20,
      isBlockDevice: false,
      device: "8:0",
      fsMagic: 0xef53,
      offsetAlign: 512,
      memAlign: 512,
    }),
    probeRing: () => undefined,
    probeEnter: () => undefined,
    nowNs: () => 0n,
    probeClock: () => true,
    probePerf: () => undefined,
    cellBytes: () => 1 << 20,
    probeAffinity: () => undefined,
    probeMemlock: () => undefined,
    moveThreads: () => undefined,
    syscallName: (number) => `system call ${number}`,
    liburingVersion: "2.3",
    busyPath: "/none",
    writerPath: "/none",
    timedPath: "/none",
    tracerPath: "/none",
    measure: () => Promise.reject(new Error("not in this test")),
    // Arms that take turns are measured as if each were alone.
    measureTurns: ({ cells }, options) =>
      Promise.all(cells.map((cell) => machine.measure(cell, options))),
    ...overrides,
  };
  return machine;
}

/** A step that was refused with an errno, whose name the message says. */
export function refusal(step: Step, errno: number, name: string): Refusal {
  return { step, errno, message: `${stepText(step)}: ${name}` };
}
