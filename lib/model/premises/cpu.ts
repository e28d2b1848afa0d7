import { takesTurnsWithHogs } from "../parameters/busy.ts";
import { hasWaker, isBlock } from "../parameters/loads.ts";
import { hasFaults } from "../parameters/touches.ts";
import type { Params } from "../parameters/params.ts";
import { cpuList, keepAffinity, type Premise, unless } from "./premise.ts";

/** The part of the CPUs that is the workers' when all of them want to run. */
function fairShare({ workers, cpus, busyPerCpu }: Params): number {
  const perCpu = workers / cpus.length;
  return perCpu / (perCpu + busyPerCpu);
}

/** Whether a waker runs on the measured CPUs, as on an interrupt core. */
function isBesideWaker(params: Params): boolean {
  return hasWaker(params) &&
    params.wakerCpus.some((cpu) => params.cpus.includes(cpu));
}

/**
 * What may run on the measured CPUs beside the workers. Kernels without
 * CONFIG_IRQ_TIME_ACCOUNTING tell the time of interrupts by where a tick finds
 * the CPU, which is hardly ever in one; but the CPU is not idle then, so that on
 * an interrupt core the disk's own are among what else ran there. At 150,000
 * reads a second of a virtio disk they are 10 to 20 % of it.
 */
function mostOther({ core }: Params): number {
  return core === "interrupt" ? 0.3 : 0.1;
}

/** Devices that have no interrupts, as they are in memory or above another. */
const WITHOUT_INTERRUPTS = /^(zram|ram|nullb|loop|pmem)\d/;

/** Which of the disks below a target may be measured in its place. */
function interrupting(filename: string, disks: readonly string[]): string {
  const others = disks.filter((disk) => !WITHOUT_INTERRUPTS.test(disk))
    .map((disk) => `/dev/${disk}`).filter((path) => path !== filename);
  return others.length > 0
    ? others.join(" or ")
    : "a disk that has its own (a virtio or NVMe disk)";
}

/** Faults that have other reasons; they make no figure another one. */
const STRANGE_FAULTS = 8;
const PAGE_BYTES = 4096;

/** How large a range the longest run of these parameters may take. */
function fewerTouches(params: Params): string {
  const { runtime, rampTime, thinkTouchEvery, thinkTouchSize } = params;
  const pages = Math.ceil((runtime + rampTime) * 1e6 / thinkTouchEvery);
  const gibibytes = Math.ceil(pages * PAGE_BYTES / 2 ** 30);
  return `a worker may touch ${pages} pages in ${runtime + rampTime} s, one ` +
    `every ${thinkTouchEvery} us, and --think-touch-size ${thinkTouchSize} ` +
    `has ${
      Math.floor(thinkTouchSize / PAGE_BYTES)
    } of 4 KiB: --think-touch-size ` +
    `${gibibytes}g, a longer --think-touch-every or a shorter --runtime; ` +
    "with --thinktime 0 nothing is touched";
}

/** What must hold of who runs on the measured CPUs. */
export const CPU = {
  cpu_share: {
    wanted: "with busy the workers should get their fair part of the CPUs " +
      "within 5 points (less: they slept, waiting for the disk)",
    effect: "note",
    figures: ["cpu_share"],
    advice: ({ iodepth }) =>
      "workers that wait for the disk do not compete for the CPU: a higher " +
      `--iodepth than ${iodepth}, or more --workers`,
    broken: ({ cpu_share: share = NaN }, params) =>
      unless(
        !takesTurnsWithHogs(params) || share >= fairShare(params) - 0.05,
        share,
      ),
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
      unless(
        !takesTurnsWithHogs(params) || share <= fairShare(params) + 0.05,
        share,
      ),
  },
  cpu_serving: {
    concerns: isBlock,
    wanted:
      "reads should be completed by interrupts, and not by kernel threads " +
      "on the measured CPUs (value: what the target's workers and io_uring's " +
      "own take of these)",
    effect: "note",
    figures: ["cpu_serving"],
    advice: ({ filename }, { disks }) =>
      "such a thread takes turns with the worker: when it completes a read on " +
      "the worker's CPU, the worker is not running, and there is no kick for " +
      "COOP_TASKRUN to save; for reads that interrupts complete, measure " +
      interrupting(filename, disks),
    broken: ({ cpu_serving: serving = 0 }, { forceAsync }) =>
      unless(forceAsync || serving <= 0.05, serving),
  },
  cpu_other: {
    wanted: "without busy nothing else should run on the measured CPUs",
    effect: "invalid",
    ofSpeed: true,
    figures: ["cpu_other"],
    advice: (params) =>
      "`ps -eLo psr,pcpu,tid,comm --sort=-pcpu | head` tells what runs there; " +
      "`systemctl set-property --runtime system.slice AllowedCPUs=LIST` keeps " +
      `services away from CPU ${cpuList(params)}`,
    concerns: (params) => !isBesideWaker(params),
    broken: ({ cpu_other: other = NaN }, params) =>
      unless(
        takesTurnsWithHogs(params) || isBesideWaker(params) ||
          params.writer && params.core === "any" ||
          other <= mostOther(params),
        other,
      ),
  },
  page_faults: {
    wanted: "the workers should have no page faults, which deliver task_work",
    effect: "invalid",
    figures: ["minflt", "majflt"],
    advice: () =>
      "memory was taken from them: `ulimit -l unlimited`, more free memory, " +
      "`sysctl kernel.numa_balancing=0`",
    broken: ({ minflt = 0, majflt = 0 }, params) => {
      // Those that were asked for are not among them.
      const all = hasFaults(params) ? majflt : minflt + majflt;
      return unless(all === 0, all);
    },
  },
  faults_per_touch: {
    wanted:
      "every fresh page that is touched should be a minor page fault, and " +
      "there should be no others (value: faults per page; fewer: the range " +
      "ran out, and its pages were touched before)",
    effect: "invalid",
    concerns: hasFaults,
    figures: ["minflt"],
    advice: fewerTouches,
    broken: ({ minflt = 0, touches = 0 }, params) => {
      const few = Math.max(STRANGE_FAULTS, touches * 0.001);
      return unless(
        !hasFaults(params) ||
          touches > 0 && Math.abs(minflt - touches) <= few,
        touches > 0 ? minflt / touches : 0,
      );
    },
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
} as const satisfies Record<string, Premise>;
