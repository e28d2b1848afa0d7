/** What the I/Os of a cell are: enum uringlab_load of the engine. */

/** Every load that `--load` accepts, in the engine's order. */
export const LOADS = {
  read: {
    help: "reads of a target with O_DIRECT",
    since: "5.6",
    waker: false,
    timed: false,
    reads: true,
    socket: false,
    bytes: undefined,
  },
  nop: {
    help: "no-ops, which the submit call completes: the ring alone",
    since: "5.6",
    waker: false,
    timed: false,
    reads: false,
    socket: false,
    bytes: 8,
  },
  eventfd: {
    help: "reads of eventfds that a waker writes to",
    since: "5.6",
    waker: true,
    timed: true,
    reads: true,
    socket: false,
    bytes: 8,
  },
  pipe: {
    help: "reads of pipes that a waker writes --bs bytes to",
    since: "5.6",
    waker: true,
    timed: true,
    reads: true,
    socket: false,
    bytes: 8,
  },
  futex: {
    help: "waits for futexes that a waker wakes (Linux 6.7)",
    since: "6.7",
    waker: true,
    timed: true,
    reads: false,
    socket: false,
    bytes: 8,
  },
  msg_ring: {
    help: "messages that a waker's ring posts into the worker's (Linux 5.18)",
    since: "5.18",
    waker: true,
    timed: true,
    reads: false,
    socket: false,
    bytes: 8,
  },
  timeout: {
    help: "timeouts, which the kernel's timers end",
    since: "5.6",
    waker: false,
    timed: true,
    reads: false,
    socket: false,
    // struct __kernel_timespec.
    bytes: 16,
  },
  unix: {
    help: "messages there and back between stream sockets (socketpair)",
    since: "5.6",
    waker: true,
    timed: true,
    reads: false,
    socket: true,
    bytes: 64,
  },
  tcp: {
    help: "the same by TCP over the loopback interface",
    since: "5.6",
    waker: true,
    timed: true,
    reads: false,
    socket: true,
    bytes: 64,
  },
  udp: {
    help: "the same by UDP over the loopback interface",
    since: "5.6",
    waker: true,
    timed: true,
    reads: false,
    socket: true,
    bytes: 64,
  },
  accept: {
    help: "connections of TCP over the loopback interface, made by a waker",
    since: "5.6",
    waker: true,
    timed: true,
    reads: false,
    socket: false,
    bytes: 8,
  },
} as const satisfies Record<string, Load>;

/** A load. */
export interface Load {
  /** For the help. */
  readonly help: string;
  /** The mainline kernel from which on io_uring has it. */
  readonly since: string;
  /** Whether a waker completes it, a thread on a CPU of its own. */
  readonly waker: boolean;
  /** Whether it is known when the cause of a completion came about. */
  readonly timed: boolean;
  /** Whether it reads from a descriptor into a buffer. */
  readonly reads: boolean;
  /** Whether it is messages that the waker answers, on connections. */
  readonly socket: boolean;
  /** Bytes of a buffer where --bs does not say; the target's block if absent. */
  readonly bytes: number | undefined;
}

/** The name of a load, as in options, columns and charts. */
export type LoadName = keyof typeof LOADS;

/** The names of all loads, in the engine's order. */
export const LOAD_NAMES = Object.keys(LOADS) as LoadName[];

/** Whether it is reads of a target, which has disks and interrupts. */
export function isBlock({ load }: { load: LoadName }): boolean {
  return load === "read";
}

/** Whether a waker completes its I/Os: see `wakerCpus`. */
export function hasWaker({ load }: { load: LoadName }): boolean {
  return LOADS[load].waker;
}

/**
 * Whether a request has completed as soon as it is submitted, by the worker's
 * call or by an SQ thread, so that it is never under way by itself. IOSQE_ASYNC
 * hands it to a thread of io-wq, where it is.
 */
export function completesInSubmission(
  { load, forceAsync }: { load: LoadName; forceAsync: boolean },
): boolean {
  return load === "nop" && !forceAsync;
}

/** Whether it is messages on connections, which the waker answers. */
export function isSocket({ load }: { load: LoadName }): boolean {
  return LOADS[load].socket;
}

/** Whether it is connections that are accepted. */
export function isAccepted({ load }: { load: LoadName }): boolean {
  return load === "accept";
}

