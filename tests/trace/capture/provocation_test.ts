import { assert, assertEquals } from "@std/assert";
import { Engine } from "../../../ffi/mod.ts";
import {
  RUN_CLASSES,
  type RunClass,
} from "../../../lib/trace/capture/names.ts";
import { NativeTracer } from "../../../lib/trace/capture/native_tracer.ts";
import {
  type Snapshot,
  sumOf,
  type ThreadSnapshot,
} from "../../../lib/trace/capture/snapshot.ts";
import { entryClass } from "../../../lib/trace/trigger.ts";
import {
  COOP_TASKRUN,
  findCores,
  SINGLE_DEFER,
  startProvoker,
} from "../provoker.ts";
import { hindrance, TRACER } from "./hindrance.ts";

const WINDOW_NS = 500_000_000n;

/**
 * Of the runs, how many must be in their class. On a quiet machine it is 99 % or
 * more; others that run there interrupt and preempt it too.
 */
const LEAST_SHARE = Number(Deno.env.get("URINGLAB_TEST_SHARE") ?? 0.9);

/**
 * Whether a CPU may stand still for longer than a tick, as an emulated one does:
 * then a tick is due when it goes on, and may deliver what nothing else has
 * delivered yet. That it was one must be told by the frames.
 */
const LATE = Deno.env.has("URINGLAB_TEST_LATE");

/**
 * Of the runs, how many may be contradicted by their frames: an interrupt that
 * comes on the way out of another one is taken for the one that made the thread
 * leave user mode. A late CPU has many that are due at once.
 */
const MOST_CONTRADICTED = LATE ? 0.1 : 0.01;

/** A file that is told the shares, a line of JSON for each. */
const SHARES = Deno.env.get("URINGLAB_TEST_SHARES");

const why = await hindrance();
const cores = why ? undefined : await findCores();

interface Seen {
  snapshot: Snapshot;
  thread: ThreadSnapshot;
}

async function trace(
  cpu: number,
  setupFlags: number,
  how: string,
): Promise<Seen> {
  using machine = new Engine();
  await using provoker = await startProvoker(cpu, setupFlags, how);
  await using tracer = await NativeTracer.start({
    pid: provoker.pid,
    command: [TRACER],
    allStacks: true,
  });
  const startNs = machine.nowNs() + 100_000_000n;
  await tracer.setWindow({ startNs, endNs: startNs + WINDOW_NS });
  provoker.resume();
  while (machine.nowNs() < startNs + WINDOW_NS) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const snapshot = await tracer.snapshot();
  const [thread, ...others] = snapshot.threads;
  assert(thread && others.length === 0, "a process of one thread");
  assertEquals(thread.tid, provoker.pid);
  return { snapshot, thread };
}

/** Whoever else wants the CPU preempts it where it was entered otherwise. */
const PREEMPTED: readonly RunClass[] = RUN_CLASSES.filter((name) =>
  name.startsWith("scheduled_in")
);

/** What completes in the call that submits it needs nobody to deliver it. */
const UNPROVOKED: readonly RunClass[] = [...PREEMPTED, "uring_exit"];

/**
 * The runs of some classes, those that nothing else delivered, and those that a
 * tick did on a machine that is late, which are not among them.
 */
function share({ runs }: ThreadSnapshot, classes: readonly RunClass[]) {
  const sum = (names: readonly RunClass[]) =>
    names.reduce((all, name) => all + runs[name], 0);
  const others = UNPROVOKED.filter((name) => !classes.includes(name));
  const ticks = LATE && !classes.includes("timer") ? runs.timer : 0;
  return {
    found: sum(classes),
    of: sum(RUN_CLASSES) - sum(others) - ticks,
    ticks,
  };
}

const SYSCALL: readonly RunClass[] = [
  "submit_getevents",
  "getevents_before_sleep",
  "getevents_after_sleep",
  "uring_entry",
  "uring_exit",
  "other_syscall",
];

/** Whether the frames of a stack tell of the entry that its class tells of. */
function agrees(name: RunClass, frames: readonly string[]): boolean {
  if (name === "timer" || name === "device_irq") {
    const entry = name === "timer"
      ? /apic_timer_interrupt/
      : /common_interrupt/;
    return frames.some((frame) => entry.test(frame));
  }
  const entry = entryClass(frames);
  if (SYSCALL.includes(name)) return entry === "do_syscall_64";
  if (name === "reschedule_ipi") return entry === "sysvec_reschedule_ipi";
  return entry === (name === "page_fault" ? "exc_page_fault" : "other");
}

