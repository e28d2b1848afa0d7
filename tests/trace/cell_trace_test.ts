import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { kicks, total, wakeupIpis } from "../../lib/trace/traced_cell.ts";
import { TRIGGERS } from "../../lib/trace/trigger.ts";
import { RECORDED, recorded } from "./recorded.ts";

for (const name of RECORDED) {
  Deno.test(`${name}: every event is in exactly one class`, () => {
    const trace = recorded(name);
    const runs = total(trace.triggers);
    assert(runs > 1000);
    assertEquals(total(trace.entries), runs);
    assertEquals(
      trace.stacks.reduce((all, [, count]) => all + count, 0),
      runs,
    );
    assertEquals(
      total(trace.otherSyscalls),
      total(trace.triggers, ["other_syscall"]),
    );
    assertEquals(
      trace.wakerStacks.reduce((all, [, count]) => all + count, 0),
      total(trace.wakers),
    );
    const { user, kernel, elsewhere } = trace.landed ?? {};
    assert((user ?? 0) + (kernel ?? 0) + (elsewhere ?? 0) <= kicks(trace)!);
  });

  Deno.test(`${name}: shares of triggers add up to 1, unknown below 1 %`, () => {
    const { triggers } = recorded(name);
    const runs = total(triggers);
    const shares = [...triggers.values()].map((count) => count / runs);
    assertAlmostEquals(shares.reduce((a, b) => a + b), 1);
    for (const trigger of triggers.keys()) assert(trigger in TRIGGERS);
    assert((triggers.get("unknown") ?? 0) / runs < 0.01);
  });

  Deno.test(`${name}: stacks are merged by function and trigger, the most frequent first`, () => {
    const trace = recorded(name);
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
    const trace = recorded(name);
    assert((trace.completions ?? 0) >= total(trace.triggers));
    // A wake-up at the edge of the window may be without its sleep.
    assert(total(trace.wakers) > trace.waits.slept / 2);
    assertEquals(trace.callbacks !== undefined, name.startsWith("kprobes"));
  });
}

Deno.test("6.18, default: the classes of the recorded run", () => {
  const trace = recorded("tracepoints-6.18-default");
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
  const trace = recorded("tracepoints-6.18-defer");
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
  const without = recorded("kprobes-6.1-default");
  assertEquals(kicks(without), 1342);
  assertEquals(wakeupIpis(without), 0);
  assertEquals(without.landed, { user: 59, kernel: 514, elsewhere: 0 });
  assertEquals(without.triggers.get("reschedule_ipi"), 40);
  const coop = recorded("kprobes-6.1-coop");
  // task_work_add() is on their stacks too, but it woke.
  assertEquals(kicks(coop), 0);
  assertEquals(wakeupIpis(coop), 11);
  assertEquals(coop.landed, { user: 0, kernel: 0, elsewhere: 0 });
  assertEquals(coop.triggers.get("reschedule_ipi"), undefined);
});

Deno.test("6.1: the callbacks that kprobes show", () => {
  const { callbacks } = recorded("kprobes-6.1-default");
  assertEquals([...callbacks ?? []], [["____fput", 2], [
    "tctx_task_work",
    2598,
  ]]);
});

Deno.test("6.1: NVMe wakes in its hard interrupt, by IPI with rq_affinity=2", () => {
  assertEquals([...recorded("kprobes-6.1-default").wakers], [
    ["hard_irq", 1227],
  ]);
  const { wakers, ipis } = recorded("kprobes-6.1-remote");
  assert((wakers.get("remote_ipi") ?? 0) > total(wakers) * 0.9);
  assertEquals(wakers.get("ksoftirqd"), 9);
  assertEquals(wakers.get("hard_irq"), undefined);
  assertEquals(total(ipis), 0);
});
