/** What the tracer counts of rings, against programs that say what they do. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { NativeTracer } from "../../../lib/trace/capture/native_tracer.ts";
import type {
  RequestCount,
  TracedRing,
} from "../../../lib/trace/capture/rings.ts";
import {
  costNs,
  difference,
  lostEvents,
  type Snapshot,
} from "../../../lib/trace/capture/snapshot.ts";
import { TraceError } from "../../../lib/trace/capture/trace_error.ts";
import { noNamespace } from "../../surroundings.ts";
import { built, type Counted, startCounted } from "./counted.ts";
import { hindrance, TRACER } from "./hindrance.ts";

const why = await hindrance();

/** IORING_OP_* and errno of what counted.c does. */
const NOP = 0;
const READV = 1;
const FSYNC = 3;
const READ_FIXED = 4;
const POLL_ADD = 6;
const TIMEOUT = 11;
const ASYNC_CANCEL = 14;
const OPENAT = 18;
const READ = 22;
const WRITE = 23;
const SEND_ZC = 47;
const EBADF = 9;
const EINVAL = 22;
const ETIME = 62;
const ECANCELED = 125;

const DEFER = 1 << 13;

async function watch(...pids: number[]): Promise<NativeTracer> {
  const tracer = await NativeTracer.start({
    pids,
    watch: true,
    command: [TRACER],
  });
  await tracer.setWindow({ startNs: 0n, endNs: 2n ** 64n - 1n });
  return tracer;
}

/** Lets the program do its work while it is watched. */
async function watched(
  program: Counted,
): Promise<{ said: unknown; seen: Snapshot }> {
  await using tracer = await watch(program.pid);
  const said: unknown = JSON.parse(await program.go());
  const seen = await tracer.snapshot();
  assertEquals(lostEvents(seen).missed, 0, JSON.stringify(seen.failed));
  return { said, seen };
}

function test(name: string, fn: () => Promise<void>, missing = why): void {
  Deno.test({
    name: `--watch ${name}${missing ? ` (not run: ${missing})` : ""}`,
    ignore: missing !== undefined,
    fn,
  });
}

/** What a test compares of requests; what is 0 is left out. */
function figures(
  { latency: _, failures, ...counts }: RequestCount,
): Record<string, unknown> {
  return {
    ...Object.fromEntries(
      Object.entries(counts).filter(([, count]) => count),
    ),
    ...failures.size ? { failures: [...failures].sort() } : {},
  };
}

function requests(ring: TracedRing | undefined, opcode: number): RequestCount {
  const found = ring?.requests.find((request) => request.opcode === opcode);
  assert(found, `no requests of opcode ${opcode}`);
  return found;
}

function nopsOf(ring: TracedRing | undefined): [number, number] {
  const { submitted, completed } = requests(ring, NOP);
  return [submitted, completed];
}

test("counts requests by opcode, with what they asked for", async () => {
  await using program = await startCounted(["opcodes"]);
  const { said, seen } = await watched(program);
  assertEquals(seen.rings.length, 1);
  const [ring] = seen.rings;
  const { fd } = said as { fd: number };
  assertEquals([ring?.pid, ring?.fd], [program.pid, fd]);
  assertEquals(ring?.submitters, [program.pid]);
  // The cancelled timeout and its cancellation are two calls.
  assertEquals(ring?.submitCalls, 9);
  assertEquals(figures(requests(ring, NOP)), {
    submitted: 7,
    completed: 7,
    linked: 2,
  });
  assertEquals(figures(requests(ring, READ)), {
    opcode: READ,
    submitted: 11,
    completed: 11,
    sized: 11,
    bytesAsked: 7 * 4096 + 4 * 512,
    short: 1,
    failures: [[EBADF, 4]],
  });
  assertEquals(figures(requests(ring, READ_FIXED)), {
    opcode: READ_FIXED,
    submitted: 2,
    completed: 2,
    sized: 2,
    bytesAsked: 1024,
    fixedFile: 2,
    fixedBuffer: 2,
  });
  assertEquals(figures(requests(ring, READV)), {
    opcode: READV,
    submitted: 3,
    completed: 3,
    sized: 3,
    bytesAsked: 3 * 5096,
  });
  assertEquals(figures(requests(ring, TIMEOUT)), {
    opcode: TIMEOUT,
    submitted: 2,
    completed: 2,
    failures: [[ECANCELED, 1], [ETIME, 1]],
  });
  assertEquals(figures(requests(ring, ASYNC_CANCEL)), {
    opcode: ASYNC_CANCEL,
    submitted: 1,
    completed: 1,
  });
  assertEquals(figures(requests(ring, FSYNC)), {
    opcode: FSYNC,
    submitted: 1,
    completed: 1,
    failures: [[EINVAL, 1]],
  });
});