/** Runs of a class that the frames of their stack contradict, and of all. */
function contradicted({ stacks }: Snapshot) {
  let all = 0;
  let wrong = 0;
  const seen: string[] = [];
  for (const { of, frames, events } of stacks) {
    if (!("run" in of) || PREEMPTED.includes(of.run)) continue;
    all += events;
    if (agrees(of.run, frames)) continue;
    wrong += events;
    seen.push(`${events} of ${of.run}: ${frames.join(" < ")}`);
  }
  return { wrong, of: all, seen };
}

interface Provocation {
  what: string;
  how: string;
  setupFlags: number;
  core: "nonInterrupt" | "interrupt";
  expected: readonly RunClass[];
}

const WAITS: readonly RunClass[] = [
  "getevents_after_sleep",
  "getevents_before_sleep",
];

const PROVOCATIONS: readonly Provocation[] = [
  {
    what: "a worker that waits",
    how: "wait",
    setupFlags: COOP_TASKRUN,
    core: "nonInterrupt",
    expected: WAITS,
  },
  {
    what: "a worker with DEFER_TASKRUN that waits",
    how: "wait",
    setupFlags: SINGLE_DEFER,
    core: "nonInterrupt",
    expected: WAITS,
  },
  {
    what: "a worker that spins, so that only kicks deliver",
    how: "spin",
    setupFlags: 0,
    core: "nonInterrupt",
    expected: ["reschedule_ipi", "scheduled_in_by_reschedule_ipi"],
  },
  {
    what: "a worker that spins with COOP, so that only the tick delivers",
    how: "spin",
    setupFlags: COOP_TASKRUN,
    core: "nonInterrupt",
    expected: ["timer", "scheduled_in_by_timer"],
  },
  {
    what: "a worker with COOP that faults pages",
    how: "fault",
    setupFlags: COOP_TASKRUN,
    core: "nonInterrupt",
    expected: ["page_fault", "scheduled_in_by_page_fault"],
  },
  {
    what: "a worker with COOP that calls getppid",
    how: "getppid",
    setupFlags: COOP_TASKRUN,
    core: "nonInterrupt",
    expected: ["other_syscall"],
  },
  {
    what: "a worker that spins with COOP where the disk interrupts",
    how: "spin",
    setupFlags: COOP_TASKRUN,
    core: "interrupt",
    expected: ["device_irq"],
  },
  {
    what: "a worker that copies in the kernel, so that kicks are waste",
    how: "zero",
    setupFlags: 0,
    core: "nonInterrupt",
    expected: ["other_syscall"],
  },
];

for (const { what, how, setupFlags, core, expected } of PROVOCATIONS) {
  const cpu = cores?.[core];
  const missing = why ??
    (cpu === undefined ? `this disk has no such core` : undefined);
  Deno.test({
    name: `the native tracer finds ${what} in its class` +
      (missing ? ` (not run: ${missing})` : ""),
    ignore: missing !== undefined,
    async fn() {
      const { snapshot, thread } = await trace(cpu ?? 0, setupFlags, how);
      const seen = JSON.stringify(thread);
      const { found, of, ticks } = share(thread, expected);
      const frames = contradicted(snapshot);
      if (SHARES) {
        const line = JSON.stringify({ what, found, of, ticks, frames });
        Deno.writeTextFileSync(SHARES, `${line}\n`, { append: true });
      }
      assert(of >= 10, `only ${of} runs of task_work: ${seen}`);
      assert(found >= LEAST_SHARE * of, `${found} of ${of}: ${seen}`);
      assert(
        frames.wrong <= Math.max(2, MOST_CONTRADICTED * frames.of),
        `frames contradict ${frames.wrong} of ${frames.of} runs ` +
          `(${frames.seen.join("; ")}): ${seen}`,
      );
      const { delivered, completions, kicks, ...counts } = thread.counts;
      // One may be posted before the window and delivered inside.
      assert(completions + 1 >= delivered, seen);
      assert(kicks <= delivered + 1, seen);
      const landed = counts.kicks_in_user + counts.kicks_in_kernel +
        counts.kicks_gone;
      assert(landed <= kicks + 1, seen);
      if (setupFlags !== 0) assert(kicks <= 0.01 * delivered, seen);
      if (how === "zero") {
        assert(counts.kicks_in_kernel > counts.kicks_in_user, seen);
      }
      if (how === "spin" && setupFlags === 0) {
        assert(counts.kicks_in_user > counts.kicks_in_kernel, seen);
      }
      assertEquals(
        sumOf([thread.runs], RUN_CLASSES).other_syscall,
        snapshot.syscalls.values().reduce((all, count) => all + count, 0),
      );
    },
  });
}
