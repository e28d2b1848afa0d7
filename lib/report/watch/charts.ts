import { stackedBars } from "../../chart/bars/stacked_bars.ts";
import { icicle } from "../../chart/icicle/icicle.ts";
import type { Point } from "../../chart/marks/series.ts";
import type { ScaledChart } from "../../chart/common/scaled_chart.ts";
import { panelChartOnAllScales } from "../../chart/panels/panel_chart_scales.ts";
import type { PanelSeries } from "../../chart/panels/panel_chart_spec.ts";
import { bucketEnd } from "../../trace/capture/latency.ts";
import type { LatencyCount } from "../../trace/capture/rings.ts";
import { triggersOf } from "../../trace/cell_trace_of.ts";
import { total } from "../../trace/traced_cell.ts";
import { triggersIn } from "../../trace/trigger.ts";
import { completionsOf, type ProcessActivity } from "../../watch/activity.ts";
import { requestsOf } from "../../watch/figures.ts";
import { operationName } from "../../watch/opcodes.ts";
import type { ProcessSample, RequestSample } from "../../watch/sample.ts";
import type { WatchRecord } from "../../watch/watch_record.ts";
import { timeText } from "./numbers.ts";
import { lostStacksText } from "../trace/lost_stacks.ts";
import { STACK_KINDS } from "../trace/stack_charts.ts";

/** A chart of a watch, and the name of its file. */
export interface WatchChart extends ScaledChart {
  readonly name: string;
  readonly title: string;
}

/** Lines of a chart: more could not be told apart. */
const MAX_LINES = 6;
/** Processes that have a panel or a bar of their own. */
const MAX_PROCESSES = 4;

const MARKERS = ["circle", "square", "triangle", "diamond"] as const;

function settingOf({ watched, machine, all }: WatchRecord): string {
  return `${watched} on ${machine.host}, Linux ${machine.kernel}, watched ` +
    `for ${timeText(all.at)}`;
}

function textsOf(record: WatchRecord) {
  const { run, machine, startedAt, commandLine } = record;
  return {
    subtitle: settingOf(record),
    settings: {
      run,
      version: machine.version,
      "started at": startedAt,
      "command line": commandLine.join(" "),
    },
  };
}

/** Processes with completions, the busiest first. */
export function busiest({ all }: WatchRecord): ProcessActivity[] {
  return all.processes
    .filter((process) => (completionsOf(process) ?? 0) > 0)
    .toSorted((a, b) => (completionsOf(b) ?? 0) - (completionsOf(a) ?? 0))
    .slice(0, MAX_PROCESSES);
}

function processLabel({ name, pid }: Pick<ProcessActivity, "name" | "pid">) {
  return `${name} (PID ${pid})`;
}

/** A line of a chart over time: whose, and of which operation if of one. */
interface Line {
  readonly pid: number;
  readonly opcode: number | undefined;
  readonly name: string;
}

function linesOf(processes: readonly ProcessActivity[]): Line[] {
  const alone = processes.length === 1;
  return processes.flatMap((process): Line[] => {
    const whose = alone ? "" : `${processLabel(process)}: `;
    const requests = requestsOf(process);
    return requests.length === 0
      ? [{ pid: process.pid, opcode: undefined, name: `${whose}completions` }]
      : requests.map(({ opcode }) => ({
        pid: process.pid,
        opcode,
        name: `${whose}${operationName(opcode)}`,
      }));
  }).slice(0, MAX_LINES);
}

function seriesOf(lines: readonly { readonly name: string }[]): PanelSeries[] {
  return lines.map(({ name }, index) => ({
    name,
    style: {
      color: index,
      dashed: index % 2 === 1,
      marker: MARKERS[index % MARKERS.length] ?? "circle",
    },
  }));
}

/** The values of a line over time; a gap where it has none in between. */
function course(
  { samples }: WatchRecord,
  line: Line,
  value: (
    process: ProcessSample,
    request: RequestSample | undefined,
  ) => number | undefined,
): Point[] {
  const all = samples.map(({ at, processes }): Point => {
    const process = processes.find(({ pid }) => pid === line.pid);
    const request = process?.requests.find(({ opcode }) =>
      opcode === line.opcode
    );
    const y = (process && value(process, request)) ?? null;
    return { x: Number(at.toFixed(2)), y };
  });
  const has = (point: Point | undefined) => point && point.y !== null;
  const first = all.findIndex(has);
  const last = all.findLastIndex(has);
  // Before it began and after it ended there is no gap, and one point makes one.
  return first < 0
    ? []
    : all.slice(first, last + 1).filter((point, i, some) =>
      has(point) || has(some[i - 1])
    );
}

function ratesChart(
  record: WatchRecord,
  processes: readonly ProcessActivity[],
): ScaledChart {
  const lines = linesOf(processes);
  return panelChartOnAllScales({
    ...textsOf(record),
    title: "Completions over time",
    caption: ["Each point is the mean of the time since the one before."],
    x: { label: "time", unit: "s", scale: "linear" },
    y: { label: "completions per second", unit: "", scale: "linear" },
    columns: [""],
    rows: [""],
    series: seriesOf(lines),
    panels: lines.map((line, series) => ({
      row: 0,
      column: 0,
      series,
      points: course(
        record,
        line,
        (process, request) =>
          line.opcode === undefined
            ? process.completed && process.completed / process.seconds
            : (request?.completed ?? 0) / process.seconds,
      ),
    })),
    markers: false,
  }, ["y"]);
}

