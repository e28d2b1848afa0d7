/**
 * trace.csv: a line per traced run of a cell, what was seen beside what was
 * counted, and how often the cell's runs together were kicked per read.
 */

import { type Field, rounded } from "../base/field.ts";
import { PARAM_COLUMNS } from "../model/parameters/columns.ts";
import {
  kicks,
  sentRes,
  total,
  type TracedCell,
  wakeupIpis,
} from "../trace/traced_cell.ts";
import { brokenTrace } from "../trace/reconciliation.ts";
import { byCell, kicksPerRead, type Rate } from "../trace/blocks.ts";
import { type Waker, WAKERS } from "../trace/waker.ts";
import { csvLines } from "./csv_text.ts";

function perIo(count: number | undefined, { row }: TracedCell) {
  const ios = row.metrics.ios;
  return count === undefined || !ios ? undefined : count / ios;
}

/** A column of trace.csv. */
interface TraceColumn {
  name: string;
  value: (cell: TracedCell) => Field;
}

const WAKER_NAMES = Object.keys(WAKERS) as Waker[];

/** The columns of trace.csv that are of one traced run. */
export const TRACE_COLUMNS: readonly TraceColumn[] = [
  { name: "repeat", value: ({ row }) => row.cell.repeat },
  ...PARAM_COLUMNS.map(({ name, value }) => ({
    name,
    value: ({ row }: TracedCell) => value(row.cell.params),
  })),
  { name: "status", value: ({ row }) => row.status },
  { name: "reason", value: ({ row }) => row.reason },
  { name: "ios", value: ({ row }) => row.metrics.ios },
  { name: "traced_iops", value: ({ row }) => rounded(row.metrics.iops) },
  { name: "untraced_iops", value: (c) => rounded(c.untracedIops) },
  { name: "completions", value: ({ trace }) => trace?.completions },
  {
    name: "task_work_runs",
    value: ({ trace }) => trace && total(trace.triggers),
  },
  { name: "kicks", value: ({ trace }) => trace && kicks(trace) },
  {
    name: "kicks_per_io",
    value: (c) => rounded(perIo(c.trace && kicks(c.trace), c)),
  },
  { name: "kicks_in_user", value: ({ trace }) => trace?.landed?.user },
  { name: "kicks_in_kernel", value: ({ trace }) => trace?.landed?.kernel },
  {
    name: "kicks_elsewhere",
    value: ({ trace }) => trace?.landed?.elsewhere,
  },
  { name: "wakeup_ipis", value: ({ trace }) => trace && wakeupIpis(trace) },
  { name: "res_sent", value: sentRes },
  { name: "res_counted", value: ({ row }) => row.metrics.res },
  { name: "cal_counted", value: ({ row }) => row.metrics.cal },
  { name: "wanted", value: ({ row }) => row.metrics.reaps },
  { name: "cq_ready", value: ({ row }) => row.metrics.cq_ready },
  { name: "getevents_awake", value: ({ trace }) => trace?.waits.awake },
  { name: "getevents_slept", value: ({ trace }) => trace?.waits.slept },
  { name: "nvcsw", value: ({ row }) => row.metrics.nvcsw },
  ...WAKER_NAMES.map((name) => ({
    name: `woken_by_${name}`,
    value: ({ trace }: TracedCell) => trace && (trace.wakers.get(name) ?? 0),
  })),
  { name: "sleeps", value: ({ trace }) => trace?.reconcilable?.sleeps },
  { name: "waits", value: ({ trace }) => trace?.reconcilable?.waits },
  { name: "waiting_calls", value: ({ trace }) => trace?.reconcilable?.calls },
  { name: "missed_events", value: ({ trace }) => trace?.reconcilable?.missed },
  { name: "events", value: ({ trace }) => trace?.reconcilable?.events },
  { name: "stacks_taken", value: ({ trace }) => trace?.stackSamples?.taken },
  { name: "stacks_failed", value: ({ trace }) => trace?.stackSamples?.failed },
  {
    name: "broken",
    value: (cell) => brokenTrace(cell).map(({ premise }) => premise).join(" "),
  },
];

/** The columns that are the same for all runs of a cell. */
export const TOGETHER_COLUMNS: readonly {
  name: string;
  value: (rate: Rate | undefined) => Field;
}[] = [
  { name: "cell_kicks_per_io", value: (rate) => rounded(rate?.rate) },
  { name: "cell_kicks_per_io_low", value: (rate) => rounded(rate?.low) },
  { name: "cell_kicks_per_io_high", value: (rate) => rounded(rate?.high) },
];

/** The text of trace.csv. */
export function traceCsv(cells: readonly TracedCell[]): string {
  const rates = new Map(
    byCell(cells).flatMap((blocks) => {
      const rate = kicksPerRead(blocks);
      return blocks.map((cell) => [cell, rate] as const);
    }),
  );
  return csvLines([
    [...TRACE_COLUMNS, ...TOGETHER_COLUMNS].map(({ name }) => name),
    ...cells.map((cell) => [
      ...TRACE_COLUMNS.map(({ value }) => value(cell)),
      ...TOGETHER_COLUMNS.map(({ value }) => value(rates.get(cell))),
    ]),
  ]);
}
