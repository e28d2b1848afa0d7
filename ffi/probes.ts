import { ERRNO } from "../lib/base/errno.ts";
import type { Visit } from "../lib/model/visit.ts";
import { READS_SINCE } from "../lib/model/parameters/modes.ts";
import { type Step, STEPS } from "../lib/model/measurement/steps.ts";
import { DRAIN_TIMEOUT } from "../lib/run/executor.ts";
import type {
  Machine,
  Refusal,
  Target,
  TargetRefusal,
} from "../lib/run/machine.ts";
import * as abi from "./abi.ts";
import { cpuArray, cString, encodeArms, encodeParams } from "./cell_memory.ts";
import { refusalOf } from "./errors.ts";
import { type Library, textAt } from "./library.ts";
import { tooOld } from "./refusals.ts";

/** How long a target is waited for before anything is measured, in seconds. */
const FIRST_PATIENCE = 10;

/** The refusal of a step, where C answered with an errno. */
function refused(
  step: Step,
  answer: bigint,
  detail?: string,
): Refusal | undefined {
  return answer < 0n ? refusalOf(step, Number(-answer), detail) : undefined;
}

/**
 * The refusal where uringlab_probe_reads() answered with an errno: EINVAL says
 * that rings take no reads; all others are of making the ring that was asked.
 */
export function refusalOfReads(answer: bigint): Refusal | undefined {
  return answer === BigInt(-ERRNO.EINVAL)
    ? refused("op_read", answer, tooOld(READS_SINCE))
    : refused("ring", answer);
}

/** What C has written about a target that was waited for so many seconds. */
function described(
  answer: bigint,
  memory: BigUint64Array,
  patience: number,
): Target | TargetRefusal {
  const t = abi.decode(abi.TARGET, memory);
  const bytes = Number(t.bytes);
  if (answer < 0n) {
    const errno = Number(-answer);
    const late = errno === ERRNO.ETIMEDOUT
      ? `it did not come back within ${patience} s`
      : undefined;
    return { ...refusalOf(abi.nameOf(STEPS, t.step), errno, late), bytes };
  }
  return {
    bytes,
    allocatedBytes: Number(t.allocated_bytes),
    isBlockDevice: t.is_block_device === 1n,
    device: `${t.major}:${t.minor}`,
    fsMagic: Number(t.fs_magic),
    offsetAlign: Number(t.offset_align),
    memAlign: Number(t.mem_align),
  };
}

/** What the machine answers to a question without a cell being run. */
export class Probes implements
  Omit<
    Machine,
    | "measure"
    | "measureTurns"
    | "busyPath"
    | "writerPath"
    | "timedPath"
    | "tracerPath"
  > {
  readonly #library: Library;

  /** Asks by a library that its owner closes. */
  constructor(library: Library) {
    this.#library = library;
  }

  get #symbols(): Library["symbols"] {
    return this.#library.symbols;
  }

  /** The version of the liburing that the library was built with, as "2.3". */
  get liburingVersion(): string {
    return textAt(this.#symbols.uringlab_liburing_version());
  }

  /** "getppid" for the number of that system call. */
  syscallName(number: number): string {
    return textAt(this.#symbols.uringlab_syscall_name(BigInt(number))) ||
      `system call ${number}`;
  }

  /** Describes a target and reads its first `bs` bytes with O_DIRECT. */
  probeTarget(path: string, bs = 0): Target | TargetRefusal {
    const memory = abi.sized(abi.TARGET);
    const answer = this.#symbols.uringlab_probe_target(
      cString(path),
      BigInt(bs),
      BigInt(FIRST_PATIENCE * 1e9),
      memory,
    );
    return described(answer, memory, FIRST_PATIENCE);
  }

  /**
   * As {@linkcode probeTarget}, while signals are seen and other things done;
   * waits for the read for so many seconds.
   */
  async awaitTarget(
    path: string,
    bs: number,
    patience: number,
  ): Promise<Target | TargetRefusal> {
    const memory = abi.sized(abi.TARGET);
    const answer = await this.#symbols.uringlab_probe_target_async(
      cString(path),
      BigInt(bs),
      BigInt(Math.round(patience * 1e9)),
      memory,
    );
    return described(answer, memory, patience);
  }

  /**
   * Makes a ring with these IORING_SETUP_* flags and closes it; then asks
   * whether rings can read at all.
   */
  probeRing(setupFlags: number, entries: number): Refusal | undefined {
    const answer = this.#symbols.uringlab_probe_ring(
      BigInt(setupFlags),
      BigInt(entries),
    );
    return refused("ring", answer) ??
      refusalOfReads(this.#symbols.uringlab_probe_reads());
  }

  /** Enters a ring with these IORING_ENTER_* flags and waits for nothing. */
  probeEnter(enterFlags: number): Refusal | undefined {
    const answer = this.#symbols.uringlab_probe_enter(BigInt(enterFlags));
    return refused("getevents", answer);
  }

  /** CLOCK_MONOTONIC in ns. */
  nowNs(): bigint {
    return this.#symbols.uringlab_now_ns();
  }

  /** Whether reading CLOCK_MONOTONIC costs no system call. */
  probeClock(): boolean | Refusal {
    const answer = this.#symbols.uringlab_probe_clock();
    return refused("seccomp", answer) ?? answer === 1n;
  }

  /** Locks that many bytes and gives them back. */
  probeMemlock(bytes: number): Refusal | undefined {
    const answer = this.#symbols.uringlab_probe_memlock(BigInt(bytes));
    return refused("memlock", answer);
  }

  /** Whether a thread can count its cycles and instructions in that mode. */
  probePerf(where: "user" | "kernel"): Refusal | undefined {
    const kernel = BigInt(where === "kernel");
    return refused("perf", this.#symbols.uringlab_probe_perf(kernel));
  }

  /** How many bytes of memory a visit locks, for buffers aligned like that. */
  cellBytes(visit: Visit, memAlign: number): number {
    const params = encodeParams(visit, {
      memAlign,
      snapshotBytes: 0,
      windowStartNs: 0n,
      drainTimeout: DRAIN_TIMEOUT,
      nice: 0,
      turnSnapshots: false,
      quiet: false,
    });
    const arms = encodeArms(visit.cells);
    const { uringlab_cell_bytes } = this.#symbols;
    return Number(uringlab_cell_bytes(params, arms, BigInt(arms.byteLength)));
  }

  /** Whether a thread of this process may run on exactly these CPUs. */
  probeAffinity(cpus: readonly number[]): Refusal | undefined {
    const answer = this.#symbols.uringlab_probe_affinity(
      cpuArray(cpus),
      BigInt(cpus.length),
    );
    return refused("affinity", answer);
  }

  /** Moves every thread of this process to these CPUs. */
  moveThreads(cpus: readonly number[]): Refusal | undefined {
    const answer = this.#symbols.uringlab_move_threads(
      cpuArray(cpus),
      BigInt(cpus.length),
    );
    return refused("affinity", answer);
  }

  /** The bucket that counts a latency in ns. */
  bucketOf(ns: number): number {
    return Number(this.#symbols.uringlab_bucket_of(BigInt(ns)));
  }

  /** The lowest latency in ns of a bucket. */
  bucketLow(bucket: number): number {
    return Number(this.#symbols.uringlab_bucket_low(BigInt(bucket)));
  }
}