function latencyCourse(
  record: WatchRecord,
  processes: readonly ProcessActivity[],
): ScaledChart {
  const [line] = linesOf(processes);
  const quantiles = [
    { name: "p50", of: ({ p50 }: RequestSample) => p50 },
    { name: "p99", of: ({ p99 }: RequestSample) => p99 },
    { name: "longest", of: ({ longest }: RequestSample) => longest },
  ];
  return panelChartOnAllScales({
    ...textsOf(record),
    title: `Latency over time: ${line?.name ?? ""}`,
    caption: [
      "From submission to completion, of a sample of the requests.",
    ],
    x: { label: "time", unit: "s", scale: "linear" },
    y: { label: "latency", unit: "us", scale: "log" },
    columns: [""],
    rows: [""],
    series: seriesOf(quantiles),
    panels: quantiles.map(({ of }, series) => ({
      row: 0,
      column: 0,
      series,
      points: line
        ? course(record, line, (_, request) => {
          const ns = request && of(request);
          return ns === undefined ? undefined : ns / 1e3;
        })
        : [],
    })),
    markers: false,
  }, ["y"]);
}

/** At each latency, in us, the share of requests that took at most so long. */
function distribution({ counts, maxNs }: LatencyCount): Point[] {
  const all = total(counts);
  let seen = 0;
  return [...counts].sort(([a], [b]) => a - b).map(([low, count]) => {
    seen += count;
    return { x: Math.min(bucketEnd(low), maxNs) / 1e3, y: seen / all };
  });
}

function latencyChart(
  record: WatchRecord,
  processes: readonly ProcessActivity[],
): ScaledChart {
  const lines = processes.map((process) =>
    requestsOf(process).filter(({ latency }) => latency.samples > 0)
      .slice(0, MAX_LINES)
  );
  const opcodes = [
    ...new Set(lines.flat().map(({ opcode }) => opcode)),
  ].slice(0, MAX_LINES);
  return panelChartOnAllScales({
    ...textsOf(record),
    title: "Latency by operation",
    caption: ["From submission to completion, of a sample of the requests."],
    x: { label: "latency", unit: "us", scale: "log" },
    y: { label: "share of the requests", unit: "%", scale: "linear" },
    columns: [""],
    rows: processes.length === 1 ? [""] : processes.map(processLabel),
    series: seriesOf(
      opcodes.map((opcode) => ({ name: operationName(opcode) })),
    ),
    panels: lines.flatMap((requests, row) =>
      requests.filter(({ opcode }) => opcodes.includes(opcode)).map(
        ({ opcode, latency }) => ({
          row,
          column: 0,
          series: opcodes.indexOf(opcode),
          points: distribution(latency),
        }),
      )
    ),
    markers: false,
    step: "cumulative",
  });
}

function triggersChart(
  record: WatchRecord,
  processes: readonly ProcessActivity[],
): string | undefined {
  const told = processes.flatMap((process) => {
    if (!process.delivery) return [];
    const triggers = triggersOf(process.delivery.runs);
    const all = total(triggers);
    return all > 0 ? [{ process, triggers, all }] : [];
  });
  if (told.length === 0) return undefined;
  return stackedBars({
    ...textsOf(record),
    title: "What ran the task_work",
    groupLabel: "process",
    shareLabel: "share of the runs of task_work",
    classes: triggersIn(told),
    groups: told.map(({ process, triggers, all }) => ({
      name: `${process.pid}`,
      bars: [{
        name: process.name,
        shares: [...triggers].map(([name, count]) => ({
          name,
          share: count / all,
          count,
        })),
      }],
    })),
  });
}

function stackCharts(record: WatchRecord): WatchChart[] {
  const { runStacks, wakeStacks } = record;
  const lost = lostStacksText(record.all.tracer?.stackSamples);
  return STACK_KINDS.flatMap((kind) => {
    const stacks = kind.name === "kstack_waker" ? wakeStacks : runStacks;
    if (stacks.length === 0) return [];
    const svg = icicle({
      ...textsOf(record),
      title: kind.title,
      caption: [
        "All processes together.",
        ...kind.caption,
        ...lost ? [`${lost}.`] : [],
      ],
      unit: kind.unit,
      classes: kind.classes,
      stacks: stacks.map((stack) => ({
        frames: kind.drawn(stack[0]).toReversed(),
        count: stack[1],
        className: kind.classOf(stack),
      })),
    });
    return [{ name: `${kind.name}.svg`, title: kind.title, svg }];
  });
}

/** Every chart of a watch that there is something to draw for. */
export function watchCharts(record: WatchRecord): WatchChart[] {
  const processes = busiest(record);
  if (processes.length === 0) return [];
  const isTraced = processes.some((process) =>
    requestsOf(process).some(({ latency }) => latency.samples > 0)
  );
  const isLong = record.samples.length > 1;
  const triggers = triggersChart(record, processes);
  return [
    ...isLong
      ? [{
        name: "rates.svg",
        title: "Completions over time",
        ...ratesChart(record, processes),
      }]
      : [],
    ...isLong && isTraced
      ? [{
        name: "latency_course.svg",
        title: "Latency over time",
        ...latencyCourse(record, processes),
      }]
      : [],
    ...isTraced
      ? [{
        name: "latency.svg",
        title: "Latency by operation",
        ...latencyChart(record, processes),
      }]
      : [],
    ...triggers
      ? [{
        name: "triggers.svg",
        title: "What ran the task_work",
        svg: triggers,
      }]
      : [],
    ...stackCharts(record),
  ];
}
