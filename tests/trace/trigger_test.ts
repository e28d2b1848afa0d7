import { assert, assertEquals } from "@std/assert";
import type { Stack } from "../../lib/trace/stack.ts";
import {
  type EntryClass,
  entryClass,
  type RunContext,
  type Trigger,
  triggerOf,
  TRIGGERS,
} from "../../lib/trace/trigger.ts";
import { RAN } from "./stacks.ts";

const NONE: RunContext = { call: "none", slept: false, preempted: false };
const SUBMIT: RunContext = { ...NONE, call: "submit" };
const WAIT: RunContext = { ...NONE, call: "wait" };
const SLEPT: RunContext = { ...WAIT, slept: true };

const INSIDE = [...RAN.submit, ...RAN.wait];

const CASES: [Trigger, readonly Stack[], RunContext[], EntryClass][] = [
  // A call that submits waits for nothing, but looks like one that waits.
  ["submit_getevents", INSIDE, [SUBMIT], "do_syscall_64"],
  ["getevents_before_sleep", INSIDE, [WAIT], "do_syscall_64"],
  ["getevents_after_sleep", INSIDE, [SLEPT], "do_syscall_64"],
  ["uring_exit", RAN.exit, [SUBMIT, WAIT, SLEPT], "do_syscall_64"],
  ["other_syscall", RAN.exit, [NONE], "do_syscall_64"],
  [
    "reschedule_ipi",
    RAN.reschedule,
    [NONE, SUBMIT, WAIT, SLEPT],
    "sysvec_reschedule_ipi",
  ],
  ["timer", RAN.timer, [NONE, SUBMIT, WAIT, SLEPT], "other"],
  ["device_irq", RAN.device, [NONE, SUBMIT, WAIT, SLEPT], "other"],
  [
    "sq_thread",
    [["tctx_task_work_run", "io_sq_tw", "io_sq_thread", "ret_from_fork"]],
    [NONE, SUBMIT, WAIT],
    "other",
  ],
  ["page_fault", RAN.fault, [NONE, SUBMIT, WAIT, SLEPT], "exc_page_fault"],
];

for (const [trigger, stacks, contexts, entry] of CASES) {
  const calls = contexts.map(({ call, slept }) => slept ? "slept" : call);
  Deno.test(`${trigger}: call ${calls.join(", ")}`, () => {
    for (const stack of stacks) {
      for (const context of contexts) {
        assertEquals(triggerOf(stack, context), trigger, stack.join(" < "));
      }
      assertEquals(entryClass(stack), entry, stack.join(" < "));
    }
  });
}

Deno.test("whoever lost the CPU in the interrupt is scheduled in", () => {
  const preempted = { ...WAIT, preempted: true };
  for (const stack of [...RAN.reschedule, ...RAN.timer, ...RAN.device]) {
    assertEquals(triggerOf(stack, preempted), "scheduled_in");
  }
  // The document counts by entry, and knows no such class.
  for (const stack of RAN.reschedule) {
    assertEquals(entryClass(stack), "sysvec_reschedule_ipi");
  }
});

Deno.test("a page fault and a system call stay what they are, preempted or not", () => {
  const preempted = { ...SLEPT, preempted: true };
  for (const stack of RAN.fault) {
    assertEquals(triggerOf(stack, preempted), "page_fault");
  }
  for (const stack of RAN.exit) {
    assertEquals(triggerOf(stack, preempted), "uring_exit");
  }
  for (const stack of RAN.wait) {
    assertEquals(triggerOf(stack, preempted), "getevents_after_sleep");
  }
});

Deno.test("an interrupt on the way out of a system call is the nearer", () => {
  const both = [
    ...RAN.timer[0],
    "exit_to_user_mode_loop",
    "do_syscall_64",
    "entry_SYSCALL_64_after_hwframe",
  ];
  assertEquals(triggerOf(both, SLEPT), "timer");
  assertEquals(entryClass(both), "other");
});

Deno.test("names that the compiler has split are known", () => {
  const split = RAN.wait[0].map((frame) =>
    frame === "do_syscall_64" ? "do_syscall_64.isra.0" : frame
  );
  assertEquals(triggerOf(split, WAIT), "getevents_before_sleep");
  assertEquals(entryClass(split), "do_syscall_64");
});

Deno.test("a stack cut off below do_syscall_64 is in the same class twice", () => {
  const cut = ["tctx_task_work", "io_cqring_wait", "__x64_sys_io_uring_enter"];
  assertEquals(triggerOf(cut, WAIT), "getevents_before_sleep");
  assertEquals(entryClass(cut), "do_syscall_64");
});

Deno.test("a stack of nothing known is unknown", () => {
  for (const stack of [[], ["task_work_run", "do_exit"]]) {
    for (const context of [NONE, SUBMIT, SLEPT]) {
      assertEquals(triggerOf(stack, context), "unknown");
    }
    assertEquals(entryClass(stack), "other");
  }
});

Deno.test("every class has a meaning, and all but unknown a stack here", () => {
  const tried = new Set([...CASES.map(([trigger]) => trigger), "scheduled_in"]);
  for (const [trigger, meaning] of Object.entries(TRIGGERS)) {
    assert(meaning.length > 0);
    assert(trigger === "unknown" || tried.has(trigger), trigger);
  }
});
