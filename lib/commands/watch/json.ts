import { setupFlagNamesIn } from "../../model/parameters/setup_flags.ts";
import { latencyQuantile } from "../../trace/capture/latency.ts";
import type { PuntCount, RequestCount } from "../../trace/capture/rings.ts";
import {
  completionsOf,
  cpuOf,
  type ProcessActivity,
  type RingActivity,
} from "../../watch/activity.ts";
import {
  expiredOf,
  failuresOf,
  kicksOf,
  longestNs,
  requestsOf,
  waitsOf,
} from "../../watch/figures.ts";
import type { TracerActivity, WatchInterval } from "../../watch/interval.ts";
import { operationName } from "../../watch/opcodes.ts";
import { puntReason } from "../../watch/punts.ts";
import { adviceOn } from "../../watch/advice/advice.ts";

/** Changes whenever a field changes its meaning. */
const VERSION = 2;

function us(ns: number | undefined): number | null {
  return ns === undefined ? null : Number((ns / 1e3).toPrecision(6));
}

function requestJson(request: RequestCount) {
  const { opcode, latency, short } = request;
  return {
    operation: operationName(opcode),
    opcode,
    submitted: request.submitted,
    completed: request.completed,
    failed: Object.fromEntries(failuresOf(request)),
    expired: expiredOf(request),
    short: short ?? null,
    sized: request.sized,
    bytes_asked: request.bytesAsked,
    linked: request.linked,
    multishot: request.multishot,
    fixed_file: request.fixedFile,
    fixed_buffer: request.fixedBuffer,
    p50_us: us(latencyQuantile(latency, 0.5)),
    p99_us: us(latencyQuantile(latency, 0.99)),
    max_us: us(longestNs(latency)),
    latency_samples: latency.samples,
  };
}

function ringJson(
  { ring, completions, submissions, sqWork, looks, traced, ...counts }:
    RingActivity,
) {
  const { fd, sqEntries, cqEntries, sqThread, files, buffers } = ring;
  return {
    fd: fd ?? null,
    sq_entries: sqEntries ?? null,
    cq_entries: cqEntries ?? null,
    submitted: submissions ?? null,
    completed: completions ?? null,
    files: files ?? null,
    buffers: buffers ?? null,
    sq_thread: sqThread?.tid ?? null,
    sq_thread_cpu: sqThread?.cpu ?? null,
    sq_total_us: sqThread?.totalUs === undefined ? null : sqWork.totalUs,
    sq_work_us: sqThread?.workUs === undefined ? null : sqWork.workUs,
    looks,
    looks_with_overflow: counts.overflowLooks,
    looks_with_sq_thread_beside: counts.sharedCpuLooks,
    traced: traced
      ? {
        setup_flags: setupFlagNamesIn(traced.flags),
        submitters: traced.submitters,
        waiters: traced.waiters,
        submit_calls: traced.submitCalls,
        waits: traced.waits,
        waits_only: traced.waitsOnly,
        overflows: traced.overflows,
        local_runs: traced.localRuns,
        local_items: traced.localItems,
        capped_runs: traced.cappedRuns ?? null,
        requests: traced.requests.map(requestJson),
      }
      : null,
  };
}

function puntJson(punt: PuntCount) {
  const { opcode, count, file, kind, filesystem, direct, nowait } = punt;
  return {
    operation: operationName(opcode),
    count,
    reason: puntReason(punt),
    forced: punt.forced,
    file: file ?? null,
    kind: kind ?? null,
    file_system: filesystem ?? null,
    direct,
    nowait,
  };
}

function deliveryJson(activity: ProcessActivity) {
  const { delivery } = activity;
  if (!delivery) return null;
  const waits = waitsOf(activity);
  const kicks = kicksOf(activity);
  return {
    task_work_runs: delivery.runs,
    woken_by: delivery.wakes,
    kicks: kicks?.count ?? null,
    kicks_landed: kicks?.landed ?? null,
    waits: waits?.all ?? null,
    waits_slept: waits?.slept ?? null,
    enters_seen: waits?.enters ?? null,
    io_wq: delivery.punts.map(puntJson),
  };
}

function tracerJson(tracer: TracerActivity | undefined) {
  return tracer
    ? {
      cpu_seconds: tracer.cpuSeconds ?? null,
      events: tracer.events,
      missed: tracer.missed,
      latencies_lost: tracer.latenciesLost ?? 0,
      rings_lost: tracer.ringsLost ?? 0,
      stacks_lost: tracer.stackSamples?.failed ?? 0,
      io_wq_cpus: Object.fromEntries(tracer.wqCpus),
    }
    : null;
}

/**
 * One line of JSON; `kind` is "interval", or "all" of everything at the end,
 * with the directory of the results where there is one.
 */
export function intervalJson(
  kind: "interval" | "all",
  { at, seconds, processes, tracer }: WatchInterval,
  results?: string,
): string {
  const all = processes.map((one) => {
    const isSeen = one.looks > 0;
    return {
      pid: one.pid,
      name: one.name,
      seconds: one.seconds,
      looked_seconds: one.lookedSeconds,
      threads: isSeen ? one.threads : null,
      cpu_seconds: isSeen ? one.cpuSeconds : null,
      cpu_seconds_all: isSeen ? cpuOf(one) : null,
      sleeps: isSeen ? one.sleeps : null,
      iowait_seconds: one.iowaitSeconds ?? null,
      completed: completionsOf(one) ?? null,
      requests: one.delivery ? requestsOf(one).map(requestJson) : null,
      delivery: deliveryJson(one),
      rings: one.rings.map(ringJson),
      ...(kind === "all" && { advice: adviceOn(one) }),
    };
  });
  return `${
    JSON.stringify({
      schema: "uringlab-watch",
      version: VERSION,
      kind,
      at,
      seconds,
      ...(kind === "all" && { results: results ?? null }),
      tracer: tracerJson(tracer),
      processes: all,
    })
  }\n`;
}
