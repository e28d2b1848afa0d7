import { type Measured, type MeasuredFigure, sum } from "./figure.ts";

/** The part of the measured CPUs' time in which the workers ran. */
function workersShare(m: Measured): number | undefined {
  const runNs = sum(m, (w) => w.runNs);
  const { measurement: { runSpanNs }, params } = m;
  return runNs === undefined
    ? undefined
    : runNs / (runSpanNs * params.cpus.length);
}

/**
 * Seconds of io-wq's threads on the measured CPUs where all of these are bound
 * to them, as the engine counted at the window's edges; undefined elsewhere.
 */
function boundSeconds({ measurement, params }: Measured): number | undefined {
  const { ioWorkers, ioWorkersBound, ioWorkerNs, turns } = measurement;
  return params.forceAsync && turns.length <= 1 &&
      ioWorkers === ioWorkersBound && ioWorkerNs !== undefined
    ? ioWorkerNs / 1e9
    : undefined;
}

/**
 * The share of the measured CPUs' time that went to kernel threads which serve
 * the reads; undefined where these threads cannot be seen. Where workers take
 * all CPUs nobody looked at threads between the window's edges, and those of
 * io-wq are gone with the cell: what the engine counted of them is more then.
 */
function servingShare(m: Measured): number | undefined {
  const { servingSeconds, snapshotNs } = m.measurement;
  const bound = boundSeconds(m);
  const seconds = Math.max(servingSeconds ?? -1, bound ?? -1);
  return seconds < 0 || snapshotNs === undefined
    ? undefined
    : seconds / (snapshotNs / 1e9 * m.params.cpus.length);
}

/** How the measured CPUs spent the window. */
export const CPU = [
  {
    name: "cpu_share",
    unit: "1",
    doc: "run_s per second of the measured CPUs",
    better: "none",
    head: "CPU",
    decimals: 2,
    prose: "the workers' CPU share",
    summary: true,
    value: workersShare,
  },
  {
    name: "cpu_user",
    unit: "1",
    doc: "share of the measured CPUs in user mode, hogs included (/proc/stat)",
    better: "none",
    value: (m) => m.measurement.cpuShares?.user,
  },
  {
    name: "cpu_system",
    unit: "1",
    doc: "share of the measured CPUs in the kernel",
    better: "none",
    value: (m) => m.measurement.cpuShares?.system,
  },
  {
    name: "cpu_irq",
    unit: "1",
    doc: "share of the measured CPUs in hard and soft interrupts",
    better: "none",
    value: ({ measurement: { cpuShares } }) =>
      cpuShares && cpuShares.irq + cpuShares.softirq,
  },
  {
    name: "cpu_idle",
    unit: "1",
    doc: "share of the measured CPUs that was idle",
    better: "none",
    summary: true,
    value: (m) => m.measurement.cpuShares?.idle,
  },
  {
    name: "iowait_share",
    unit: "1",
    doc:
      "share of the measured CPUs that was idle while a task waited in iowait",
    better: "none",
    value: (m) => m.measurement.cpuShares?.iowait,
  },
  {
    name: "cpu_steal",
    unit: "1",
    doc: "share of the measured CPUs that the hypervisor gave to others",
    better: "lower",
    summary: true,
    value: (m) => m.measurement.cpuShares?.steal,
  },
  {
    name: "cpu_serving",
    unit: "1",
    doc:
      "share of the measured CPUs of loop workers and io-wq: they serve reads",
    better: "lower",
    value: servingShare,
  },
  {
    name: "cpu_other",
    unit: "1",
    doc: "the rest of the measured CPUs: hogs, other load",
    better: "lower",
    value: (m) => {
      const share = workersShare(m);
      const { cpuShares } = m.measurement;
      if (share === undefined || !cpuShares) return undefined;
      const { idle, irq, softirq, steal } = cpuShares;
      const serving = servingShare(m) ?? 0;
      return Math.max(0, 1 - idle - irq - softirq - steal - share - serving);
    },
  },
] as const satisfies readonly MeasuredFigure[];
