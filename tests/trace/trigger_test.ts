import { assert, assertEquals } from "@std/assert";
import type { Stack } from "../../lib/trace/stack.ts";
import {
  type EntryClass,
  entryClass,
  TRIGGERS,
  triggersIn,
} from "../../lib/trace/trigger.ts";
import { RAN } from "./stacks.ts";

const CASES: [string, readonly Stack[], EntryClass][] = [
  ["in the call that submits", RAN.submit, "do_syscall_64"],
  ["in the call that waits", RAN.wait, "do_syscall_64"],
  ["on the way out of a system call", RAN.exit, "do_syscall_64"],
  ["in a kick", RAN.reschedule, "sysvec_reschedule_ipi"],
  ["in a tick", RAN.timer, "other"],
  ["in a device's interrupt", RAN.device, "other"],
  ["in a page fault", RAN.fault, "exc_page_fault"],
  [
    "by the SQ thread",
    [["tctx_task_work_run", "io_sq_tw", "io_sq_thread", "ret_from_fork"]],
    "other",
  ],
];

for (const [where, stacks, entry] of CASES) {
  Deno.test(`entryClass() of task_work run ${where} is ${entry}`, () => {
    for (const stack of stacks) {
      assertEquals(entryClass(stack), entry, stack.join(" < "));
    }
  });
}

Deno.test("entryClass() takes an interrupt on the way out of a system call, the nearer", () => {
  const out = [
    "exit_to_user_mode_loop",
    "do_syscall_64",
    "entry_SYSCALL_64_after_hwframe",
  ];
  assertEquals(entryClass([...RAN.timer[0], ...out]), "other");
  assertEquals(
    entryClass([...RAN.reschedule[0], ...out]),
    "sysvec_reschedule_ipi",
  );
  assertEquals(entryClass([...RAN.fault[0]!, ...out]), "exc_page_fault");
});

Deno.test("entryClass() knows names that the compiler has split", () => {
  const split = RAN.wait[0].map((frame) =>
    frame === "do_syscall_64" ? "do_syscall_64.isra.0" : frame
  );
  assertEquals(entryClass(split), "do_syscall_64");
});

Deno.test("entryClass() knows a stack that is cut off below do_syscall_64", () => {
  const cut = ["tctx_task_work", "io_cqring_wait", "__x64_sys_io_uring_enter"];
  assertEquals(entryClass(cut), "do_syscall_64");
});

Deno.test("entryClass() of a stack of nothing known is other", () => {
  for (const stack of [[], ["task_work_run", "do_exit"]]) {
    assertEquals(entryClass(stack), "other");
  }
});

Deno.test("every class of triggers has a meaning", () => {
  for (const meaning of Object.values(TRIGGERS)) assert(meaning.length > 0);
});

Deno.test("triggersIn() names rare classes where they occur, and all others", () => {
  const usual = triggersIn([]);
  assertEquals(
    Object.keys(TRIGGERS).filter((name) => !usual.some((of) => of === name)),
    ["uring_entry", "wq_thread"],
  );
  assertEquals(triggersIn([{ triggers: new Map([["wq_thread", 0]]) }]), usual);
  assertEquals(
    triggersIn([undefined, { triggers: new Map([["wq_thread", 3]]) }]),
    [...usual, "wq_thread"],
  );
});