test("times every request where there are few, up to its completion", async () => {
  await using program = await startCounted(["timeouts", "10"]);
  const { seen: { rings: [ring] } } = await watched(program);
  const { latency } = requests(ring, TIMEOUT);
  assertEquals(latency.samples, 10);
  assertEquals(latency.counts.values().reduce((sum, n) => sum + n, 0), 10);
  // A bucket is 1/32 wide.
  const [shortest = 0] = [...latency.counts.keys()].sort((a, b) => a - b);
  assert(shortest >= 2e6 * 31 / 32, `2 ms took ${shortest} ns`);
  assert(latency.counts.keys().every((low) => low <= latency.maxNs));
  assert(latency.sumNs >= 20_000_000n);
});

test("has the flags and sizes of every mode as the kernel has them", async () => {
  await using program = await startCounted(["modes"]);
  const { said, seen } = await watched(program);
  assertEquals(
    seen.rings.map(({ fd, flags, sqEntries, cqEntries }) => ({
      fd,
      flags,
      sq: sqEntries,
      cq: cqEntries,
    })).sort((a, b) => (a.fd ?? 0) - (b.fd ?? 0)),
    said,
  );
  for (const ring of seen.rings) assertEquals(nopsOf(ring), [1, 1]);
  const sq = seen.threads.filter(({ kind }) => kind === "sq");
  const polled = seen.rings.filter(({ flags }) => flags & 1 << 1);
  assertEquals(
    polled.flatMap(({ submitters }) => submitters),
    sq.map(({ tid }) => tid),
  );
});

test("counts 64 rings apart", async () => {
  await using program = await startCounted(["many", "64"]);
  const { said, seen } = await watched(program);
  assertEquals(
    seen.rings.map((ring) => ({ fd: ring.fd, nops: nopsOf(ring)[1] })).sort(
      (a, b) => a.nops - b.nops,
    ),
    said,
  );
});

test("keeps what a closed ring has done, and does not mix it with the next", async () => {
  await using program = await startCounted(["closed"]);
  const { said, seen } = await watched(program);
  const { fd } = said as { fd: number };
  assertEquals(
    seen.rings.map((ring) => [ring.fd, ring.sqEntries, nopsOf(ring)]),
    [[undefined, 4, [10, 10]], [fd, 8, [20, 20]]],
  );
});

test("tells workers of an SQ thread from itself", async () => {
  await using program = await startCounted(["sqpunts"]);
  const { seen } = await watched(program);
  assertEquals(seen.punts.map(({ count }) => count), [5]);
  const ran = seen.wqCpus.values().reduce((sum, count) => sum + count, 0);
  assert(ran > 0, "no worker was given a CPU");
  const kinds = seen.threads.map(({ kind }) => kind);
  assert(kinds.includes("wq"), `${kinds}`);
  assertEquals(kinds.filter((kind) => kind === "sq").length, 1);
});

test("says which requests io-wq got, of which file, and why", async () => {
  await using program = await startCounted(["punts"]);
  const { seen } = await watched(program);
  const [ring] = seen.rings;
  const of = { ring: ring?.id ?? "none", direct: false };
  // Of the file system of /tmp it depends whether it can be tried.
  const writes = seen.punts.filter(({ opcode }) => opcode === WRITE);
  for (const { kind, nowait, filesystem } of writes) {
    assertEquals([kind, nowait], ["regular", false], filesystem);
  }
  assertEquals(
    seen.punts.filter(({ opcode }) => opcode !== WRITE)
      .toSorted((a, b) => b.count - a.count),
    [{
      ...of,
      opcode: READ,
      count: 5,
      forced: true,
      file: "zero",
      kind: "char",
      nowait: true,
      filesystem: seen.punts.find(({ file }) => file === "zero")?.filesystem,
    }, {
      ...of,
      opcode: READ,
      count: 3,
      forced: false,
      file: "status",
      kind: "regular",
      nowait: false,
      filesystem: "proc",
    }, {
      ...of,
      opcode: OPENAT,
      count: 1,
      forced: false,
      file: undefined,
      kind: undefined,
      nowait: false,
      filesystem: undefined,
    }],
  );
  const ran = seen.wqCpus.values().reduce((sum, count) => sum + count, 0);
  assert(ran > 0, "no worker was given a CPU");
  assert(
    seen.threads.some(({ kind, pid }) => kind === "wq" && pid === program.pid),
  );
});

