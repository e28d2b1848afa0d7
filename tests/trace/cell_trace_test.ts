import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type CellTrace, interpret } from "../../lib/trace/cell_trace.ts";
import type { TraceMap, TraceOutput } from "../../lib/trace/output.ts";
import { kicks, total, wakeupIpis } from "../../lib/trace/traced_cell.ts";
import { TRIGGERS } from "../../lib/trace/trigger.ts";
import { RECORDED, type Recorded, recorded, seenBy } from "./recorded.ts";

const ALL = { ipis: true, landed: true, callbacks: true };

function output(maps: Record<string, TraceMap>): TraceOutput {
  return { maps: new Map(Object.entries(maps)), printed: [], lost: 0 };
}

function traceOf(name: Recorded): CellTrace {
  return interpret(recorded(name), seenBy(name));
}

function sum(name: Recorded, map: string): number {
  return (recorded(name).maps.get(map) ?? [])
    .reduce((all, [, count]) => all + count, 0);
}

for (const name of RECORDED) {
  Deno.test(`${name}: every event is in exactly one class`, () => {
    const trace = traceOf(name);
    const runs = sum(name, "@run");
    assert(runs > 1000);
    assertEquals(total(trace.triggers), runs);
    assertEquals(total(trace.entries), runs);
    assertEquals(
      trace.stacks.reduce((all, [, count]) => all + count, 0),
      runs,
    );
    assertEquals(
      total(trace.otherSyscalls),
      total(trace.triggers, ["other_syscall"]),
    );
    const wakeups = sum(name, "@waking");
    assertEquals(total(trace.wakers), wakeups);
    assertEquals(
      trace.wakerStacks.reduce((all, [, count]) => all + count, 0),
      wakeups,
    );
    assertEquals(
      total(trace.ipis),
      sum(name, "@ipi") + sum(name, "@reschedule"),
    );
    assertEquals(trace.waits.slept + trace.waits.awake, sum(name, "@waits"));
    const { user, kernel, elsewhere } = trace.landed ?? {};
    assertEquals(
      (user ?? 0) + (kernel ?? 0) + (elsewhere ?? 0),
      sum(name, "@landed"),
    );
  });

  Deno.test(`${name}: shares of triggers add up to 1, unknown below 1 %`, () => {
    const { triggers } = traceOf(name);
    const runs = total(triggers);
    const shares = [...triggers.values()].map((count) => count / runs);
    assertAlmostEquals(shares.reduce((a, b) => a + b), 1);
    for (const trigger of triggers.keys()) assert(trigger in TRIGGERS);
    assert((triggers.get("unknown") ?? 0) / runs < 0.01);
  });

  Deno.test(`${name}: stacks are merged by function and trigger, the most frequent first`, () => {
    const trace = traceOf(name);
    for (const stacks of [trace.stacks, trace.wakerStacks]) {
      const keys = stacks.map(([stack, , trigger]) =>
        `${trigger} ${stack.join("\n")}`
      );
      assertEquals(new Set(keys).size, keys.length);
      const counts = stacks.map(([, count]) => count);
      assertEquals(counts, counts.toSorted((a, b) => b - a));
      for (const key of keys) assert(!/\+\d/.test(key), key);
    }
  });

  Deno.test(`${name}: sleeps are woken, and runs deliver completions`, () => {
    const trace = traceOf(name);
    assert((trace.completions ?? 0) >= total(trace.triggers));
    // A wake-up at the edge of the window may be without its sleep.
    assert(total(trace.wakers) > trace.waits.slept / 2);
    assertEquals(trace.callbacks !== undefined, name.startsWith("kprobes"));
  });
}

Deno.test("6.18, default: the classes of the recorded run", () => {
  const trace = traceOf("tracepoints-6.18-default");
  assertEquals(trace.triggers.get("getevents_after_sleep"), 1908);
  assertEquals(trace.triggers.get("submit_getevents"), 230);
  assertEquals(trace.triggers.get("uring_exit"), 108);
  // Both interrupts had preempted the thread.
  assertEquals(trace.triggers.get("scheduled_in"), 2);
  assertEquals(trace.entries.get("sysvec_reschedule_ipi"), 1);
  assertEquals(trace.entries.get("other"), 1);
  assertEquals(trace.completions, 25130);
  assertEquals(trace.waits, { slept: 1877, awake: 0 });
  assertEquals(trace.landed, { user: 6, kernel: 162, elsewhere: 4 });
  assertEquals(trace.wakers.get("ksoftirqd"), 47);
  assertEquals(kicks(trace), 212);
  assertEquals(wakeupIpis(trace), 301);
  assertEquals(trace.ipis?.get("CAL other"), 2);
});

