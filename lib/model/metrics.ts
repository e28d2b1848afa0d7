import { trendOf } from "./figures/trend.ts";
import type { Cell } from "./cell.ts";
import { type Histogram, percentile } from "./measurement/histogram.ts";
import type {
  CpuInterrupts,
  Measurement,
  WorkerCounts,
} from "./measurement/measurement.ts";

/** A measured cell and what its figures are computed from. */
interface Measured {
  cell: Cell;
  measurement: Measurement;
  ios: number;
  windowSeconds: number;
}

/** Of the slices that lie in the window as a whole. */
function wholeSlices({ measurement }: Measured): number[] {
  const { slices, sliceNs, windowNs } = measurement;
  return slices.slice(0, Math.floor(windowNs / sliceNs + 1e-6));
}

interface Metric {
  name: string;
  /** The unit of the column; "1" for a plain number. */
  unit: string;
  /** For the reader of a results file. */
  doc: string;
  /** Whether it may be below 0. */
  signed?: true;
  value: (m: Measured) => number | null | undefined;
}

function sum(
  { measurement }: Measured,
  of: (worker: WorkerCounts) => number | undefined,
): number | undefined {
  let result = 0;
  for (const worker of measurement.workers) {
    const value = of(worker);
    if (value === undefined) return undefined;
    result += value;
  }
  return result;
}

/** Absent where nobody reads an eventfd. */
function ofEventfd(
  m: Measured,
  of: (counts: WorkerCounts["eventfd"]) => number,
): number | undefined {
  return m.cell.params.wait === "eventfd"
    ? sum(m, (w) => of(w.eventfd))
    : undefined;
}

function perIo(m: Measured, count: number | null | undefined) {
  return count == null || m.ios === 0 ? undefined : count / m.ios;
}

function average(histogram: Histogram, ios: number) {
  return ios === 0 ? undefined : histogram.sum / ios / 1e3;
}

function microseconds(ns: number | undefined) {
  return ns === undefined ? undefined : ns / 1e3;
}

