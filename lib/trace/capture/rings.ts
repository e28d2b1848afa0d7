import {
  keyed,
  listMinus,
  mapMinus,
  minus,
  optionalMinus,
} from "./subtract.ts";

/** How long requests took from submission to completion, from a sample. */
export interface LatencyCount {
  /**
   * Requests by the lower bound of their bucket in ns (32 buckets for each
   * doubling). Only some are timed where there are many; each stands for as
   * many as it was chosen of, so that the sum is about that of all requests.
   */
  readonly counts: ReadonlyMap<number, number>;
  /** Of all that `counts` stand for. */
  readonly sumNs: bigint;
  /** Of those that were timed, since the tracer was started. */
  readonly maxNs: number;
  /** How many were timed. */
  readonly samples: number;
}

/** What was seen of a ring's requests of one opcode (IORING_OP_*). */
export interface RequestCount {
  readonly opcode: number;
  readonly submitted: number;
  /** CQEs that were posted for it, those of multishot requests included. */
  readonly completed: number;
  /** Negative results: errno to count; those of timeouts among them. */
  readonly failures: ReadonlyMap<number, number>;
  /**
   * Reads and writes that brought fewer bytes than were asked for, but some.
   * Undefined for vectored ones and for what asks for no number of bytes.
   */
  readonly short: number | undefined;
  /** Requests whose size is known, and the sum of their sizes in bytes. */
  readonly sized: number;
  readonly bytesAsked: number;
  /** Submitted with IOSQE_IO_LINK or IOSQE_IO_HARDLINK. */
  readonly linked: number;
  /** CQEs with IORING_CQE_F_MORE. */
  readonly multishot: number;
  /** Submitted with IOSQE_FIXED_FILE, and with registered buffers. */
  readonly fixedFile: number;
  readonly fixedBuffer: number;
  /** Submitted with IOSQE_CQE_SKIP_SUCCESS: they may complete without a CQE. */
  readonly silent: number;
  readonly latency: LatencyCount;
}

/**
 * How many rings the tracer has room for, closed ones among them: number 0 of
 * RINGS_MAX in c/trace/rings.bpf.h is none.
 */
export const MAX_RINGS = 4095;

/** And for how many threads of rings, each as often as it uses another one. */
export const MAX_RING_THREADS = 16_384;

/** A ring as the kernel has it, and what was seen of it. */
export interface TracedRing {
  /** Unique among all rings that the tracer has seen. */
  readonly id: string;
  /** The process that made it, in the tracer's PID namespace. */
  readonly pid: number;
  /** Undefined: it has none (any more): closed, or registered only. */
  readonly fd: number | undefined;
  /** The one that it had last; undefined where none was ever known. */
  readonly lastFd?: number | undefined;
  /** Of its file, as fdinfo tells it; undefined before it was looked for. */
  readonly inode?: number | undefined;
  /** IORING_SETUP_*, read from the ring itself. */
  readonly flags: number;
  readonly sqEntries: number;
  readonly cqEntries: number;
  /** Threads that submitted to it, in the tracer's PID namespace. */
  readonly submitters: readonly number[];
  /** Threads that waited for its completions and found too few. */
  readonly waiters: readonly number[];
  /** Calls of io_uring_enter, or rounds of its SQ thread, that submitted. */
  readonly submitCalls: number;
  /** Waiting calls that found too few completions. */
  readonly waits: number;
  /** Those of them that submitted nothing before. */
  readonly waitsOnly: number;
  /** CQEs that found the queue full. */
  readonly overflows: number;
  /** CQEs of which no opcode is known: they are in no `requests`. */
  readonly unattributed: number;
  /** Second CQEs of zero-copy sends, which are in no `requests` either. */
  readonly notifications: number;
  /** Runs of DEFER_TASKRUN's local work, and the items that they ran. */
  readonly localRuns: number;
  readonly localItems: number;
  /**
   * Runs that ended because they had run as many items as one may, with more
   * left. Undefined before 6.13, which has no such limit.
   */
  readonly cappedRuns: number | undefined;
  readonly requests: readonly RequestCount[];
}

/** What a file is, by its mode. */
export const FILE_KINDS = [
  "regular",
  "block",
  "char",
  "socket",
  "pipe",
  "other",
] as const;

