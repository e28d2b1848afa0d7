/**
 * Kernel threads that work for the reads of this process, and what CPU time
 * they take on some CPUs. They are known by their names:
 *
 * - "iou-wrk-TID", threads of this very process: io_uring's own, which do the
 *   reads that their targets refuse to begin without blocking (create_io_worker
 *   in io_uring/io-wq.c);
 * - "kworker/u8:2+loop0" and "kworker/u8:2-loop0": a worker of the kernel's
 *   pools that runs, or ran last, a job of the work queue "loop0", which is the
 *   loop device of that name and nobody else (loop_configure in
 *   drivers/block/loop.c; wq_worker_comm in kernel/workqueue.c). Before Linux
 *   5.14 a thread "loop0" of its own did that work.
 *
 * Workers of pools serve many: one counts for the time between two looks if
 * its name says so at the second. What cannot be told is not counted.
 */
import type { SystemFiles } from "./system.ts";
import { readScheduled, type ThreadInfo } from "./threads.ts";

/** A thread at one look. */
type Thread = Pick<ThreadInfo, "name" | "cpu" | "runNs">;

/** What had been counted by some moment. */
interface Sum {
  /** CLOCK_MONOTONIC. */
  readonly ns: number;
  /** CPU time of serving threads on the watched CPUs, in seconds. */
  readonly seconds: number;
}

/** The thread that all other kernel threads are children of (kernel/kthread.c). */
const KTHREADD = "/proc/2";
/** Kernel threads that may come to serve a loop device. */
const CANDIDATE = /^(kworker\/u|loop\d)/;

/**
 * Watches the kernel threads that serve reads from some loop devices ("loop0"),
 * and io_uring's own, on some CPUs: {@linkcode ServingThreads.look} again and
 * again while reads run, then ask {@linkcode ServingThreads.between}.
 */
export class ServingThreads {
  readonly #files: SystemFiles;
  readonly #loops: readonly string[];
  readonly #cpus: ReadonlySet<number>;
  readonly #serving: RegExp;
  /** Kernel threads that never serve a loop device, by their path. */
  readonly #others = new Set<string>();
  #before: ReadonlyMap<string, Thread> | undefined;
  readonly #sums: Sum[] = [];
  #hidden = false;

  constructor(
    files: SystemFiles,
    loops: readonly string[],
    cpus: readonly number[],
  ) {
    this.#files = files;
    this.#loops = loops;
    this.#cpus = new Set(cpus);
    this.#serving = new RegExp(
      ["^iou-wrk-", ...loops.map((loop) => `^(kworker/.*[+-])?${loop}$`)]
        .join("|"),
    );
  }

  /** Looks at the threads; `ns` is what CLOCK_MONOTONIC says now. */
  look(ns: number): void {
    const now = new Map<string, Thread>();
    for (const path of this.#paths()) {
      const thread = readScheduled(this.#files, path);
      if (thread) now.set(path, thread);
    }
    this.#sums.push({
      ns,
      seconds: (this.#sums.at(-1)?.seconds ?? 0) + this.#spent(now),
    });
    this.#before = now;
  }

  /**
   * Seconds of CPU time that serving threads took on the watched CPUs between
   * two moments of CLOCK_MONOTONIC. Between two looks it is taken to have gone
   * on evenly. undefined where the kernel's threads cannot be seen, as in a
   * container, or nobody looked before and after.
   */
  between(startNs: number, endNs: number): number | undefined {
    const [start, end] = [this.#at(startNs), this.#at(endNs)];
    return this.#hidden || start === undefined || end === undefined
      ? undefined
      : end - start;
  }

  #paths(): string[] {
    const own = this.#files.list("/proc/self/task")
      .map((tid) => `/proc/self/task/${tid}`)
      .filter((path) => this.#files.read(`${path}/comm`)?.startsWith("iou-"));
    return this.#loops.length === 0 ? own : [...own, ...this.#kernelThreads()];
  }

  #kernelThreads(): string[] {
    const children = this.#files.read(`${KTHREADD}/task/2/children`);
    if (
      this.#files.read(`${KTHREADD}/comm`) !== "kthreadd" ||
      children === undefined
    ) {
      this.#hidden = true;
      return [];
    }
    return children.trim().split(" ").map((pid) => `/proc/${pid}`)
      .filter((path) => {
        if (this.#others.has(path)) return false;
        const name = this.#files.read(`${path}/comm`);
        if (name === undefined || CANDIDATE.test(name)) return true;
        this.#others.add(path);
        return false;
      });
  }

  /** What serving threads took on the watched CPUs since the look before. */
  #spent(now: ReadonlyMap<string, Thread>): number {
    const before = this.#before;
    if (!before) return 0;
    let ns = 0;
    for (const [path, thread] of now) {
      if (!this.#serving.test(thread.name)) continue;
      // One that was not there has been made since.
      const { cpu = thread.cpu, runNs = 0 } = before.get(path) ?? {};
      // One that has moved is taken to have done so half-way.
      const share = [cpu, thread.cpu].filter((one) => this.#cpus.has(one));
      ns += Math.max(0, thread.runNs - runNs) * share.length / 2;
    }
    return ns / 1e9;
  }

  /** What had been counted by then; undefined outside of the looks. */
  #at(ns: number): number | undefined {
    const next = this.#sums.findIndex((sum) => sum.ns >= ns);
    const [before, after] = [this.#sums[next - 1], this.#sums[next]];
    if (!after || !before) return after?.ns === ns ? after.seconds : undefined;
    const share = (ns - before.ns) / (after.ns - before.ns);
    return before.seconds + share * (after.seconds - before.seconds);
  }
}
