import {
  completionsOf,
  cpuOf,
  type ProcessActivity,
  type RingActivity,
} from "../../watch/activity.ts";
import { adviceOn } from "../../watch/advice/advice.ts";

/** Changes whenever a field changes its meaning. */
const VERSION = 1;

function ringJson(
  { ring, completions, submissions, sqWork, looks, ...counts }: RingActivity,
) {
  const { fd, sqEntries, cqEntries, sqThread, files, buffers } = ring;
  return {
    fd,
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
  };
}

/** One line of JSON; `kind` is "interval", or "all" of everything at the end. */
export function activityJson(
  kind: "interval" | "all",
  all: readonly ProcessActivity[],
): string {
  const processes = all.map((one) => ({
    pid: one.pid,
    name: one.name,
    seconds: one.seconds,
    threads: one.threads,
    cpu_seconds: one.cpuSeconds,
    cpu_seconds_all: cpuOf(one),
    sleeps: one.sleeps,
    completed: completionsOf(one) ?? null,
    rings: one.rings.map(ringJson),
    ...(kind === "all" && { advice: adviceOn(one) }),
  }));
  return `${
    JSON.stringify({
      schema: "uringlab-watch",
      version: VERSION,
      kind,
      processes,
    })
  }\n`;
}