/** The name of one of them. */
export type FileKind = typeof FILE_KINDS[number];

/** Requests that were given to io-wq, of one ring, opcode and file. */
export interface PuntCount {
  /** The id of the ring. */
  readonly ring: string;
  readonly opcode: number;
  readonly count: number;
  /**
   * IOSQE_ASYNC asked for it. Not said of opcodes that may always sleep, such
   * as fsync, openat and statx: the kernel gives them to io-wq by itself.
   */
  readonly forced: boolean;
  /**
   * The last component of the file's name. Undefined, as all that follows:
   * the request has none, or it is not known (or one of too many).
   */
  readonly file: string | undefined;
  readonly kind: FileKind | undefined;
  /** Opened with O_DIRECT. */
  readonly direct: boolean;
  /**
   * io_uring takes it for a file that can be tried without waiting, and of
   * buffered writes to a regular one for a file system that can.
   */
  readonly nowait: boolean;
  /** The type of its file system. */
  readonly filesystem: string | undefined;
}

/** A watched process. */
export interface TracedProcess {
  /** Its number in the tracer's PID namespace, and in the first one. */
  readonly pid: number;
  readonly globalPid: number;
  readonly comm: string;
  /** When its first ring was seen, and when it ended, of CLOCK_MONOTONIC. */
  readonly usedNs: bigint | undefined;
  readonly endedNs: bigint | undefined;
}

function latencyMinus(
  after: LatencyCount,
  before: LatencyCount | undefined,
): LatencyCount {
  return {
    counts: mapMinus(after.counts, before?.counts),
    sumNs: after.sumNs - (before?.sumNs ?? 0n),
    maxNs: after.maxNs,
    samples: after.samples - (before?.samples ?? 0),
  };
}

function requestMinus(
  { opcode, failures, short, latency, ...counts }: RequestCount,
  before: RequestCount | undefined,
): RequestCount {
  return {
    ...minus(counts, before),
    opcode,
    failures: mapMinus(failures, before?.failures),
    short: optionalMinus(short, before?.short),
    latency: latencyMinus(latency, before?.latency),
  };
}

function ringMinus(
  after: TracedRing,
  before: TracedRing | undefined,
): TracedRing {
  const less = (of: (ring: TracedRing) => number) =>
    of(after) - (before ? of(before) : 0);
  return {
    ...after,
    submitCalls: less((ring) => ring.submitCalls),
    waits: less((ring) => ring.waits),
    waitsOnly: less((ring) => ring.waitsOnly),
    overflows: less((ring) => ring.overflows),
    unattributed: less((ring) => ring.unattributed),
    notifications: less((ring) => ring.notifications),
    localRuns: less((ring) => ring.localRuns),
    localItems: less((ring) => ring.localItems),
    cappedRuns: optionalMinus(after.cappedRuns, before?.cappedRuns),
    requests: listMinus(
      after.requests,
      before?.requests ?? [],
      ({ opcode }) => `${opcode}`,
      requestMinus,
    ),
  };
}

/**
 * What was counted of rings between two snapshots. Who submitted and waited,
 * and the longest latency, stay those since the start.
 */
export function ringsMinus(
  after: readonly TracedRing[],
  before: readonly TracedRing[],
): TracedRing[] {
  return listMinus(after, before, ({ id }) => id, ringMinus);
}

/** What makes two counts of requests for io-wq the same. */
function puntKey({ count: _, ...of }: PuntCount): string {
  return keyed(Object.values(of));
}

/** What was given to io-wq between two snapshots. */
export function puntsMinus(
  after: readonly PuntCount[],
  before: readonly PuntCount[],
): PuntCount[] {
  return listMinus(after, before, puntKey, (punt, earlier) => ({
    ...punt,
    count: punt.count - (earlier?.count ?? 0),
  })).filter(({ count }) => count > 0);
}

/** Two files of one name are one to us. */
export function mergedPunts(punts: readonly PuntCount[]): PuntCount[] {
  const merged = new Map<string, PuntCount>();
  for (const punt of punts) {
    const key = puntKey(punt);
    const before = merged.get(key)?.count ?? 0;
    merged.set(key, { ...punt, count: before + punt.count });
  }
  return [...merged.values()];
}
