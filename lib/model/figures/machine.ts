import { type MeasuredFigure, sum } from "./figure.ts";

/** What became of the machine and of the place of the workers. */
export const MACHINE = [
  {
    name: "migrations",
    unit: "1",
    doc: "moves of the workers from one CPU to another",
    better: "lower",
    value: (m) => sum(m, (w) => w.migrations),
  },
  {
    name: "strayed",
    unit: "1",
    doc: "workers that somebody had moved to other CPUs by the window's end",
    better: "lower",
    value: (m) => m.measurement.strayed,
  },
  {
    name: "cpu_mhz",
    unit: "MHz",
    doc: "frequency of the measured CPUs at the end of the window (cpufreq)",
    better: "none",
    value: ({ measurement: { khz } }) => khz && khz / 1e3,
  },
  {
    name: "cpu_mhz_change",
    unit: "1",
    doc: "share by which the frequency of one of them changed over the window",
    better: "lower",
    value: ({ measurement: { khzChange } }) => khzChange,
  },
  {
    name: "io_some_share",
    unit: "1",
    doc: "share of the window in which some task of the machine waited in " +
      "iowait (PSI)",
    better: "none",
    value: ({ measurement: { ioSomeUs, snapshotNs } }) =>
      ioSomeUs === undefined || snapshotNs === undefined
        ? undefined
        : ioSomeUs / (snapshotNs / 1e3),
  },
  {
    name: "throttled_s",
    unit: "s",
    doc: "time for which a CPU quota of a cgroup stopped uringlab in the cell",
    better: "lower",
    value: (m) => m.measurement.disturbances.throttled,
  },
  {
    name: "thermal_throttles",
    unit: "1",
    doc: "times that heat slowed the measured CPUs down in the cell",
    better: "lower",
    value: (m) => m.measurement.disturbances.thermalThrottles,
  },
  {
    name: "irqs_moved",
    unit: "1",
    doc: "interrupts of the target that were moved to other CPUs in the cell",
    better: "lower",
    value: (m) => m.measurement.disturbances.irqsMoved,
  },
  {
    name: "writes_per_s",
    unit: "1/s",
    doc: "writes of 4 KiB by the writer per second, ramp included (--writer)",
    better: "none",
    head: "writes/s",
    decimals: 0,
    prose: "writes per second",
    value: (m) => m.measurement.writesPerSecond,
  },
  {
    name: "io_workers",
    unit: "1",
    doc: "io-wq threads at the end: they take reads that would block in submit",
    better: "lower",
    value: (m) => m.measurement.ioWorkers,
  },
  {
    name: "io_workers_bound",
    unit: "1",
    doc: "of io_workers, those that may run on the measured CPUs only",
    better: "none",
    head: "bound",
    decimals: 0,
    prose: "io-wq threads that have the measured CPUs only",
    value: (m) => m.measurement.ioWorkersBound,
  },
] as const satisfies readonly MeasuredFigure[];
