// @ts-types="@types/d3-array"
import { mean } from "d3-array";
import { completionsOf, type ProcessActivity } from "../../watch/activity.ts";
import { kicksOf, requestsOf, waitsOf } from "../../watch/figures.ts";
import type { WatchInterval } from "../../watch/interval.ts";
import type { Side } from "./pairs.ts";

/** A figure of how completions came to the threads of a command. */
export interface DeliveryFigure {
  readonly name: string;
  /** Of one process, all of its rings together; undefined where unknown. */
  count(process: ProcessActivity): number | undefined;
  /** What it is divided by; nothing: it is told as it is. */
  readonly per?: "completion" | "request";
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** What is told of watched commands, in this order. */
export const DELIVERY_FIGURES: readonly DeliveryFigure[] = [
  { name: "completions", count: completionsOf },
  {
    name: "kicks per completion",
    per: "completion",
    count: (process) => kicksOf(process)?.count,
  },
  {
    name: "kicks in the kernel",
    per: "completion",
    count: (process) => kicksOf(process)?.landed?.kernel,
  },
  {
    name: "wake-ups per completion",
    per: "completion",
    count: ({ delivery }) => delivery && total(delivery.wakes),
  },
  {
    name: "sleeps per completion",
    per: "completion",
    count: (process) =>
      process.delivery ? waitsOf(process)?.slept : process.sleeps,
  },
  {
    name: "calls per completion",
    per: "completion",
    count: (process) => waitsOf(process)?.enters,
  },
  {
    name: "requests to io-wq",
    per: "request",
    count: ({ delivery }) =>
      delivery?.punts.reduce((sum, { count }) => sum + count, 0),
  },
];

/** A watched run of a command. */
export interface WatchedRun {
  readonly side: Side;
  readonly seen: WatchInterval;
}

/** A sum that is known where every part is. */
function sumOf(
  processes: readonly ProcessActivity[],
  count: (process: ProcessActivity) => number | undefined,
): number | undefined {
  return processes.reduce((sum: number | undefined, process) => {
    const one = count(process);
    return sum === undefined || one === undefined ? undefined : sum + one;
  }, 0);
}

function submittedOf(process: ProcessActivity): number {
  return requestsOf(process).reduce((sum, { submitted }) => sum + submitted, 0);
}

/**
 * A figure of one watched run; undefined where it had no ring, or the figure is
 * not known.
 */
export function deliveryOf(
  { count, per }: DeliveryFigure,
  { seen: { processes } }: WatchedRun,
): number | undefined {
  if (processes.length === 0) return undefined;
  const value = sumOf(processes, count);
  if (!per || value === undefined) return value;
  const all = sumOf(
    processes,
    per === "completion" ? completionsOf : submittedOf,
  );
  return all ? value / all : undefined;
}

/** The mean over the watched runs of a side; undefined where one is unknown. */
export function meanDelivery(
  figure: DeliveryFigure,
  runs: readonly WatchedRun[],
  side: Side,
): number | undefined {
  const values = runs.filter((run) => run.side === side)
    .map((run) => deliveryOf(figure, run));
  return values.every((value) => value !== undefined)
    ? mean(values)
    : undefined;
}