Deno.test("6.18, DEFER_TASKRUN: runs only in io_uring_enter, and no kick", () => {
  const trace = traceOf("tracepoints-6.18-defer");
  assertEquals(
    [...trace.triggers.keys()].toSorted(),
    ["getevents_after_sleep", "getevents_before_sleep", "submit_getevents"],
  );
  assertEquals([...trace.entries.keys()], ["do_syscall_64"]);
  assertEquals(kicks(trace), 0);
  assertEquals(trace.landed, { user: 0, kernel: 0, elsewhere: 0 });
  assertEquals(trace.waits, { slept: 4566, awake: 50 });
});

Deno.test("6.1: kicks without COOP_TASKRUN, wake-ups only with it", () => {
  const without = traceOf("kprobes-6.1-default");
  assertEquals(kicks(without), 1342);
  assertEquals(wakeupIpis(without), 0);
  assertEquals(without.landed, { user: 59, kernel: 514, elsewhere: 0 });
  assertEquals(without.triggers.get("reschedule_ipi"), 40);
  const coop = traceOf("kprobes-6.1-coop");
  // task_work_add() is on their stacks too, but it woke.
  assertEquals(kicks(coop), 0);
  assertEquals(wakeupIpis(coop), 11);
  assertEquals(coop.landed, { user: 0, kernel: 0, elsewhere: 0 });
  assertEquals(coop.triggers.get("reschedule_ipi"), undefined);
});

Deno.test("6.1: the callbacks that kprobes show", () => {
  const { callbacks } = traceOf("kprobes-6.1-default");
  assertEquals([...callbacks ?? []], [["____fput", 2], [
    "tctx_task_work",
    2598,
  ]]);
});

Deno.test("6.1: NVMe wakes in its hard interrupt, by IPI with rq_affinity=2", () => {
  assertEquals([...traceOf("kprobes-6.1-default").wakers], [
    ["hard_irq", 1227],
  ]);
  const { wakers, ipis } = traceOf("kprobes-6.1-remote");
  assert((wakers.get("remote_ipi") ?? 0) > total(wakers) * 0.9);
  assertEquals(wakers.get("ksoftirqd"), 9);
  assertEquals(wakers.get("hard_irq"), undefined);
  assertEquals(total(ipis), 0);
});

Deno.test("none is told from unknown", () => {
  const none = interpret(output({}), ALL);
  assertEquals(none.ipis, new Map());
  assertEquals(none.landed, { user: 0, kernel: 0, elsewhere: 0 });
  assertEquals(none.callbacks, new Map());
  assertEquals(none.completions, 0);
  assertEquals(none.waits, { slept: 0, awake: 0 });
  assertEquals(total(none.triggers), 0);
  assertEquals(none.stacks, []);
  assertEquals(none.wakerStacks, []);
  const unknown = interpret(output({}), {
    ipis: false,
    landed: false,
    callbacks: false,
  });
  assertEquals(unknown.ipis, undefined);
  assertEquals(unknown.landed, undefined);
  assertEquals(unknown.callbacks, undefined);
});

Deno.test("completions are unknown where only kprobes show the runs", () => {
  const trace = interpret(
    output({ "@run": [["tctx_task_work+1\n,1,0,0,426", 3]] }),
    ALL,
  );
  assertEquals(trace.completions, undefined);
});

Deno.test("other system calls are counted by number", () => {
  const exit = "\n    task_work_run+1\n    exit_to_user_mode_loop+1\n" +
    "    do_syscall_64+1\n";
  const trace = interpret(
    output({
      "@run": [
        [`${exit},0,0,0,110`, 5],
        [`${exit},0,1,0,110`, 2],
        [`${exit},0,0,0,39`, 1],
        [`${exit},2,0,0,426`, 9],
      ],
    }),
    ALL,
  );
  assertEquals([...trace.otherSyscalls], [[110, 7], [39, 1]]);
  assertEquals(trace.triggers.get("uring_exit"), 9);
  // They differ in what is not on the stack.
  assertEquals(
    trace.stacks.map(([, count, trigger]) => [count, trigger]),
    [[9, "uring_exit"], [8, "other_syscall"]],
  );
});

Deno.test("stacks that differ in offsets only are one", () => {
  const trace = interpret(
    output({
      "@run": [
        ["\n    f+1\n    do_syscall_64+1\n,2,0,0,426", 3],
        ["\n    g+1\n    do_syscall_64+1\n,2,0,0,426", 4],
        ["\n    f+9\n    do_syscall_64+2\n,2,0,0,426", 2],
      ],
    }),
    ALL,
  );
  assertEquals(trace.stacks, [
    [["f", "do_syscall_64"], 5, "getevents_before_sleep"],
    [["g", "do_syscall_64"], 4, "getevents_before_sleep"],
  ]);
});

Deno.test("a run without a known call is not taken for a wait", () => {
  const trace = interpret(
    output({ "@run": [["\n    f+1\n    do_syscall_64+1\n,7,0,0,0", 1]] }),
    ALL,
  );
  assertEquals([...trace.triggers], [["other_syscall", 1]]);
});
