/** What all watched processes did in some time, and what watching them cost. */

import {
  costNs,
  lostEvents,
  type Snapshot,
} from "../trace/capture/snapshot.ts";
import {
  allSamples,
  type StackSamples,
  stackSamplesOf,
} from "../trace/stack_samples.ts";
import { addActivity, type ProcessActivity } from "./activity.ts";

/** What the tracer had to do, and what it did not see. */
export interface TracerActivity {
  /**
   * CPU time that its programs took, s, by the kernel's statistics; undefined
   * where it keeps none.
   */
  readonly cpuSeconds: number | undefined;
  /** Events, and those of them that were lost. */
  readonly events: number;
  readonly missed: number;
  /** Latencies that found no room, as of a program that makes many rings. */
  readonly latenciesLost?: number | undefined;
  /**
   * Events of rings, and of threads that use them, for which the tracer had no
   * room any more; they are among `missed`.
   */
  readonly ringsLost?: number | undefined;
  /** Absent in watches of older versions. */
  readonly stackSamples?: StackSamples | undefined;
  /** How often a worker of io-wq was given a CPU, by the CPU. */
  readonly wqCpus: ReadonlyMap<number, number>;
}

/** Some time of watching. */
export interface WatchInterval {
  /** Seconds from the beginning of the watch to its end. */
  readonly at: number;
  readonly seconds: number;
  readonly processes: readonly ProcessActivity[];
  /** Undefined where nothing was traced. */
  readonly tracer?: TracerActivity | undefined;
}

/** What a snapshot, or the difference of two, tells of the tracer itself. */
export function tracerActivity(trace: Snapshot): TracerActivity {
  const cost = costNs(trace);
  const { missed, of } = lostEvents(trace);
  return {
    cpuSeconds: cost === undefined ? undefined : cost / 1e9,
    events: of,
    missed,
    latenciesLost: trace.failed.latencies,
    ringsLost: trace.failed.rings,
    stackSamples: stackSamplesOf(trace),
    wqCpus: trace.wqCpus,
  };
}

function addTracer(a: TracerActivity, b: TracerActivity): TracerActivity {
  const wqCpus = new Map(a.wqCpus);
  for (const [cpu, n] of b.wqCpus) wqCpus.set(cpu, (wqCpus.get(cpu) ?? 0) + n);
  return {
    cpuSeconds: a.cpuSeconds === undefined || b.cpuSeconds === undefined
      ? a.cpuSeconds ?? b.cpuSeconds
      : a.cpuSeconds + b.cpuSeconds,
    events: a.events + b.events,
    missed: a.missed + b.missed,
    latenciesLost: (a.latenciesLost ?? 0) + (b.latenciesLost ?? 0),
    ringsLost: (a.ringsLost ?? 0) + (b.ringsLost ?? 0),
    stackSamples: allSamples([a.stackSamples, b.stackSamples]),
    wqCpus,
  };
}

/** Two intervals together, of which `b` is the later one. */
export function addInterval(
  a: WatchInterval | undefined,
  b: WatchInterval,
): WatchInterval {
  if (!a) return b;
  return {
    at: b.at,
    seconds: a.seconds + b.seconds,
    processes: addActivity(a.processes, b.processes),
    tracer: a.tracer && b.tracer
      ? addTracer(a.tracer, b.tracer)
      : a.tracer ?? b.tracer,
  };
}
