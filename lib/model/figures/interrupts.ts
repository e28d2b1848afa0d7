import type { CpuInterrupts } from "../measurement/measurement.ts";
import { type Measured, type MeasuredFigure, perRead } from "./figure.ts";

/** What the interrupts of a CPU are told apart by. */
type Kind = Exclude<keyof CpuInterrupts, "cpu">;

/** Absent where one of the CPUs is gone or does not tell. */
function interrupts(
  { measurement }: Measured,
  kind: Kind,
  cpus: readonly number[],
): number | undefined {
  let all = 0;
  for (const cpu of new Set(cpus)) {
    const count = measurement.interrupts.find((one) => one.cpu === cpu)?.[kind];
    if (count == null) return undefined;
    all += count;
  }
  return cpus.length === 0 ? undefined : all;
}

function onCpus(m: Measured, kind: Kind): number | undefined {
  return interrupts(m, kind, m.params.cpus);
}

/** The interrupts of the measured CPUs and of the target. */
export const INTERRUPTS = [
  {
    name: "res",
    unit: "1",
    doc: "rescheduling interrupts on the measured CPUs",
    better: "none",
    value: (m) => onCpus(m, "res"),
  },
  {
    name: "cal",
    unit: "1",
    doc: "function call interrupts on the measured CPUs",
    better: "none",
    value: (m) => onCpus(m, "cal"),
  },
  {
    name: "loc",
    unit: "1",
    doc: "local timer interrupts on the measured CPUs",
    better: "none",
    value: (m) => onCpus(m, "loc"),
  },
  {
    name: "ticks_per_s",
    unit: "1/s",
    doc: "loc per second and measured CPU: CONFIG_HZ on a CPU that never idles",
    better: "none",
    value: (m) => {
      const loc = onCpus(m, "loc");
      const { snapshotNs } = m.measurement;
      return loc === undefined || snapshotNs === undefined
        ? undefined
        : loc / (snapshotNs / 1e9) / m.params.cpus.length;
    },
  },
  {
    name: "target_irqs",
    unit: "1",
    doc: "interrupts of the target's queues on the measured CPUs",
    better: "none",
    value: (m) => onCpus(m, "target"),
  },
  {
    name: "res_per_io",
    unit: "1",
    doc: "res per read: kicks and wake-ups alike",
    better: "lower",
    head: "RES/IO",
    decimals: 2,
    summary: true,
    value: (m) => perRead(m, onCpus(m, "res")),
  },
  {
    name: "cal_per_io",
    unit: "1",
    doc: "cal per read: wake-ups of idle CPUs and moved completions",
    better: "lower",
    summary: true,
    value: (m) => perRead(m, onCpus(m, "cal")),
  },
  {
    name: "target_irqs_per_io",
    unit: "1",
    doc: "target_irqs per read: near 0 on a non-interrupt core",
    better: "none",
    head: "irqs/IO",
    decimals: 2,
    label: "interrupts per read",
    summary: true,
    value: (m) => perRead(m, onCpus(m, "target")),
  },
  {
    name: "disk_irqs_per_io",
    unit: "1",
    doc: "interrupts of the target's queues on all CPUs, per read",
    better: "none",
    value: (m) => {
      const all = m.measurement.interrupts.map(({ cpu }) => cpu);
      return perRead(m, interrupts(m, "target", all));
    },
  },
] as const satisfies readonly MeasuredFigure[];
