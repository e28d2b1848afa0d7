import type { RingInfo } from "../../lib/host/ring_info.ts";
import type { ThreadInfo } from "../../lib/host/threads.ts";
import type { ProcessActivity } from "../../lib/watch/activity.ts";
import type { Look, WatchedProcess } from "../../lib/watch/look.ts";

/** A ring of 8 and 16 entries. */
export function ring(some: Partial<RingInfo> = {}): RingInfo {
  return {
    fd: 3,
    inode: 100,
    sqEntries: 8,
    cqEntries: 16,
    submitted: 0,
    completed: 0,
    sqThread: undefined,
    files: 0,
    buffers: 0,
    overflowed: 0,
    ...some,
  };
}

/** A thread of the program on CPU 0. */
export function thread(some: Partial<ThreadInfo> = {}): ThreadInfo {
  return {
    tid: 7,
    name: "db",
    kind: "user",
    cpu: 0,
    runNs: 0,
    sleeps: 0,
    ...some,
  };
}

/** A look at a process after so many seconds. */
export function look(
  seconds: number,
  some: Partial<WatchedProcess> = {},
): Look {
  return {
    ns: BigInt(seconds * 1e9),
    iowaitSeconds: seconds / 4,
    processes: [{
      pid: 7,
      name: "db",
      threads: [thread()],
      rings: [ring()],
      waitsAsDisk: false,
      ...some,
    }],
  };
}

/** The same as it is seen by so many looks, at each of which it was alike. */
export function seenOften(
  activity: ProcessActivity,
  looks: number,
): ProcessActivity {
  return {
    ...activity,
    looks,
    rings: activity.rings.map((ring) => ({
      ...ring,
      looks: ring.looks * looks,
      overflowLooks: ring.overflowLooks * looks,
      sharedCpuLooks: ring.sharedCpuLooks * looks,
    })),
  };
}

const LOCKED = "pos:\t0\nflags:\t02000002\nmnt_id:\t17\nino:\t5";

/** A ring that completed so many; undefined: its lock is held. */
export function fdinfo(completed: number | undefined): string {
  if (completed === undefined) return LOCKED;
  return `${LOCKED}\nSqMask:\t0x3\nCachedSqHead:\t${completed}\n` +
    `CqMask:\t0x7\nCachedCqTail:\t${completed}\nSqThread:\t-1\n` +
    "SqThreadCpu:\t-1\nUserFiles:\t0\nUserBufs:\t0";
}
