import type { Point, SeriesStyle } from "../../../lib/chart/marks/series.ts";
import type {
  PanelChartSpec,
  PanelPoints,
} from "../../../lib/chart/panels/panel_chart_spec.ts";
import { DOUBT } from "../doubt.ts";

const TICK = 4000;
const THINK_TIMES = [0, 30, 100, 300, 1000, 3000, 10000];
const COLUMNS = ["compute", "second_thread", "eventfd"];
const ROWS = ["non-interrupt core", "interrupt core"];

const STYLES = {
  default: { color: 0, dashed: false, marker: "circle" },
  coop: { color: 1, dashed: false, marker: "square" },
  coop_flag: { color: 2, dashed: true, marker: "triangle" },
  single: { color: 3, dashed: true, marker: "diamond" },
  defer: { color: 4, dashed: true, marker: "circle" },
} as const satisfies Record<string, SeriesStyle>;

type Mode = keyof typeof STYLES;

const MODES = Object.keys(STYLES) as Mode[];

const COMMON = {
  subtitle: "uringlab 0.1.0, random reads, bs=4k, one read in flight; target " +
    "/dev/nvme0n1 (Samsung SSD 980 PRO 1TB); Intel Xeon Gold 6154, Linux " +
    "6.1.0-17-amd64, HZ=250; 1000 reads per cell",
  settings: { bs: "4k", iodepth: "1", cpus: "10" },
  columns: COLUMNS,
  rows: ROWS,
  series: MODES.map((name) => ({ name, style: STYLES[name] })),
};

/** The median over think times, in a grid of 2 rows and 3 columns. */
export const visible: PanelChartSpec = {
  ...COMMON,
  title: "Time until a completion is visible, median, by think time",
  caption: ["Median of 3 runs; whiskers from the lowest to the highest."],
  x: { label: "think time", unit: "us", values: THINK_TIMES, scale: "log" },
  y: { label: "Time until visible, median", unit: "us", scale: "log" },
  panels: grid((mode, row, column) =>
    mode === "defer" ? [] : THINK_TIMES.map((x) => {
      const y = latency(mode, row, column, x);
      return { x, y, low: y * 0.93, high: y * (1.1 + 0.1 * row) };
    })
  ),
  references: [
    { axis: "y", value: TICK, label: "tick, 4 ms" },
    { axis: "x", value: TICK, label: "" },
    { axis: "diagonal", label: "= think time" },
  ],
  notes: COLUMNS.flatMap((_, column) =>
    ROWS.map((_, row) => ({
      row,
      column,
      text: "defer: nothing becomes visible",
    }))
  ),
};

/** The distributions at one think time, in the same grid. */
export const distributions: PanelChartSpec = {
  ...COMMON,
  title: "Time until a completion is visible, at a think time of 100 µs",
  caption: ["All reads of 3 runs."],
  x: { label: "Time until visible", unit: "us", scale: "log" },
  y: { label: "Share of reads", unit: "%", scale: "linear" },
  panels: grid((mode, row, column) =>
    mode === "defer" ? [] : distribution(latency(mode, row, column, 100), mode)
  ),
  references: [{ axis: "x", value: TICK, label: "tick, 4 ms" }],
  notes: visible.notes,
  markers: false,
  step: "cumulative",
};

const EIGHT = Array.from({ length: 8 }, (_, index) => ({
  name: `mode_${index}${index % 2 === 1 ? ", GETEVENTS" : ""}`,
  style: {
    color: index >> 1,
    dashed: index % 2 === 1,
    marker:
      (["circle", "square", "triangle", "diamond"] as const)[index >> 1] ??
        "circle",
  },
}));

const IODEPTHS = Array.from({ length: 15 }, (_, index) => 2 ** index);

