import type {
  Bar,
  BarGroup,
  StackedBarsSpec,
} from "../../../lib/chart/bars/stacked_bars_spec.ts";

const CLASSES = [
  "submit_getevents",
  "getevents_before_sleep",
  "getevents_after_sleep",
  "uring_exit",
  "other_syscall",
  "reschedule_ipi",
  "timer",
  "device_irq",
  "page_fault",
  "scheduled_in",
  "unknown",
];

const DEFAULT = [0.12, 0.03, 0.70, 0.10, 0, 0.05];
const COOP = [0.20, 0.05, 0.74, 0.01];
const RUNS = 1_234_567;

const COMMON = {
  title: "What runs the task_work, by iodepth",
  subtitle: "fio 3.33, random reads, bs=4k, 16 workers on CPU 10, 12; target " +
    "/dev/nvme0n1 (Samsung SSD 980 PRO 1TB); Intel Xeon Gold 6154, Linux " +
    "6.1.0-17-amd64; 30 s each after 5 s of ramp time",
  caption: ["Shares of all runs of task_work that completed I/O of the ring."],
  settings: { bs: "4k", workers: "16", cpus: "10,12" },
  groupLabel: "iodepth",
  shareLabel: "Share of task_work runs",
  classes: CLASSES,
};

/** Both modes at seven iodepths; after_sleep gives way as the queue fills. */
export const taskWork: StackedBarsSpec = {
  ...COMMON,
  groups: [1, 2, 4, 8, 16, 32, 64].map((iodepth, step) => ({
    name: String(iodepth),
    bars: [
      bar("default", shift(DEFAULT, 0.06 * step)),
      bar("coop", shift(COOP, 0.08 * step)),
    ],
  })),
};

/** One iodepth only. */
export const oneDepth: StackedBarsSpec = {
  ...COMMON,
  title: "What runs the task_work at iodepth 8",
  groups: [{
    name: "8",
    bars: [bar("default", DEFAULT), bar("coop", COOP)],
  }],
};

/** Four modes, cells that failed, long names. */
export const fourModes: StackedBarsSpec = {
  ...COMMON,
  title: "What runs the task_work when much went wrong, with a title that is " +
    "too long for one line and so has to go on in a second",
  classes: CLASSES.map((name) =>
    name === "timer" ? "timer_interrupt_of_the_very_same_CPU" : name
  ),
  groups: [1, 8, 64].map((iodepth): BarGroup => ({
    name: String(iodepth),
    bars: [
      bar("default", DEFAULT),
      iodepth === 8 ? { name: "coop", shares: null } : bar("coop", COOP),
      bar(
        "default mode with sixteen busy hogs, niced, on the very same CPUs",
        [0.06, 0.03, 0.5, 0.06, 0.001, 0.049, 0.1, 0, 0, 0.2],
      ),
      bar("coop_with_an_unbreakable_very_long_name", COOP),
    ].slice(0, iodepth === 64 ? 3 : 4),
  })).map((group) => ({
    ...group,
    bars: group.bars.map(({ name, shares }) => ({
      name,
      shares:
        shares?.map((one) =>
          one.name === "timer"
            ? { ...one, name: "timer_interrupt_of_the_very_same_CPU" }
            : one
        ) ?? null,
    })),
  })),
};

/** Every class has a share, next to every other one at some place. */
export const allClasses: StackedBarsSpec = {
  ...COMMON,
  title: "Every class",
  groups: [{
    name: "8",
    bars: [1, 2, 3, 4].map((step) => {
      const shown = Math.ceil(CLASSES.length / step);
      return bar(
        step === 1 ? "all" : `every ${step}`,
        CLASSES.map((_, index) => index % step === 0 ? 1 / shown : 0),
      );
    }),
  }],
};

/** Shares that are senseless or do not sum to 1. */
export const wrongShares: StackedBarsSpec = {
  ...COMMON,
  title: "Shares that do not sum to 100 %",
  caption: undefined,
  groups: [{
    name: "1",
    bars: [
      bar("too little", [0.3, 0.2]),
      bar("too much", [0.9, 0.6]),
      bar("not a number", [0.5, NaN]),
      bar("all 0", [0, 0]),
    ],
  }],
};

/** No group at all. */
export const noGroups: StackedBarsSpec = {
  ...COMMON,
  title: "No cell was measured",
  groups: [],
};

function bar(name: string, shares: readonly number[]): Bar {
  return {
    name,
    shares: CLASSES.map((className, index) => {
      const share = shares[index] ?? 0;
      return { name: className, share, count: Math.round(share * RUNS) };
    }),
  };
}

function shift(shares: readonly number[], amount: number): number[] {
  const [first = 0, second = 0, third = 0, ...others] = shares;
  return [first + amount, second, third - amount, ...others];
}
