/** What a process, its network namespace and the kernel's slabs hold. */

/** What a process has, and the network namespace that it is alone in. */
export interface Belongings {
  readonly descriptors: number;
  readonly threads: number;
  /** VmRSS. */
  readonly bytes: number;
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

/** Reads /proc/PID. Throws where the process has ended. */
export function belongings(pid: number): Belongings {
  const process = `/proc/${pid}`;
  const status = Deno.readTextFileSync(`${process}/status`);
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1]);
  const sockstat = Deno.readTextFileSync(`${process}/net/sockstat`);
  return {
    descriptors: [...Deno.readDirSync(`${process}/fd`)].length,
    threads: field("Threads"),
    bytes: field("VmRSS") * 1024,
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