/** 3 x 3 panels full of points, with long titles and notes. */
export const crowded: PanelChartSpec = {
  title:
    "Throughput of eight modes, with a title that is too long for one line " +
    "even in the widest of charts and so has to go on in a second one",
  x: { label: "iodepth", unit: "", values: IODEPTHS, scale: "log2" },
  y: { label: "IOPS", unit: "IOPS", scale: "linear" },
  columns: [
    "compute",
    "second_thread_with_an_unbreakable_long_name",
    "eventfd, read by another thread that runs on the partner's CPU",
  ],
  rows: ["quiet", "busy: two hogs on every measured CPU, niced", "virtual"],
  series: EIGHT,
  panels: [0, 1, 2].flatMap((row) =>
    [0, 1, 2].flatMap((column) =>
      EIGHT.map((_, series) => ({
        row,
        column,
        series,
        points: IODEPTHS.map((x) => {
          const most = 70000 * (1 - row / 4) * (1 - column / 5);
          const y = most * (1 - Math.exp(-x * (series + 1) / 40));
          return { x, y, low: 0.9 * y, high: 1.15 * y };
        }),
      }))
    )
  ),
  references: [{ axis: "y", value: 60000, label: "what the disk can do" }],
  notes: [
    { row: 0, column: 1, text: "a note" },
    { row: 2, column: 2, text: "a note of several lines, ".repeat(12) },
  ],
};

/** One panel without titles; zero, gaps, a series without points. */
export const one: PanelChartSpec = {
  title: "One panel",
  x: { label: "think time", unit: "us", values: THINK_TIMES, scale: "log" },
  y: { label: "Time until visible", unit: "us", scale: "log" },
  columns: [""],
  rows: [""],
  series: visible.series,
  panels: [
    {
      row: 0,
      column: 0,
      series: 0,
      points: THINK_TIMES.map((x) => ({ x, y: x === 1000 ? null : 90 + x })),
    },
    {
      row: 0,
      column: 0,
      series: 1,
      points: THINK_TIMES.filter((x) => x <= 300).map((x) => ({
        x,
        y: x === 100 ? 0 : 4000,
        ...(x === 300) && { doubt: DOUBT },
      })),
    },
  ],
  references: visible.references,
};

/** Eight distributions that nearly coincide, one of a single value, some 0. */
export const coinciding: PanelChartSpec = {
  title: "Eight distributions",
  x: { label: "Latency", unit: "us", scale: "log" },
  y: { label: "Share of reads", unit: "%", scale: "linear" },
  columns: ["read", "write"],
  rows: [""],
  series: EIGHT,
  panels: EIGHT.flatMap((_, series) => [
    {
      row: 0,
      column: 0,
      series,
      points: series === 7
        ? [{ x: 200, y: 1 }]
        : distribution(series < 5 ? 100 : 70 + 10 * series, "default"),
    },
    {
      row: 0,
      column: 1,
      series,
      points: series === 7
        ? []
        : [{ x: 0, y: 0.1 * series }, { x: 40 + series, y: 0.9 }, {
          x: 300,
          y: 1,
        }],
    },
  ]),
  markers: false,
  step: "cumulative",
};

/** No cell was measured at all. */
export const nothing: PanelChartSpec = {
  ...visible,
  title: "No cell was measured",
  panels: [],
  notes: [{ row: 0, column: 1, text: "not on this kernel" }],
};

function grid(
  pointsOf: (mode: Mode, row: number, column: number) => Point[],
): PanelPoints[] {
  return ROWS.flatMap((_, row) =>
    COLUMNS.flatMap((_, column) =>
      MODES.map((mode, series) => ({
        row,
        column,
        series,
        points: pointsOf(mode, row, column),
      }))
    )
  );
}

/** In us: the device's latency, plus what it takes until somebody looks. */
function latency(
  mode: Mode,
  row: number,
  column: number,
  thinkTime: number,
): number {
  const device = 72 + 6 * row + 4 * column + 2 * MODES.indexOf(mode);
  const untilLooked = column === 0 ? thinkTime / 2 : 9 * column;
  if (mode === "coop" && column > 0) {
    return device + Math.min(TICK / 2 * (1 + row), 60 + thinkTime * 3);
  }
  return device + (mode === "coop" ? 1.7 : 1) * untilLooked;
}

function distribution(median: number, mode: Mode): Point[] {
  const count = 60;
  return Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / count;
    const tail = share > 0.9 ? 1 + (share - 0.9) * 200 : 1;
    const width = mode === "coop" ? 0.9 : 0.08;
    const logit = Math.log(share / (1.001 - share));
    return { x: median * Math.exp(width * logit / 3) * tail, y: share };
  });
}
