import type { Metrics } from "./metrics.ts";
import type { Params } from "./params.ts";
import { WAITS } from "./waits.ts";

/** What the premises ask of the machine. */
export interface PremiseContext {
  /** Requests that the target's queues hold; undefined where unknown. */
  requests: number | undefined;
}

interface Premise {
  /** What should hold, for the reader of a report. */
  wanted: string;
  /** The figure that breaks the premise, or undefined when it holds. */
  broken: (
    metrics: Metrics,
    params: Params,
    context: PremiseContext,
  ) => number | undefined;
}

function unless(holds: boolean, value: number): number | undefined {
  return holds || Number.isNaN(value) ? undefined : value;
}

/** The part of the CPUs that is the workers' when all of them want to run. */
function fairShare({ workers, cpus, busyPerCpu }: Params): number {
  const perCpu = workers / cpus.length;
  return perCpu / (perCpu + busyPerCpu);
}

/** What must hold in a cell for its figures to mean what the chart says. */
export const PREMISES = {
  littles_law: {
    // Little (1961): mean number in flight = throughput x mean latency.
    wanted: "iops x lat_avg should be workers x iodepth within 3 %",
    // What a partner takes is not submitted again before the worker looks.
    broken: ({ littles_law: law = NaN }, { wait }) =>
      unless(WAITS[wait].partner || Math.abs(law - 1) <= 0.03, law),
  },
  cpu_share: {
    wanted: "with busy the workers should get their fair part of the CPUs " +
      "within 5 points (less: they slept, waiting for the disk)",
    broken: ({ cpu_share: share = NaN }, params) =>
      unless(
        !params.busy || Math.abs(share - fairShare(params)) <= 0.05,
        share,
      ),
  },
  cpu_other: {
    wanted: "without busy nothing else should run on the measured CPUs",
    broken: ({ cpu_other: other = NaN }, { busy }) =>
      unless(busy || other <= 0.1, other),
  },
  in_flight: {
    wanted: "all reads in flight should fit into the disk's queue (beyond, " +
      "workers wait in the submit call, which slat shows and clat does not)",
    broken: (_, { workers, iodepth }, { requests = NaN }) =>
      unless(!(workers * iodepth > requests), workers * iodepth / requests),
  },
  io_workers: {
    wanted: "no read should need io_uring's own threads, which run on the " +
      "measured CPUs too",
    broken: ({ io_workers: threads = 0 }) => unless(threads === 0, threads),
  },
  disk_irqs_per_io: {
    wanted: "the reads should reach the disk, whose interrupts tell",
    broken: ({ disk_irqs_per_io: irqs = NaN }, { mode }) =>
      unless(mode === "iopoll" || irqs >= 0.001, irqs),
  },
  page_faults: {
    wanted: "the workers should have no page faults, which deliver task_work",
    broken: ({ minflt = 0, majflt = 0 }) =>
      unless(minflt + majflt === 0, minflt + majflt),
  },
  target_irqs_per_io: {
    wanted: "a non-interrupt core should get no interrupts of the target",
    broken: ({ target_irqs_per_io: irqs = NaN }, { core }) =>
      unless(core !== "non-interrupt" || irqs <= 0.05, irqs),
  },
  cpu_steal: {
    wanted: "the hypervisor should leave the CPUs to this machine",
    // A second has 100 ticks, so less than this is not to be told from none.
    broken: ({ cpu_steal: steal = NaN }) => unless(steal <= 0.03, steal),
  },
  snapshot_ratio: {
    wanted: "the counters should be read at the edges of the window",
    broken: ({ snapshot_ratio: ratio = NaN }) =>
      unless(Math.abs(ratio - 1) <= 0.02, ratio),
  },
  number_ios: {
    wanted: "a window that ends with number_ios should have seen as many " +
      "reads of every worker (fewer: runtime was over, or none came for long)",
    broken: ({ ios = NaN }, { numberIos, workers }) =>
      unless(!(ios < numberIos * workers), ios),
  },
  lat_overflow: {
    wanted: "no read should take longer than the histograms reach, 100 s",
    broken: ({ lat_overflow: overflow = 0 }) =>
      unless(overflow === 0, overflow),
  },
} as const satisfies Record<string, Premise>;

/** The name of a premise. */
export type PremiseName = keyof typeof PREMISES;

/** A premise that did not hold, and the figure that shows it. */
export interface BrokenPremise {
  premise: PremiseName;
  value: number;
}

/** The premises that did not hold in a measured cell. */
export function brokenPremises(
  metrics: Metrics,
  params: Params,
  context: PremiseContext,
): BrokenPremise[] {
  return (Object.keys(PREMISES) as PremiseName[]).flatMap((premise) => {
    const value = PREMISES[premise].broken(metrics, params, context);
    return value === undefined ? [] : [{ premise, value }];
  });
}

/** "cpu_share 0.31" */
export function premiseText({ premise, value }: BrokenPremise): string {
  return `${premise} ${Number(value.toPrecision(3))}`;
}
