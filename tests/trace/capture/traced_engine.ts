/**
 * Measures cells of this process while the native tracer watches it, and prints
 * what both counted, a line of JSON per measured cell. A program, so that a test can run
 * it in a PID namespace too.
 */
import { NativeTracer } from "../../../lib/trace/capture/native_tracer.ts";
import {
  RUN_CLASSES,
  THREAD_COUNTS,
  WAKE_CLASSES,
} from "../../../lib/trace/capture/names.ts";
import {
  lostEvents,
  sumOf,
  type ThreadSnapshot,
} from "../../../lib/trace/capture/snapshot.ts";
import type { Params } from "../../../lib/model/parameters/params.ts";
import { allowedCpus, shortCell, withTarget } from "../../ffi/target.ts";

/** Read where a file made here would be on no disk, as in the lab machine. */
const GIVEN_TARGET = Deno.env.get("URINGLAB_TEST_TARGET");
const SECTORS = 4096;
const TARGET_BYTES = SECTORS * 512;

const RUNTIME_S = 0.4;
const RAMP_S = 0.05;
/** For making the workers. */
const LEAD_NS = 400_000_000n;

/** Messages over sockets, whose far ends are on the last CPU. */
const TCP: Partial<Params> = {
  load: "tcp",
  bs: 64,
  size: 64,
  wakerCpus: allowedCpus().slice(-1),
};

/** What the ring of a waker on the last CPU posts. */
const POSTED: Partial<Params> = {
  load: "msg_ring",
  bs: 8,
  size: 8,
  wakerCpus: allowedCpus().slice(-1),
};

/** Connections that are accepted and closed, which a waker makes. */
const ACCEPT: Partial<Params> = { ...TCP, load: "accept", bs: 8, size: 8 };

/** What is traced: cells that together show every kind of thread. */
export const CELLS: readonly Partial<Params>[] = [
  { mode: "default", iodepth: 1 },
  { mode: "coop", iodepth: 1 },
  { mode: "coop", iodepth: 16 },
  {
    mode: "coop",
    iodepth: 16,
    iodepthBatch: 8,
    iodepthBatchCompleteMin: 8,
    iodepthBatchCompleteMax: 16,
  },
  { mode: "defer", iodepth: 16 },
  { mode: "sqpoll", iodepth: 4 },
  { ...TCP, mode: "default", iodepth: 4 },
  { ...TCP, mode: "defer", iodepth: 4, recv: "multishot" },
  { ...ACCEPT, mode: "default", iodepth: 4, accept: "multishot" },
  { ...ACCEPT, mode: "defer", iodepth: 4 },
  { ...TCP, mode: "default", iodepth: 16, pipeline: 8, recv: "multishot" },
  { ...POSTED, mode: "coop", iodepth: 4 },
];

function sums(threads: readonly ThreadSnapshot[]) {
  return {
    counts: sumOf(threads.map((thread) => thread.counts), THREAD_COUNTS),
    runs: sumOf(threads.map((thread) => thread.runs), RUN_CLASSES),
    wakes: sumOf(threads.map((thread) => thread.wakes), WAKE_CLASSES),
  };
}

/**
 * How often a cell is measured until all wake-ups are seen: a kernel that hides
 * a process runs no program where a waker interrupts it (c/trace/README.md).
 */
export const TRIES = 5;

/** Whether as good as each sleep in a waiting call ended by a wake-up seen. */
export function seesWakers({ engine, workers }: TracedCounts): boolean {
  const { counts, wakes } = workers;
  const all = Object.values(wakes).reduce((sum, n) => sum + n, 0);
  return all - wakes.unknown >= 0.98 * counts.waits_slept - engine.workers;
}

/** What the engine and the tracer counted in the same window. */
export type TracedCounts = Awaited<ReturnType<typeof traceCell>>;

async function traceCell(
  change: Partial<Params>,
  engine: Parameters<Parameters<typeof withTarget>[1]>[0],
  path: string,
) {
  const cell = shortCell(path, {
    size: TARGET_BYTES,
    runtime: RUNTIME_S,
    rampTime: RAMP_S,
    numberIos: 0,
    cpus: allowedCpus().slice(0, 1),
    ...change,
  });
  await using tracer = await NativeTracer.start({
    pid: Deno.pid,
    command: [engine.tracerPath],
  });
  const startNs = engine.nowNs() + LEAD_NS;
  const endNs = startNs + BigInt(RUNTIME_S * 1e9);
  await tracer.setWindow({ startNs, endNs });
  const measured = await engine.measure(cell, { windowStartNs: startNs });
  const snapshot = await tracer.snapshot();
  const tids = new Set(measured.workers.map(({ tid }) => tid));
  const workers = snapshot.threads.filter(({ tid }) => tids.has(tid));
  const sum = (of: (worker: typeof measured.workers[number]) => number) =>
    measured.workers.reduce((all, worker) => all + of(worker), 0);
  return {
    change,
    engine: {
      workers: measured.workers.length,
      // A receive may bring several messages.
      completions: sum(({ ios, receives }) => receives || ios),
      ios: sum(({ ios }) => ios),
      nvcsw: sum(({ nvcsw }) => nvcsw),
      waitingCalls: sum(({ geteventsCalls }) => geteventsCalls),
    },
    workers: { threads: workers.length, ...sums(workers) },
    kernel: sums(snapshot.threads.filter(({ kind }) => kind !== "user")),
    all: sums(snapshot.threads),
    lost: lostEvents(snapshot),
  };
}

if (import.meta.main) {
  await withTarget(SECTORS, async (engine, made) => {
    const path = GIVEN_TARGET ?? made;
    for (const change of CELLS) {
      for (let tried = 0; tried < TRIES; tried++) {
        const traced = await traceCell(change, engine, path);
        console.log(JSON.stringify(traced));
        if (seesWakers(traced)) break;
      }
    }
  });
}
