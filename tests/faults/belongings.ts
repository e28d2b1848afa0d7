/** What a process, its network namespace and the kernel's slabs hold. */

/** What a process has, and the network namespace that it is alone in. */
export interface Belongings {
  readonly descriptors: number;
  /** But for those of Deno's that make calls which block, and end when idle. */
  readonly threads: number;
  /** VmRSS, in bytes. */
  readonly resident: number;
  /** VmLck, in bytes: a cell locks all of its memory. */
  readonly locked: number;
  /** Sockets of every kind that are open in the namespace. */
  readonly sockets: number;
  /** TCP sockets that nobody has, and that keep their ports for a while. */
  readonly orphans: number;
  readonly timeWait: number;
}

/** The number behind a word of a line that begins so; 0 where there is none. */
function number(text: string, line: string, word: string): number {
  const match = new RegExp(`^${line}:.*?\\b${word}\\s+(\\d+)`, "m").exec(text);
  return Number(match?.[1] ?? 0);
}

/** A field of /proc/PID/status that counts kB, in bytes. */
export function statusBytes(pid: number, field: string): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const kilobytes = new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(status);
  return Number(kilobytes?.[1]) * 1024;
}

const DENO_POOL = "tokio-runtime-w";

function countThreads(process: string): number {
  let count = 0;
  for (const { name } of Deno.readDirSync(`${process}/task`)) {
    try {
      const comm = Deno.readTextFileSync(`${process}/task/${name}/comm`);
      if (comm.trim() !== DENO_POOL) count++;
    } catch (error) {
      // One that has ended meanwhile is none.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return count;
}

/** Reads /proc/PID. Throws where the process has ended. */
export function belongings(pid: number): Belongings {
  const process = `/proc/${pid}`;
  const sockstat = Deno.readTextFileSync(`${process}/net/sockstat`);
  return {
    descriptors: [...Deno.readDirSync(`${process}/fd`)].length,
    threads: countThreads(process),
    resident: statusBytes(pid, "VmRSS"),
    locked: statusBytes(pid, "VmLck"),
    sockets: number(sockstat, "sockets", "used"),
    orphans: number(sockstat, "TCP", "orphan"),
    timeWait: number(sockstat, "TCP", "tw"),
  };
}

/** Caches of what connections and rings are made of. */
const SLABS = ["TCP", "UDP", "sock_inode_cache", "eventpoll_epi", "io_kiocb"];

/**
 * Objects of the kernel in use, of the whole machine: others make and close
 * sockets too. Undefined where /proc/slabinfo cannot be read.
 */
export function slabs(): string | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync("/proc/slabinfo");
  } catch {
    return undefined;
  }
  return SLABS.flatMap((name) => {
    const count = new RegExp(`^${name}\\s+(\\d+)`, "m").exec(text)?.[1];
    return count === undefined ? [] : [`${name} ${count}`];
  }).join(", ");
}
