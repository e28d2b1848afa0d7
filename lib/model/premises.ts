import { formatCpuList } from "./cpu_list.ts";
import type { MetricName, Metrics } from "./metrics.ts";
import type { Params } from "./params.ts";
import { WAITS } from "./waits.ts";

/** What advice speaks of. */
export interface AdvisedTarget {
  /** Names of its disks, "vda" for example. */
  disks: readonly string[];
}

/** What the premises ask of the machine. */
export interface PremiseContext {
  /** Requests that the target's queues hold; undefined where unknown. */
  requests: number | undefined;
}

/**
 * What a broken premise does to a run of a cell. `invalid`: its figures are
 * not to be trusted, and are shown as such; `excluded`: it is not the cell that
 * was asked for, as something changed meanwhile, so that its figures count
 * nowhere; `note`: the reader should know.
 */
export type Effect = "note" | "invalid" | "excluded";

interface Premise {
  /** What should hold, for the reader of a report. */
  wanted: string;
  effect: Effect;
  /** The figures that tell; without one of them nobody knows. */
  figures: readonly MetricName[];
  /** What to do about it, with the command where there is one. */
  advice: (params: Params, target: AdvisedTarget) => string;
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

/** "0-1" as a shell takes it; of the CPUs that a cell measures. */
function cpuList({ cpus }: Params): string {
  return formatCpuList(cpus);
}

function keepAffinity(): string {
  return "keep cpusets and tools that set affinities away during the run, " +
    "then measure again";
}

/**
 * Whether fewer reads than iodepth may be in flight: what a partner takes, or a
 * look that takes several, is not submitted again at once.
 */
function leavesSlotsFree({ wait, iodepthBatchCompleteMax }: Params): boolean {
  return WAITS[wait].partner || iodepthBatchCompleteMax > 1;
}

/** Fewer interrupts tell nothing of where they arrive. */
const MIN_IRQS = 100;

/** A drift as large as that is one if it is not noise, one of three times anyway. */
const MAX_DRIFT = 0.1;
const MIN_DRIFT_T = 3;
/** Slices of a window vary by as much, as disks pause and hosts are busy. */
const MAX_VARIATION = 0.25;

function isSteady(
  { iops_drift = NaN, iops_drift_t = Infinity, iops_cv = NaN }: Metrics,
): boolean {
  const drift = Math.abs(iops_drift);
  return !(drift > 3 * MAX_DRIFT || iops_cv > MAX_VARIATION ||
    drift > MAX_DRIFT && iops_drift_t >= MIN_DRIFT_T);
}

/** Whether completions come in bursts, so that slices tell nothing. */
function comesInBursts({ wait, thinktime, runtime }: Params): boolean {
  return WAITS[wait].thinks && thinktime / 1e6 > runtime / 200;
}

/** What must hold in a cell for its figures to mean what the chart says. */
export const PREMISES = {
  strayed: {
    wanted: "nobody should move the workers to other CPUs",
    effect: "excluded",
    figures: ["strayed"],
    advice: keepAffinity,
    broken: ({ strayed = 0 }) => unless(strayed === 0, strayed),
  },
  irqs_moved: {
    wanted: "the target's interrupts should stay on their CPUs",
    effect: "excluded",
    figures: ["irqs_moved"],
    advice: () => "`systemctl stop irqbalance` before the run",
    broken: ({ irqs_moved: moved = 0 }) => unless(moved === 0, moved),
  },
  throttled: {
    wanted: "no CPU quota of a cgroup should stop the workers",
    effect: "invalid",
    figures: ["throttled_s"],
    advice: () =>
      "run outside of the container or slice with the quota: " +
      "`systemd-run --scope -p CPUQuota= -- COMMAND`",
    broken: ({ throttled_s: seconds = 0 }) => unless(seconds === 0, seconds),
  },
  littles_law: {
    // Little (1961): mean number in flight = throughput x mean latency.
    wanted: "iops x lat_avg should be workers x iodepth within 3 % (where " +
      "completions are taken several at a time, no more than that)",
    effect: "invalid",
    figures: ["littles_law"],
    advice: ({ runtime }) =>
      "a longer window, whose edges weigh less: " +
      `--runtime ${Math.ceil(runtime * 4)}`,
    broken: ({ littles_law: law = NaN }, params) =>
      unless(law <= 1.03 && (law >= 0.97 || leavesSlotsFree(params)), law),
  },
  steady_state: {
    wanted:
      "IOPS should neither drift by more than 10 % inside the window nor " +
      "vary by more than 25 % over its parts",
    effect: "invalid",
    figures: ["iops_drift"],
    advice: ({ rampTime }) =>
      `a longer ramp: --ramp-time ${Math.max(1, Math.ceil(rampTime * 4))}`,
    broken: (metrics, params) =>
      unless(
        comesInBursts(params) || isSteady(metrics),
        Math.abs(metrics.iops_drift ?? NaN) > MAX_DRIFT
          ? metrics.iops_drift ?? NaN
          : metrics.iops_cv ?? NaN,
      ),
  },
  stalls: {
    wanted:
      "reads should complete all the time (value: how many of 20 parts of the " +
      "window had none)",
    effect: "invalid",
    figures: ["empty_slices"],
    advice: (_, { disks }) =>
      "the disk or the host stalled: see `dmesg` and, for who else uses it, " +
      `\`iostat -x 1 ${disks.join(" ")}\``,
    broken: ({ empty_slices: empty = 0 }, params) =>
      unless(empty <= 1 || comesInBursts(params), empty),
  },
  cpu_share: {
    wanted: "with busy the workers should get their fair part of the CPUs " +
      "within 5 points (less: they slept, waiting for the disk)",
    effect: "note",
    figures: ["cpu_share"],
    advice: ({ iodepth }) =>
      "workers that wait for the disk do not compete for the CPU: a higher " +
      `--iodepth than ${iodepth}, or more --workers`,
    broken: ({ cpu_share: share = NaN }, params) =>
      unless(!params.busy || share >= fairShare(params) - 0.05, share),
  },
  cpu_share_above: {
    wanted:
      "with busy the workers should get no more than their fair part of " +
      "the CPUs, within 5 points",
    effect: "invalid",
    figures: ["cpu_share"],
    advice: () =>
      "the hogs do not compete alike: run from one session and cgroup, without " +
      "nice and CPU weights, and with as many hogs as workers (--busy-per-cpu)",
    broken: ({ cpu_share: share = NaN }, params) =>
      unless(!params.busy || share <= fairShare(params) + 0.05, share),
  },
  cpu_other: {
    wanted: "without busy nothing else should run on the measured CPUs",
    effect: "invalid",
    figures: ["cpu_other"],
    advice: (params) =>
      "`ps -eLo psr,pcpu,tid,comm --sort=-pcpu | head` tells what runs there; " +
      "`systemctl set-property --runtime system.slice AllowedCPUs=LIST` keeps " +
      `services away from CPU ${cpuList(params)}`,
    broken: ({ cpu_other: other = NaN }, { busy }) =>
      unless(busy || other <= 0.1, other),
  },
  in_flight: {
    wanted: "all reads in flight should fit into the disk's queue (beyond, " +
      "workers wait in the submit call: slat shows it, clat only with " +
      "--submit-and-wait)",
    effect: "note",
    figures: [],
    advice: ({ workers, iodepth }) =>
      `fewer --workers than ${workers}, or less --iodepth than ${iodepth}`,
    broken: (_, { workers, iodepth }, { requests = NaN }) =>
      unless(!(workers * iodepth > requests), workers * iodepth / requests),
  },
  io_workers: {
    wanted: "no read should need io_uring's own threads, which run on the " +
      "measured CPUs too",
    effect: "invalid",
    figures: ["io_workers"],
    advice: () =>
      "a target that can be read without blocking: a block device, or a file " +
      "without holes and unwritten extents on ext4 or xfs",
    broken: ({ io_workers: threads = 0 }) => unless(threads === 0, threads),
  },
  disk_irqs_per_io: {
    wanted: "the reads should reach the disk, whose interrupts tell",
    effect: "invalid",
    figures: ["disk_irqs_per_io"],
    advice: () =>
      "something answers for the disk: a larger target (--size), or the " +
      "block device itself (--filename)",
    broken: ({ disk_irqs_per_io: irqs = NaN }, { mode }) =>
      unless(mode === "iopoll" || irqs >= 0.001, irqs),
  },
  page_faults: {
    wanted: "the workers should have no page faults, which deliver task_work",
    effect: "invalid",
    figures: ["minflt", "majflt"],
    advice: () =>
      "memory was taken from them: `ulimit -l unlimited`, more free memory, " +
      "`sysctl kernel.numa_balancing=0`",
    broken: ({ minflt = 0, majflt = 0 }) =>
      unless(minflt + majflt === 0, minflt + majflt),
  },
  migrations: {
    wanted: "workers with one CPU each should stay there",
    effect: "invalid",
    figures: ["migrations"],
    advice: keepAffinity,
    broken: ({ migrations = 0 }, { cpus, cpusAllowedPolicy }) =>
      unless(
        migrations === 0 || cpus.length > 1 && cpusAllowedPolicy === "shared",
        migrations,
      ),
  },
  interrupt_share: {
    wanted: "of the target's interrupts a non-interrupt core should get at " +
      "most 5 %",
    effect: "invalid",
    figures: ["target_irqs_per_io", "disk_irqs_per_io"],
    advice: () =>
      "`uringlab doctor` finds out by reading which cores those are; " +
      "name them with --cpus",
    broken: (
      { target_irqs_per_io: here = NaN, disk_irqs_per_io: all = NaN, ios = 0 },
      { core },
    ) =>
      unless(
        core !== "non-interrupt" || all * ios < MIN_IRQS || here / all <= 0.05,
        here / all,
      ),
  },
  cpu_steal: {
    wanted: "the hypervisor should leave the CPUs to this machine",
    effect: "invalid",
    figures: ["cpu_steal"],
    advice: () => "a quieter host, or more --repeats",
    // A second has 100 ticks, so less than this is not to be told from none.
    broken: ({ cpu_steal: steal = NaN }) => unless(steal <= 0.03, steal),
  },
  cpu_frequency: {
    wanted: "the frequency of no measured CPU should move by more than 5 % " +
      "over the window",
    effect: "invalid",
    figures: ["cpu_mhz_change"],
    advice: (params) =>
      `\`cpupower -c ${cpuList(params)} frequency-set -g performance\`, and ` +
      "a longer --ramp-time",
    broken: ({ cpu_mhz_change: change = NaN }) =>
      unless(change <= 0.05, change),
  },
  thermal_throttles: {
    wanted: "heat should not slow the measured CPUs down",
    effect: "invalid",
    figures: ["thermal_throttles"],
    advice: () => "better cooling, or pauses between cells",
    broken: ({ thermal_throttles: times = 0 }) => unless(times === 0, times),
  },
  snapshot_ratio: {
    wanted: "the counters should be read at the edges of the window",
    effect: "invalid",
    figures: ["snapshot_ratio"],
    advice: () => "leave a CPU to uringlab itself: fewer --cpus",
    broken: ({ snapshot_ratio: ratio = NaN }) =>
      unless(Math.abs(ratio - 1) <= 0.02, ratio),
  },
  number_ios: {
    wanted: "a window that ends with number_ios should have seen as many " +
      "reads of every worker (fewer: runtime was over, or none came for long)",
    effect: "note",
    figures: ["ios"],
    advice: ({ runtime }) =>
      `a longer --runtime than ${runtime}, or fewer --number-ios`,
    broken: ({ ios = NaN }, { numberIos, workers }) =>
      unless(!(ios < numberIos * workers), ios),
  },
  lat_overflow: {
    wanted: "no read should take longer than the histograms reach, 100 s",
    effect: "invalid",
    figures: ["lat_overflow"],
    advice: () => "see `dmesg`: the disk does not answer",
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

/** The premises that the figures of no cell tell of. */
export function unchecked(all: readonly Metrics[]): PremiseName[] {
  return (Object.keys(PREMISES) as PremiseName[]).filter((name) =>
    PREMISES[name].figures.some((figure) =>
      all.every((metrics) => metrics[figure] === undefined)
    )
  );
}

/** Those of some broken premises that are more than a note. */
export function invalidating(
  broken: readonly BrokenPremise[],
): BrokenPremise[] {
  return broken.filter(({ premise }) => PREMISES[premise].effect !== "note");
}

/** Whether a run with these broken premises counts nowhere. */
export function isExcluded(broken: readonly BrokenPremise[]): boolean {
  return broken.some(({ premise }) => PREMISES[premise].effect === "excluded");
}

/** "cpu_share 0.31" */
export function premiseText({ premise, value }: BrokenPremise): string {
  return `${premise} ${Number(value.toPrecision(3))}`;
}