test("counts CQEs that found the queue full, of which no opcode is known", async () => {
  await using program = await startCounted(["overflow"]);
  const { said, seen: { rings: [ring] } } = await watched(program);
  const { nops, overflows } = said as { nops: number; overflows: number };
  assertEquals(ring?.overflows, overflows);
  assertEquals(ring?.unattributed, overflows);
  assertEquals(nopsOf(ring), [nops, nops - overflows]);
});

test("counts all CQEs of a multishot request, and its first one's latency", async () => {
  await using program = await startCounted(["multishot"]);
  const { seen: { rings: [ring] } } = await watched(program);
  const { latency, ...poll } = requests(ring, POLL_ADD);
  assertEquals(figures({ ...poll, latency }), {
    opcode: POLL_ADD,
    submitted: 1,
    completed: 6,
    multishot: 6,
  });
  assertEquals(latency.samples, 1);
  assertEquals(ring?.unattributed, 0);
  // Two of the three have asked for no CQE.
  const { submitted, completed, silent } = requests(ring, NOP);
  assertEquals([submitted, completed, silent], [3, 1, 2]);
});

test("knows who submits and who waits", async () => {
  await using program = await startCounted(["threads"]);
  const { said, seen: { rings: [ring] } } = await watched(program);
  const { submitter, waiter } = said as { submitter: number; waiter: number };
  assertEquals([ring?.submitters, ring?.waiters], [[submitter], [waiter]]);
  assertEquals(ring?.submitCalls, 10);
  assert(ring && ring.waits > 0);
  assertEquals(ring.waitsOnly, ring.waits);
});

test("counts runs of local work that end at the limit of the kernel", async () => {
  await using program = await startCounted(["cap"]);
  const { said, seen: { rings } } = await watched(program);
  if (!(said as { made: boolean }).made) return;
  const ring = rings.find(({ flags }) => flags & DEFER);
  assertEquals(requests(ring, TIMEOUT).completed, 60);
  assert(ring && ring.localRuns > 0);
  assertEquals(ring.localItems, 60);
  // Before 6.13 one run delivers them all.
  if (ring.cappedRuns !== undefined) assert(ring.cappedRuns > 0);
});

test("counts a call once that runs completions and then sleeps", async () => {
  await using program = await startCounted(["waits", "50"]);
  const { said, seen } = await watched(program);
  if (!(said as { made: boolean }).made) return;
  const thread = seen.threads.find(({ tid }) => tid === program.pid);
  assertEquals(thread?.counts.waiting_calls, 50);
  // It may be so slow that all is there when it begins to wait.
  assert((thread?.counts.waits ?? 0) <= 50);
});

test("times requests of every place of a batch alike", async () => {
  await using program = await startCounted(["bursts", "400"]);
  const { seen: { rings: [ring] } } = await watched(program);
  const { latency, completed } = requests(ring, POLL_ADD);
  assertEquals(completed, 400 * 12);
  const sum = latency.counts.values().reduce((sum, n) => sum + n, 0);
  assert(Math.abs(sum / completed - 1) < 0.2, `${sum} of ${completed}`);
});

test("does not take zero-copy sends for multishot requests", async () => {
  await using program = await startCounted(["notified", "20"]);
  const { said, seen: { rings: [ring] } } = await watched(program);
  if (!(said as { made: boolean }).made) return;
  assertEquals(figures(requests(ring, SEND_ZC)), {
    opcode: SEND_ZC,
    submitted: 20,
    completed: 20,
    sized: 20,
    bytesAsked: 20_000,
  });
  assertEquals(ring?.notifications, 20);
});

test("follows what is forked, and what becomes another program", async () => {
  await using program = await startCounted(["forks"]);
  const { said, seen } = await watched(program);
  const { one, other } = said as { one: number; other: number };
  assertEquals(
    seen.processes.map(({ pid, endedNs }) => ({
      pid,
      ended: endedNs !== undefined,
    })).sort((a, b) => a.pid - b.pid),
    [
      { pid: program.pid, ended: false },
      { pid: one, ended: true },
      { pid: other, ended: true },
    ],
  );
  assertEquals(
    seen.processes.find(({ pid }) => pid === other)?.comm,
    "exe",
  );
  assertEquals(
    seen.rings.map((ring) => [ring.pid, nopsOf(ring)[1], ring.fd === undefined])
      .sort(([a = 0], [b = 0]) => Number(a) - Number(b)),
    [[program.pid, 50, false], [one, 100, true], [other, 30, true]],
  );
});

test("adds a process later, and none that is not there", async () => {
  await using first = await startCounted(["nops", "5"]);
  await using second = await startCounted(["nops", "7"]);
  await using tracer = await watch(first.pid);
  assertEquals(await tracer.add(4_194_300), false);
  assertEquals(await tracer.add(second.pid), true);
  await Promise.all([first.go(), second.go()]);
  const { rings, processes } = await tracer.snapshot();
  assertEquals(
    rings.map((ring) => [ring.pid, nopsOf(ring)[1]]).toSorted(),
    [[first.pid, 5], [second.pid, 7]].toSorted(),
  );
  assertEquals(processes.length, 2);
});

