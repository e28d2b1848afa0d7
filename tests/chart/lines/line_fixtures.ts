import type { LineChartSpec } from "../../../lib/chart/lines/line_chart_spec.ts";
import type {
  Point,
  Series,
  SeriesStyle,
} from "../../../lib/chart/marks/series.ts";
import { DOUBT } from "../doubt.ts";

const IODEPTHS = [1, 2, 4, 8, 16, 32, 64];

const STYLES = {
  "default": { color: 0, dashed: false, marker: "circle" },
  "coop": { color: 1, dashed: false, marker: "square" },
  "default, busy": { color: 0, dashed: true, marker: "circle" },
  "coop, busy": { color: 1, dashed: true, marker: "square" },
} as const satisfies Record<string, SeriesStyle>;

const COMMON = {
  subtitle: "fio 3.33, random reads, bs=4k, 16 workers on CPU 10, 12; target " +
    "/dev/nvme0n1 (Samsung SSD 980 PRO 1TB); Intel Xeon Gold 6154, Linux " +
    "6.1.0-17-amd64; 30 s each after 5 s of ramp time",
  caption: [
    "Median of 3 runs, whiskers: minimum to maximum. busy: with two CPU hogs " +
    "on CPU 10, 12.",
  ],
  settings: { bs: "4k", workers: "16", cpus: "10,12" },
  x: { label: "iodepth", values: IODEPTHS, scale: "log2" as const },
};

/** Throughput: coop is 1 to 3 % above default. */
export const iops: LineChartSpec = {
  ...COMMON,
  title: "Throughput by iodepth, with and without busy CPUs",
  y: { label: "IOPS", unit: "IOPS", scale: "linear" },
  series: four({
    "default": [5400, 10250, 18300, 30100, 44200, 57600, 67900],
    "coop": [5460, 10400, 18650, 30500, 45100, 59200, 69800],
    "default, busy": [2750, 5150, 9200, 15000, 21900, 28400, 33400],
    "coop, busy": [2780, 5210, 9260, 15300, 22300, 29100, 34500],
  }, 0.02),
};

/** Mean latency over two decades. */
export const clatAvg: LineChartSpec = {
  ...COMMON,
  title: "Mean completion latency by iodepth, with and without busy CPUs",
  y: { label: "Completion latency, mean", unit: "us", scale: "log" },
  series: four({
    "default": [265, 358, 540, 905, 1630, 3090, 5940],
    "coop": [263, 352, 531, 886, 1590, 3010, 5810],
    "default, busy": [3370, 4730, 6790, 9880, 14700, 22300, 57800],
    "coop, busy": [3310, 4590, 6620, 9610, 14400, 22000, 55900],
  }, 0.03),
};

/** 99th percentile, with wide whiskers. */
export const clatP99: LineChartSpec = {
  ...COMMON,
  title: "99th percentile of completion latency by iodepth",
  y: {
    label: "Completion latency, 99th percentile",
    unit: "us",
    scale: "log",
  },
  series: four({
    "default": [510, 690, 1030, 1720, 3100, 5870, 11300],
    "coop": [505, 675, 1000, 1680, 3020, 5720, 11000],
    "default, busy": [13600, 18900, 27100, 39500, 58800, 89200, 141000],
    "coop, busy": [13200, 18300, 26500, 38400, 57600, 88000, 139000],
  }, 0.15),
};

/** Missing and doubtful values, one repetition, long names, a single point. */
export const gaps: LineChartSpec = {
  ...iops,
  title: "Throughput when much went wrong, with a title that is too long for " +
    "one line and so has to go on in a second",
  series: [
    change("default", (point) => point.x === 8 ? undefined : point),
    change("coop", (point) => ({
      x: point.x,
      y: point.x === 4 ? null : point.y,
      ...(point.x === 16 || point.x === 64) && { doubt: DOUBT },
    })),
    {
      ...change("default, busy", (point) => point.x > 8 ? undefined : point),
      name: "default mode with sixteen busy hogs, niced, on the very same CPUs",
    },
    change("coop, busy", () => undefined),
    {
      name: "single_point_with_an_unbreakable_very_long_name",
      style: { color: 2, dashed: false, marker: "triangle" },
      points: [{ x: 4, y: 30000 }],
    },
  ],
};

/** Zeros and equal values on a log axis; whiskers that start at 0. */
export const zeros: LineChartSpec = {
  ...clatAvg,
  title: "Zeros and equal values on a log axis",
  series: iops.series.map((series, index) => ({
    ...series,
    points: IODEPTHS.map((x) => ({
      x,
      y: index === 1 && x < 4 ? 0 : 500,
      low: index === 2 ? 0 : undefined,
    })),
  })),
};

/** One iodepth only. */
export const single: LineChartSpec = {
  ...iops,
  title: "Throughput at one iodepth",
  x: { ...iops.x, values: [8] },
  series: iops.series.map((series) => ({
    ...series,
    points: series.points.filter(({ x }) => x === 8),
  })),
};

/** No value at all. */
export const empty: LineChartSpec = {
  ...iops,
  title: "Throughput when every cell failed",
  series: iops.series.map((series) => ({ ...series, points: [] })),
};

/** A linear x axis, with ticks closer than their labels. */
export const linear: LineChartSpec = {
  ...iops,
  title: "Share of completions that needed an interrupt",
  x: { ...iops.x, scale: "linear" },
  y: { label: "Share of completions", unit: "%", scale: "linear" },
  series: [{
    name: "default",
    style: { color: 4, dashed: false, marker: "diamond" },
    points: IODEPTHS.map((x) => ({ x, y: 100 / (1 + x / 16) })),
  }],
};

function four(
  values: Record<keyof typeof STYLES, readonly number[]>,
  range: number,
): Series[] {
  return Object.entries(STYLES).map(([name, style]) => ({
    name,
    style,
    points: values[name as keyof typeof STYLES].map((y, index) => ({
      x: IODEPTHS[index] ?? 0,
      y,
      low: y * (1 - range),
      high: y * (1 + range * (1 + index % 2)),
    })),
  }));
}

function change(
  name: keyof typeof STYLES,
  edit: (point: Point) => Point | undefined,
): Series {
  const points = iops.series.find((series) => series.name === name)?.points;
  const edited = points?.map(edit).filter((point) => point !== undefined);
  return { name, style: STYLES[name], points: edited ?? [] };
}
