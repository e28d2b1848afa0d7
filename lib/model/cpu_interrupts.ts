import { diffInterrupts, parseInterrupts } from "../host/interrupts.ts";
import type { Measurement } from "./measurement.ts";

/** Interrupts that one CPU took between the snapshots; null: not to be told. */
export interface CpuInterrupts {
  cpu: number;
  res: number | null;
  cal: number | null;
  loc: number | null;
  /** Of the target's queues, all together. */
  target: number | null;
}

/** The interrupts of every online CPU, measured or not. */
export function cpuInterrupts(
  { before, after }: Measurement,
  targetIrqs: readonly string[],
): CpuInterrupts[] {
  const later = parseInterrupts(after.interrupts);
  const delta = diffInterrupts(parseInterrupts(before.interrupts), later);
  return later.cpus.map((cpu) => {
    const on = (line: string) => delta.countsOn(line, [cpu]);
    const target = targetIrqs.map(on);
    return {
      cpu,
      res: on("RES"),
      cal: on("CAL"),
      loc: on("LOC"),
      target: target.length === 0 || target.includes(null)
        ? null
        : target.reduce((sum: number, count) => sum + (count ?? 0), 0),
    };
  });
}
