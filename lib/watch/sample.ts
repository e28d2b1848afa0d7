/** What is kept of every interval: a long watch has many of them. */

import { latencyQuantile } from "../trace/capture/latency.ts";
import { completionsOf, cpusOf, type ProcessActivity } from "./activity.ts";
import {
  failedOf,
  kicksOf,
  longestNs,
  requestsOf,
  waitsOf,
} from "./figures.ts";
import { addInterval, type WatchInterval } from "./interval.ts";

/** Requests of one opcode; latencies in ns, undefined where none completed. */
export interface RequestSample {
  readonly opcode: number;
  readonly completed: number;
  readonly failed: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly longest: number | undefined;
}

/** One process; what is not known is undefined. */
export interface ProcessSample {
  readonly pid: number;
  readonly name: string;
  readonly seconds: number;
  readonly completed: number | undefined;
  readonly cpuSeconds: number | undefined;
  readonly kicks: number | undefined;
  readonly waits: number | undefined;
  readonly slept: number | undefined;
  readonly enters: number | undefined;
  /** Requests given to io-wq. */
  readonly punted: number | undefined;
  readonly requests: readonly RequestSample[];
}

/** What was seen in some time, as in {@linkcode WatchInterval}. */
export interface WatchSample {
  readonly at: number;
  readonly seconds: number;
  /** Of what watching cost, undefined where it is not known. */
  readonly tracerCpuSeconds: number | undefined;
  readonly processes: readonly ProcessSample[];
}

function processSample(activity: ProcessActivity): ProcessSample {
  const { pid, name, seconds, delivery } = activity;
  const waits = waitsOf(activity);
  const cpus = cpusOf(activity);
  return {
    pid,
    name,
    seconds,
    completed: completionsOf(activity),
    // What is known of a part of the time stands for the rest.
    cpuSeconds: cpus === undefined ? undefined : cpus * seconds,
    kicks: kicksOf(activity)?.count,
    waits: waits?.all,
    slept: waits?.slept,
    enters: waits?.enters,
    punted: delivery?.punts.reduce((sum, { count }) => sum + count, 0),
    requests: requestsOf(activity).map((request) => ({
      opcode: request.opcode,
      completed: request.completed,
      failed: failedOf(request),
      p50: latencyQuantile(request.latency, 0.5),
      p99: latencyQuantile(request.latency, 0.99),
      longest: longestNs(request.latency),
    })),
  };
}

/** What is kept of an interval. */
export function sampleOf(
  { at, seconds, processes, tracer }: WatchInterval,
): WatchSample {
  return {
    at,
    seconds,
    tracerCpuSeconds: tracer?.cpuSeconds,
    processes: processes.map(processSample),
  };
}

/** Samples of one length, before that of later ones doubles. */
const MAX_SAMPLES = 4096;

/**
 * Samples of a watch, one for each interval. Those of a long one get longer, so
 * that a day is some ten thousand of them.
 */
export class Samples {
  readonly all: WatchSample[] = [];
  #pending: WatchInterval | undefined;
  #intervals = 0;

  /** Adds what was seen next. */
  add(interval: WatchInterval): void {
    this.#pending = addInterval(this.#pending, interval);
    this.#intervals++;
    const span = 2 ** Math.floor(this.all.length / MAX_SAMPLES);
    if (this.#intervals >= span) this.end();
  }

  /** Keeps what would have waited for more. */
  end(): void {
    if (this.#pending) this.all.push(sampleOf(this.#pending));
    this.#pending = undefined;
    this.#intervals = 0;
  }
}