test("keeps a process that is killed, and what it did", async () => {
  await using program = await startCounted(["nops", "9"]);
  await using tracer = await watch(program.pid);
  await program.go();
  program.kill();
  let seen = await tracer.snapshot();
  for (let i = 0; i < 250 && seen.processes[0]?.endedNs === undefined; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    seen = await tracer.snapshot();
  }
  assertEquals(
    seen.processes.map(({ pid, comm }) => [pid, comm]),
    [[program.pid, "counted"]],
  );
  const [{ usedNs = 0n, endedNs = 0n } = {}] = seen.processes;
  // It may end while the snapshot that tells so is read.
  const { startNs, atNs } = await tracer.snapshot();
  assert(startNs < usedNs && usedNs < endedNs && endedNs < atNs);
  assertEquals(seen.rings.map((ring) => [ring.fd, nopsOf(ring)]), [
    [undefined, [9, 9]],
  ]);
});

test(
  "numbers a process in another PID namespace as we do",
  async () => {
    await using program = await startCounted(["nops", "11"], [
      "unshare",
      "--pid",
      "--fork",
      "--kill-child",
    ]);
    const children = await Deno.readTextFile(
      `/proc/${program.pid}/task/${program.pid}/children`,
    );
    const pid = Number(children);
    await using tracer = await watch(pid);
    await program.go();
    const { rings: [ring], threads } = await tracer.snapshot();
    assertEquals([ring?.pid, ring?.submitters, nopsOf(ring)], [
      pid,
      [pid],
      [11, 11],
    ]);
    assertEquals(threads.find(({ tid }) => tid === pid)?.pid, pid);
  },
  why ?? await noNamespace(),
);

test("loses nothing of a thread that does nothing but no-ops", async () => {
  await using program = await startCounted(["load"]);
  await using tracer = await watch(program.pid);
  await program.start();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const between = await tracer.snapshot();
  await program.start();
  const { nops } = JSON.parse(await program.line());
  const seen = await tracer.snapshot();
  const [ring] = seen.rings;
  assertEquals(nopsOf(ring), [nops, nops]);
  assertEquals(lostEvents(seen).missed, 0);
  // Each timed request stands for as many as it was chosen of.
  const { latency } = requests(ring, NOP);
  const sum = latency.counts.values().reduce((sum, n) => sum + n, 0);
  assert(Math.abs(sum / nops - 1) < 0.1, `${sum} of ${nops}`);
  const cost = costNs(seen);
  assert(cost === undefined || cost > 0);
  const { rings: [later] } = difference(seen, between);
  assert(nopsOf(later)[0] < nops);
});

test("has one process at least, and says so in one line", async () => {
  await assertRejects(
    () => watch(4_194_300),
    TraceError,
    "there is no such process",
  );
  await using program = await startCounted(["nops", "2"]);
  await using tracer = await watch(4_194_300, program.pid);
  await program.go();
  const { rings: [ring] } = await tracer.snapshot();
  assertEquals(nopsOf(ring), [2, 2]);
});

/** The numbers of the BPF programs that a process has descriptors of. */
async function programsOf(pid: number): Promise<string[]> {
  const ids = new Set<string>();
  for await (const { name } of Deno.readDir(`/proc/${pid}/fdinfo`)) {
    const text = await Deno.readTextFile(`/proc/${pid}/fdinfo/${name}`);
    const id = /^prog_id:\s*(\d+)$/m.exec(text)?.[1];
    if (id !== undefined) ids.add(id);
  }
  return [...ids];
}

test("leaves no program in the kernel when it is killed", async () => {
  const list = await built("bpf_programs");
  await using program = await startCounted(["nops", "1"]);
  const tracer = new Deno.Command(TRACER, {
    args: ["--watch", `${program.pid}`],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = tracer.stdout.getReader();
  await reader.read();
  const ids = await programsOf(tracer.pid);
  assert(ids.length > 10, `${ids}`);
  const left = async () => {
    const { stdout } = await new Deno.Command(list, { args: ids }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  assertEquals((await left()).split("\n"), ids);
  tracer.kill("SIGKILL");
  await Promise.all([tracer.stdin.close().catch(() => {}), tracer.status]);
  await reader.cancel();
  // The kernel frees them when nobody runs them any more.
  let still = await left();
  for (let i = 0; i < 250 && still; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    still = await left();
  }
  assertEquals(still, "");
});