/** Whether its I/Os are of connections: their messages, or they themselves. */
export function hasConnections({ load }: { load: LoadName }): boolean {
  return isSocket({ load }) || isAccepted({ load });
}

/** Whether another CPU than that which submits completes its I/Os, as a rule. */
export function hasInterrupts({ load }: { load: LoadName }): boolean {
  return isBlock({ load }) || hasWaker({ load });
}

/**
 * Whether a waker is asked for each I/O when its submit call has returned; that
 * of messages over sockets hears of it by the message.
 */
export function isAsked({ load }: { load: LoadName }): boolean {
  return LOADS[load].waker && !LOADS[load].socket;
}

/**
 * Whether another ring posts its completions, so that its workers submit
 * nothing.
 */
export function isPosted({ load }: { load: LoadName }): boolean {
  return load === "msg_ring";
}

/** Whether an I/O takes a time that is set until it completes. */
export function isDelayed({ load }: { load: LoadName }): boolean {
  return LOADS[load].timed && !LOADS[load].socket;
}

/** Whether an I/O names a descriptor, which can be registered. */
export function hasFiles({ load }: { load: LoadName }): boolean {
  return LOADS[load].reads || hasConnections({ load });
}

/** Whether what it sends has a size of choice, --bs. */
export function hasMessages({ load }: { load: LoadName }): boolean {
  return load === "pipe" || LOADS[load].socket;
}

/**
 * Why a load cannot be in a mode, or be submitted in some way, as a sentence;
 * undefined if it can.
 */
export function impossibleLoad(
  { load, mode, forceAsync }: {
    load: LoadName;
    mode: string;
    forceAsync: boolean;
  },
): string | undefined {
  if (isPosted({ load })) {
    const nothing = `workers submit nothing with --load ${load}`;
    if (mode === "sqpoll") {
      return `IORING_SETUP_SQPOLL submits for workers, and ${nothing}`;
    }
    if (forceAsync) {
      return `IOSQE_ASYNC is a flag of what is submitted, and ${nothing}`;
    }
  }
  if (isAccepted({ load }) && forceAsync) {
    return "IOSQE_ASYNC has several threads of io-wq accept at a time, which " +
      "then tell of connections in any order, so that nobody knows how long " +
      "which one took";
  }
  return mode === "iopoll" && load !== "read" && load !== "nop"
    ? `IORING_SETUP_IOPOLL polls disks, and there is none behind --load ${load}`
    : undefined;
}

/** A read, where something else that completes is not one. */
const A_READ = /\b(per|a|no|one|every|each|another) read\b/gi;
/** What experiments on disks say of their load. */
const RANDOM_READS = /\b[Rr]andom reads with O_DIRECT\b/g;

/** What a load is, where it stands alone and not below another. */
export function standAlone(load: LoadName): string {
  const { help } = LOADS[load];
  return isSocket({ load })
    ? help.replace(/^the same\b/, "messages there and back")
    : help;
}

/** What one I/O of a load is called. */
function nounOf(load: LoadName): string {
  if (isBlock({ load })) return "read";
  if (isAccepted({ load })) return "connection";
  return isSocket({ load }) ? "message" : "completion";
}

/**
 * A text that speaks of reads as it has to be where a load is something else:
 * of completions, of messages or of connections.
 */
export function inWordsOf(load: LoadName, text: string): string {
  if (load === "read") return text;
  const one = nounOf(load);
  const all = `${one}s`;
  const begun = all[0]!.toUpperCase() + all.slice(1);
  return text
    .replaceAll(RANDOM_READS, `Load ${load}`)
    .replaceAll(/\b(wait|waiting) for the disk\b/g, `$1 for ${all}`)
    .replaceAll("the softirq of the disk's interrupt", "a softirq")
    .replaceAll("the disk's hard interrupt", "a hard interrupt")
    .replaceAll("the disk or the machine", "the machine")
    .replaceAll(A_READ, `$1 ${one}`)
    // Where it begins a sentence that follows on another.
    .replaceAll(/(?<=\. )IOPS\b/g, `${begun}/s`)
    .replaceAll(/\bIOPS\b/g, `${all}/s`)
    .replaceAll(/\breads\b/g, all)
    .replaceAll(/\bReads\b/g, begun);
}
