import type {
  Dot,
  DotItem,
  DotMatrixSpec,
} from "../../../lib/chart/dots/dot_matrix_spec.ts";

const WAITS = ["wait", "peek", "spin", "compute", "second_thread", "eventfd"];
const MODES = [
  "default",
  "coop",
  "coop_flag",
  "single",
  "defer",
  "defer_flag",
  "sqpoll",
  "iopoll",
];

const KINDS = [
  {
    name: "non-interrupt core",
    style: { color: 0, marker: "circle" },
  },
  {
    name: "interrupt core",
    style: { color: 4, marker: "diamond" },
  },
] as const;

const PANELS = [
  {
    label: "IOPS, iodepth 64",
    unit: "",
    scale: "linear",
    better: "higher",
  },
  { label: "Latency, median", unit: "us", scale: "log", better: "lower" },
  { label: "Latency, p99", unit: "us", scale: "log", better: "lower" },
  {
    label: "CPU time per read",
    unit: "us",
    scale: "linear",
    better: "lower",
  },
  {
    label: "System calls per read",
    unit: "",
    scale: "log",
    better: "lower",
  },
] as const;

const COMMON = {
  groupLabel: "wait",
  itemLabel: "mode",
  kinds: KINDS,
  panels: PANELS,
} as const;

/** 6 ways to wait in 8 modes, many of them impossible. */
export const choice: DotMatrixSpec = {
  ...COMMON,
  title: "Which mode for which way to wait",
  subtitle:
    "uringlab 0.1.0, random reads, bs=4k; target /dev/nvme0n1 (Samsung " +
    "SSD 980 PRO 1TB); Intel Xeon Gold 6154, Linux 6.1.0-17-amd64, HZ=250",
  caption: ["Median of 3 runs; whiskers from the lowest to the highest."],
  settings: { bs: "4k", cpus: "10,12" },
  groups: WAITS.map((name, wait) => ({
    name,
    items: MODES.map((mode, index) => item(name, wait, mode, index)),
  })),
  marks: [
    { group: 0, item: 4, kind: 0, panel: 0, label: "throughput" },
    { group: 0, item: 1, kind: 1, panel: 1, label: "latency, waiting" },
    { group: 2, item: 6, kind: 1, panel: 1, label: "latency, polling" },
    { group: 2, item: 6, kind: 0, panel: 4, label: "fewest system calls" },
    { group: 4, item: 2, panel: 2, label: "latency, computing" },
  ],
  markLabel: "best of all",
};

/** Three kinds, long names, one panel without values, values that are missing. */
export const missing: DotMatrixSpec = {
  ...COMMON,
  title: "What is missing",
  itemLabel: "a long word for what the items are",
  kinds: [
    ...KINDS,
    {
      name: "a third kind of core with a name that is long",
      style: { color: 2, marker: "triangle" },
    },
  ],
  panels: [
    ...PANELS.slice(0, 2),
    {
      label: "A metric that this kernel does not count, with a long name",
      unit: "%",
      scale: "linear",
      better: "higher",
    },
  ],
  groups: [
    {
      name: "a_group_with_an_unbreakable_very_long_name",
      items: [{
        name: "only one item, whose name goes on for several lines as well",
        dots: [
          { kind: 0, panel: 0, value: 1000, low: 900, high: 1200 },
          { kind: 1, panel: 0, value: 1000 },
          { kind: 2, panel: 0, value: NaN },
          { kind: 0, panel: 1, value: 5, low: 0, high: 10 },
          { kind: 1, panel: 1, value: -5 },
        ],
      }],
    },
    { name: "empty", items: [] },
    {
      name: "partly",
      items: [
        { name: "nothing", dots: [{ kind: 0, panel: 0, value: null }] },
        {
          name: "one kind",
          dots: [{ kind: 0, panel: 0, value: 500 }, {
            kind: 2,
            panel: 1,
            value: 0,
          }],
          impossibleKinds: [{ kind: 1, reason: "no interrupt core" }],
        },
        {
          name: "all kinds",
          dots: [],
          impossibleKinds: [0, 1, 2].map((kind) => ({
            kind,
            reason: kind === 0 ? "EINVAL" : "no such core",
          })),
        },
        {
          name: "why",
          dots: [],
          impossible: "a reason that is not short at all, ".repeat(6),
        },
      ],
    },
  ],
  marks: [0, 1].map((panel) => ({
    group: 2,
    item: 1,
    panel,
    label: panel === 0 ? "throughput" : "latency, if one has an hour or two",
  })),
  markLabel: "best",
};

/** Every row is impossible. */
export const impossible: DotMatrixSpec = {
  ...COMMON,
  title: "Nothing is possible",
  groups: WAITS.slice(0, 2).map((name) => ({
    name,
    items: MODES.slice(0, 2).map((mode) => ({
      name: mode,
      dots: [],
      impossible: "ENOSYS at io_uring_setup",
    })),
  })),
};

/** One value. */
export const single: DotMatrixSpec = {
  ...COMMON,
  title: "One value",
  groups: [{
    name: "wait",
    items: [{
      name: "default",
      dots: [{ kind: 0, panel: 1, value: 80 }],
    }],
  }],
};

/** No row at all. */
export const empty: DotMatrixSpec = {
  ...COMMON,
  title: "No cell was measured",
  groups: [],
};

function item(
  waitName: string,
  wait: number,
  name: string,
  mode: number,
): DotItem {
  const needsGetevents = ["defer", "defer_flag", "iopoll"].includes(name);
  if (needsGetevents && wait >= 2) {
    return { name, dots: [], impossible: "nothing becomes visible" };
  }
  if (name === "iopoll") {
    return {
      name,
      dots: [],
      impossible: "EOPNOTSUPP: the driver has no polling queues",
    };
  }
  if (name === "single" && waitName === "second_thread") {
    return { name, dots: [], impossible: "EEXIST at io_uring_enter" };
  }
  const noCore = name === "sqpoll" && wait < 2;
  return {
    name,
    dots: [0, 1].filter((kind) => !noCore || kind === 0)
      .flatMap((kind) => dots(kind, wait, mode)),
    ...noCore && {
      impossibleKinds: [{ kind: 1, reason: "no CPU for the SQ thread" }],
    },
  };
}

function dots(kind: number, wait: number, mode: number): Dot[] {
  const polls = wait === 1 || wait === 2;
  const slow = wait >= 3 && mode === 1 ? 20 : 1;
  const iops = (polls ? 72000 : 61000) * (1 + 0.02 * mode) / (1 + 0.1 * kind) /
    (wait < 3 ? 1 : 1.5);
  const latency = (78 - 3 * mode + 5 * kind + 9 * wait) * slow;
  const calls = wait === 2 && mode === 6
    ? 0
    : [1.02, 1, 0.5, 1, 2, 2][wait] ?? 0;
  const values = [
    iops,
    latency,
    latency * (2.2 + 0.4 * mode),
    (polls ? 14 : 9) + mode * 0.4 + 2 * kind,
    calls / (1 + mode / 3),
  ];
  return values.map((value, panel) => ({
    kind,
    panel,
    value,
    low: value * (panel === 4 ? 1 : 0.95),
    high: value * (panel === 2 ? 1.4 : 1.05),
  }));
}
