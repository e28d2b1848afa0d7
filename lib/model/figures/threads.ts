import { type Measured, type MeasuredFigure, perRead, sum } from "./figure.ts";

/** CPU time of workers and partners per read, in us. */
function cpuUs(m: Measured): number | undefined {
  const run = sum(m, (w) => w.runNs);
  const partners = sum(m, (w) => w.partnerRunNs);
  if (run === undefined || partners === undefined) return undefined;
  const ns = perRead(m, run + partners);
  return ns === undefined ? undefined : ns / 1e3;
}

/** The same of io-wq's threads; undefined where arms have them in common. */
function ioWqUs(m: Measured): number | undefined {
  const { ioWorkers, ioWorkerNs, turns } = m.measurement;
  if (ioWorkers === 0) return 0;
  const ns = turns.length > 1 ? undefined : perRead(m, ioWorkerNs);
  return ns === undefined ? undefined : ns / 1e3;
}

/** What the workers did, and their second threads, readers and SQ threads. */
export const THREADS = [
  {
    name: "think_share",
    unit: "1",
    doc: "calibrated work done by the workers, per second of the window",
    better: "none",
    value: (m) => sum(m, (w) => w.thinkNs / 1e9 / m.windowSeconds),
  },
  {
    name: "user_s",
    unit: "s",
    doc: "user CPU time of the workers (getrusage)",
    better: "none",
    value: (m) => sum(m, (w) => w.userNs / 1e9),
  },
  {
    name: "system_s",
    unit: "s",
    doc: "system CPU time of the workers (getrusage)",
    better: "none",
    value: (m) => sum(m, (w) => w.systemNs / 1e9),
  },
  {
    name: "nvcsw",
    unit: "1",
    doc: "voluntary context switches of the workers, about one per sleep",
    better: "none",
    summary: true,
    value: (m) => sum(m, (w) => w.nvcsw),
  },
  {
    name: "nivcsw",
    unit: "1",
    doc: "involuntary context switches of the workers, that is preemptions",
    better: "none",
    summary: true,
    value: (m) => sum(m, (w) => w.nivcsw),
  },
  {
    name: "minflt",
    unit: "1",
    doc: "minor page faults of the workers",
    better: "lower",
    value: (m) => sum(m, (w) => w.minflt),
  },
  {
    name: "majflt",
    unit: "1",
    doc: "major page faults of the workers",
    better: "lower",
    value: (m) => sum(m, (w) => w.majflt),
  },
  {
    name: "run_s",
    unit: "s",
    doc: "time that the workers ran (schedstat)",
    better: "none",
    value: (m) => sum(m, (w) => w.runNs && w.runNs / 1e9),
  },
  {
    name: "run_delay_s",
    unit: "s",
    doc: "time that the workers were runnable but did not run (schedstat)",
    better: "lower",
    value: (m) => sum(m, (w) => w.delayNs && w.delayNs / 1e9),
  },
  {
    name: "partner_run_s",
    unit: "s",
    doc: "time that second threads, eventfd readers and SQ threads ran",
    better: "none",
    value: (m) => sum(m, (w) => w.partnerRunNs && w.partnerRunNs / 1e9),
  },
  {
    name: "cpu_per_io_us",
    unit: "us",
    doc: "run_s and partner_run_s per read",
    better: "lower",
    head: "CPU us",
    label: "CPU time per read",
    summary: { after: "syscalls_per_io" },
    compared: "beside",
    value: cpuUs,
  },
  {
    name: "sleeps_per_io",
    unit: "1",
    doc: "voluntary context switches of the workers (nvcsw) per read",
    better: "lower",
    head: "sleeps/IO",
    decimals: 3,
    label: "sleeps per read",
    compared: "told",
    value: (m) => perRead(m, sum(m, (w) => w.nvcsw)),
  },
  {
    name: "io_wq_per_io_us",
    unit: "us",
    doc: "CPU time of io-wq's threads per read, wherever they run " +
      "(--force-async, in cells without turns)",
    better: "lower",
    head: "io-wq us",
    label: "CPU time of io-wq per read",
    compared: "asked",
    value: ioWqUs,
  },
  {
    name: "all_cpu_per_io_us",
    unit: "us",
    doc: "cpu_per_io_us and io_wq_per_io_us together",
    better: "lower",
    head: "all CPU us",
    label: "CPU time per read, io-wq's included",
    prose: "CPU time per read, io-wq's included,",
    compared: "told",
    value: (m) => {
      const [own, ioWq] = [cpuUs(m), ioWqUs(m)];
      return own === undefined || ioWq === undefined ? undefined : own + ioWq;
    },
  },
] as const satisfies readonly MeasuredFigure[];
