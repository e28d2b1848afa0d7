import type { Step } from "../model/measurement/steps.ts";
import type { Visit } from "../model/visit.ts";
import type { Executor, TurnExecutor } from "./executor.ts";

/** A target, as the kernel describes it. */
export interface Target {
  bytes: number;
  /** Of a file: less than `bytes` if it is sparse. */
  allocatedBytes: number;
  isBlockDevice: boolean;
  /** "major:minor" of the device, or of the one that the file system is on. */
  device: string;
  /** f_type of statfs(2): which file system it lies on. */
  fsMagic: number;
  /** Alignments that O_DIRECT asks for, in bytes. */
  offsetAlign: number;
  memAlign: number;
}

/** A step that the kernel refused. */
export interface Refusal {
  readonly step: Step;
  readonly errno: number;
  /** One line for the user: the step's text, the error, and what would help. */
  readonly message: string;
}

/** A target that was refused. */
export interface TargetRefusal extends Refusal {
  /** What it has, 0 where that is not known. */
  readonly bytes: number;
}

/**
 * What the machine is asked before and while cells run. The engine answers in
 * real runs; tests give their own answers.
 */
export interface Machine extends Executor, TurnExecutor {
  /** Describes a target and reads one block of it with O_DIRECT. */
  probeTarget(path: string, bs?: number): Target | Refusal;
  /** Makes a ring with these IORING_SETUP_* flags and closes it. */
  probeRing(setupFlags: number, entries: number): Refusal | undefined;
  /**
   * Enters a ring with these IORING_ENTER_* flags, and waits for nothing: what
   * is refused tells that the kernel does not know one of them.
   */
  probeEnter(enterFlags: number): Refusal | undefined;
  /** CLOCK_MONOTONIC in ns. */
  nowNs(): bigint;
  /** Whether reading CLOCK_MONOTONIC costs no system call. */
  probeClock(): boolean | Refusal;
  /** Whether a thread can count its cycles and instructions in that mode. */
  probePerf(where: "user" | "kernel"): Refusal | undefined;
  /** How many bytes of memory a visit locks, for buffers aligned like that. */
  cellBytes(visit: Visit, memAlign: number): number;
  /** Whether a thread of this process may run on exactly these CPUs. */
  probeAffinity(cpus: readonly number[]): Refusal | undefined;
  /** Locks that many bytes and gives them back. */
  probeMemlock(bytes: number): Refusal | undefined;
  /** Moves every thread of this process to these CPUs. */
  moveThreads(cpus: readonly number[]): Refusal | undefined;
  /** "getppid" for the number of that system call. */
  syscallName(number: number): string;
  readonly liburingVersion: string;
  /** Path of the program that hogs a CPU. */
  readonly busyPath: string;
  /** Path of the program that writes beside the reads. */
  readonly writerPath: string;
  /** Path of the program that times a command. */
  readonly timedPath: string;
  /** Path of the program that traces, which may not be there. */
  readonly tracerPath: string;
}

/** Whether an answer of the machine is a refusal. */
export function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === "object" && answer !== null && "errno" in answer;
}