/** Absent where one of the CPUs is gone or one of them cannot tell. */
function interrupts(
  { measurement }: Measured,
  kind: Exclude<keyof CpuInterrupts, "cpu">,
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

function onCpus(m: Measured, kind: Exclude<keyof CpuInterrupts, "cpu">) {
  return interrupts(m, kind, m.cell.params.cpus);
}

/** Of the measured CPUs; absent where kernel threads cannot be seen. */
function servingShare({ measurement, cell }: Measured): number | undefined {
  const { servingSeconds, snapshotNs } = measurement;
  return servingSeconds === undefined
    ? undefined
    : servingSeconds / (snapshotNs / 1e9 * cell.params.cpus.length);
}

function latencyMetrics<K extends "slat" | "clat" | "lat">(
  kind: K,
  what: string,
) {
  const of = (m: Measured) => m.measurement[kind];
  const at = <Q extends string>(quantile: Q, p: number) => ({
    name: `${kind}_${quantile}_us` as const,
    unit: "us",
    doc: `${what}, percentile ${p * 100}`,
    value: (m: Measured) =>
      m.ios === 0 ? undefined : microseconds(percentile(of(m), p)),
  });
  return [
    {
      name: `${kind}_avg_us` as const,
      unit: "us",
      doc: `${what}, mean`,
      value: (m: Measured) => average(of(m), m.ios),
    },
    at("p50", 0.5),
    at("p90", 0.9),
    at("p99", 0.99),
    at("p999", 0.999),
    {
      name: `${kind}_max_us` as const,
      unit: "us",
      doc: `${what}, largest`,
      value: (m: Measured) => m.ios === 0 ? undefined : of(m).max / 1e3,
    },
  ] as const;
}

/** Every figure of a cell: its column, its unit and where it comes from. */
export const METRICS = [
  {
    name: "ios",
    unit: "1",
    doc: "reads that completed inside the window",
    value: (m) => m.ios,
  },
  {
    name: "iops",
    unit: "1/s",
    doc: "ios per second of the window",
    value: (m) => m.ios / m.windowSeconds,
  },
  ...latencyMetrics("slat", "preparation and submit call"),
  ...latencyMetrics("clat", "return of the submit call to reap"),
  ...latencyMetrics("lat", "preparation to reap"),
  {
    name: "lat_overflow",
    unit: "1",
    doc: "reads whose lat is above 100 s, the end of the histograms",
    value: (m) => m.measurement.lat.counts.at(-1),
  },
  {
    name: "submit_calls",
    unit: "1",
    doc: "io_uring_enter calls that submitted",
    value: (m) => sum(m, (w) => w.submitCalls),
  },
  {
    name: "getevents_calls",
    unit: "1",
    doc: "io_uring_enter calls that only waited (GETEVENTS)",
    value: (m) => sum(m, (w) => w.geteventsCalls),
  },
  {
    name: "reaps",
    unit: "1",
    doc: "times that a worker wanted completions",
    value: (m) => sum(m, (w) => w.reaps),
  },
  {
    name: "cq_ready",
    unit: "1",
    doc: "reaps that found a CQE already in the CQ",
    value: (m) => sum(m, (w) => w.cqReady),
  },
  {
    name: "cqes_per_reap",
    unit: "1",
    doc: "completions taken per reap",
    value: (m) => {
      const reaps = sum(m, (w) => w.reaps);
      return reaps ? m.ios / reaps : undefined;
    },
  },
  {
    name: "syscalls_per_io",
    unit: "1",
    doc: "system calls per read, those of a partner included",
    value: (m) =>
      perIo(
        m,
        sum(m, (w) => w.submitCalls + w.geteventsCalls + w.partnerCalls),
      ),
  },
  {
    name: "think_share",
    unit: "1",
    doc: "calibrated work done by the workers, per second of the window",
    value: (m) => sum(m, (w) => w.thinkNs / 1e9 / m.windowSeconds),
  },
  {
    name: "user_s",
    unit: "s",
    doc: "user CPU time of the workers (getrusage)",
    value: (m) => sum(m, (w) => w.userNs / 1e9),
  },
  {
    name: "system_s",
    unit: "s",
    doc: "system CPU time of the workers (getrusage)",
    value: (m) => sum(m, (w) => w.systemNs / 1e9),
  },
  {
    name: "nvcsw",
    unit: "1",
    doc: "voluntary context switches of the workers, about one per sleep",
    value: (m) => sum(m, (w) => w.nvcsw),
  },
  {
    name: "nivcsw",
    unit: "1",
    doc: "involuntary context switches of the workers, that is preemptions",
    value: (m) => sum(m, (w) => w.nivcsw),
  },
  {
    name: "minflt",
    unit: "1",
    doc: "minor page faults of the workers",
    value: (m) => sum(m, (w) => w.minflt),
  },
  {
    name: "majflt",
    unit: "1",
    doc: "major page faults of the workers",
    value: (m) => sum(m, (w) => w.majflt),
  },
  {
    name: "run_s",
    unit: "s",
    doc: "time that the workers ran (schedstat)",
    value: (m) => sum(m, (w) => w.runNs && w.runNs / 1e9),
  },
  {
    name: "run_delay_s",
    unit: "s",
    doc: "time that the workers were runnable but did not run (schedstat)",
    value: (m) => sum(m, (w) => w.delayNs && w.delayNs / 1e9),
  },
  {
    name: "partner_run_s",
    unit: "s",
    doc: "time that second threads, eventfd readers and SQ threads ran",
    value: (m) => sum(m, (w) => w.partnerRunNs && w.partnerRunNs / 1e9),
  },
  {
    name: "cpu_per_io_us",
    unit: "us",
    doc: "run_s and partner_run_s per read",
    value: (m) => {
      const run = sum(m, (w) => w.runNs);
      const partners = sum(m, (w) => w.partnerRunNs);
      return run === undefined || partners === undefined
        ? undefined
        : microseconds(perIo(m, run + partners));
    },
  },
  {
    name: "eventfd_wakeups",
    unit: "1",
    doc: "wake-ups of eventfd readers, ramp included",
    value: (m) => ofEventfd(m, ({ wakeups }) => wakeups),
  },
  {
    name: "eventfd_empty",
    unit: "1",
    doc: "of these, those that found no CQE",
    value: (m) => ofEventfd(m, ({ empty }) => empty),
  },
  {
    name: "eventfd_wake_avg_us",
    unit: "us",
    doc: "return of the submit call to the reader's next wake-up, mean",
    value: (m) => {
      const timed = ofEventfd(m, (e) => e.timed);
      const all = ofEventfd(m, (e) => e.wakeSumNs);
      return timed && all !== undefined ? all / timed / 1e3 : undefined;
    },
  },
  {
    name: "cpu_share",
    unit: "1",
    doc: "run_s per second of the measured CPUs",
    value: (m) => {
      const run = sum(m, (w) => w.runNs);
      const seconds = m.measurement.snapshotNs * m.cell.params.cpus.length;
      return run === undefined ? undefined : run / seconds;
    },
  },
  {
    name: "cpu_user",
    unit: "1",
    doc: "share of the measured CPUs in user mode, hogs included (/proc/stat)",
    value: (m) => m.measurement.cpuShares?.user,
  },
  {
    name: "cpu_system",
    unit: "1",
    doc: "share of the measured CPUs in the kernel",
    value: (m) => m.measurement.cpuShares?.system,
  },
  {
    name: "cpu_irq",
    unit: "1",
    doc: "share of the measured CPUs in hard and soft interrupts",
    value: ({ measurement: { cpuShares } }) =>
      cpuShares && cpuShares.irq + cpuShares.softirq,
  },
  {
    name: "cpu_idle",
    unit: "1",
    doc: "share of the measured CPUs that was idle",
    value: (m) => m.measurement.cpuShares?.idle,
  },
  {
    name: "cpu_steal",
    unit: "1",
    doc: "share of the measured CPUs that the hypervisor gave to others",
    value: (m) => m.measurement.cpuShares?.steal,
  },
  {
    name: "cpu_serving",
    unit: "1",
    doc:
      "share of the measured CPUs of loop workers and io-wq: they serve reads",
    value: servingShare,
  },
  {
    name: "cpu_other",
    unit: "1",
    doc: "the rest of the measured CPUs: hogs, other load",
    value: (m) => {
      const run = sum(m, (w) => w.runNs);
      const { cpuShares } = m.measurement;
      if (run === undefined || !cpuShares) return undefined;
      const { idle, irq, softirq, steal } = cpuShares;
      const seconds = m.measurement.snapshotNs * m.cell.params.cpus.length;
      return Math.max(
        0,
        1 - idle - irq - softirq - steal - run / seconds -
          (servingShare(m) ?? 0),
      );
    },
  },
  {
    name: "iops_drift",
    unit: "1",
    doc: "change of IOPS over the window by a straight line, per mean",
    signed: true,
    value: (m) => trendOf(wholeSlices(m))?.drift,
  },
  {
    name: "iops_drift_t",
    unit: "1",
    doc: "iops_drift by its standard error: below 3 it may be noise",
    signed: true,
    value: (m) => trendOf(wholeSlices(m))?.t,
  },
  {
    name: "iops_cv",
    unit: "1",
    doc: "standard deviation of IOPS over 20 slices of the window, per mean",
    value: (m) => trendOf(wholeSlices(m))?.variation,
  },
  {
    name: "empty_slices",
    unit: "1",
    doc: "of these slices, those without a read, where the mean is 50 or more",
    value: (m) => {
      const slices = wholeSlices(m);
      return trendOf(slices) && slices.filter((count) => count === 0).length;
    },
  },
  {
    name: "migrations",
    unit: "1",
    doc: "moves of the workers from one CPU to another",
    value: (m) => sum(m, (w) => w.migrations),
  },
  {
    name: "strayed",
    unit: "1",
    doc: "workers that somebody had moved to other CPUs by the window's end",
    value: (m) => m.measurement.strayed,
  },
  {
    name: "cpu_mhz",
    unit: "MHz",
    doc: "frequency of the measured CPUs at the end of the window (cpufreq)",
    value: ({ measurement: { khz } }) => khz && khz / 1e3,
  },
  {
    name: "cpu_mhz_change",
    unit: "1",
    doc: "share by which the frequency of one of them changed over the window",
    value: ({ measurement: { khzChange } }) => khzChange,
  },
  {
    name: "throttled_s",
    unit: "s",
    doc: "time for which a CPU quota of a cgroup stopped uringlab in the cell",
    value: (m) => m.measurement.disturbances.throttled,
  },
  {
    name: "thermal_throttles",
    unit: "1",
    doc: "times that heat slowed the measured CPUs down in the cell",
    value: (m) => m.measurement.disturbances.thermalThrottles,
  },
  {
    name: "irqs_moved",
    unit: "1",
    doc: "interrupts of the target that were moved to other CPUs in the cell",
    value: (m) => m.measurement.disturbances.irqsMoved,
  },
  {
    name: "io_workers",
    unit: "1",
    doc: "io-wq threads at the end: they take reads that would block in submit",
    value: (m) => m.measurement.ioWorkers,
  },
  {
    name: "res",
    unit: "1",
    doc: "rescheduling interrupts on the measured CPUs",
    value: (m) => onCpus(m, "res"),
  },
  {
    name: "cal",
    unit: "1",
    doc: "function call interrupts on the measured CPUs",
    value: (m) => onCpus(m, "cal"),
  },
  {
    name: "loc",
    unit: "1",
    doc: "local timer interrupts on the measured CPUs",
    value: (m) => onCpus(m, "loc"),
  },
  {
    name: "ticks_per_s",
    unit: "1/s",
    doc: "loc per second and measured CPU: CONFIG_HZ on a CPU that never idles",
    value: (m) => {
      const loc = onCpus(m, "loc");
      const seconds = m.measurement.snapshotNs / 1e9;
      return loc == null
        ? undefined
        : loc / seconds / m.cell.params.cpus.length;
    },
  },
  {
    name: "target_irqs",
    unit: "1",
    doc: "interrupts of the target's queues on the measured CPUs",
    value: (m) => onCpus(m, "target"),
  },
  {
    name: "res_per_io",
    unit: "1",
    doc: "res per read: kicks and wake-ups alike",
    value: (m) => perIo(m, onCpus(m, "res")),
  },
  {
    name: "cal_per_io",
    unit: "1",
    doc: "cal per read: wake-ups of idle CPUs and moved completions",
    value: (m) => perIo(m, onCpus(m, "cal")),
  },
  {
    name: "target_irqs_per_io",
    unit: "1",
    doc: "target_irqs per read: near 0 on a non-interrupt core",
    value: (m) => perIo(m, onCpus(m, "target")),
  },
  {
    name: "disk_irqs_per_io",
    unit: "1",
    doc: "interrupts of the target's queues on all CPUs, per read",
    value: (m) => {
      const all = m.measurement.interrupts.map(({ cpu }) => cpu);
      return perIo(m, interrupts(m, "target", all));
    },
  },
  {
    name: "snapshot_ratio",
    unit: "1",
    doc: "time between the readings of the counters / window: 1 when on time",
    value: (m) => m.measurement.snapshotNs / m.measurement.windowNs,
  },
  {
    name: "littles_law",
    unit: "1",
    doc: "iops x lat_avg / (workers x iodepth): 1 when every read was counted",
    value: (m) =>
      m.measurement.lat.sum / m.measurement.windowNs /
      (m.cell.params.workers * m.cell.params.iodepth),
  },
] as const satisfies readonly Metric[];

/** The name of a figure, as in columns and charts. */
export type MetricName = typeof METRICS[number]["name"];

/** The figures of one cell; absent where the machine did not tell. */
export type Metrics = { readonly [K in MetricName]?: number };

/** Computes every figure of a measured cell. */
export function computeMetrics(cell: Cell, measurement: Measurement): Metrics {
  const measured: Measured = {
    cell,
    measurement,
    ios: measurement.workers.reduce((all, worker) => all + worker.ios, 0),
    windowSeconds: measurement.windowNs / 1e9,
  };
  const metrics: { [K in MetricName]?: number } = {};
  for (const { name, value } of METRICS) {
    const figure = value(measured);
    if (figure != null && Number.isFinite(figure)) metrics[name] = figure;
  }
  return metrics;
}
