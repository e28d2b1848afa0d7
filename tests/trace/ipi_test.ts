import { assertEquals } from "@std/assert";
import { IPI_CAUSES, ipiCause, ipiVector } from "../../lib/trace/ipi.ts";
import { SENT } from "./stacks.ts";

Deno.test("call sites of kernel 6.18", () => {
  const causes = {
    task_work_add: "kick",
    kick_process: "kick",
    wakeup_preempt: "wakeup",
    update_curr: "wakeup",
    ttwu_queue_wakelist: "wakeup",
    generic_exec_single: "other",
    on_each_cpu_cond_mask: "other",
    "0xffffffff81234567": "other",
  };
  for (const [from, cause] of Object.entries(causes)) {
    assertEquals(`${from} ${ipiCause([from])}`, `${from} ${cause}`);
  }
});

Deno.test("stacks of kernel 6.1: a kick, and task_work_add that wakes", () => {
  for (const stack of SENT.kick) assertEquals(ipiCause(stack), "kick");
  for (const stack of SENT.wakeup) assertEquals(ipiCause(stack), "wakeup");
});

Deno.test("names that the compiler has split are known", () => {
  assertEquals(ipiCause(["task_work_add.part.0"]), "kick");
  assertEquals(ipiCause(["resched_curr.constprop.0"]), "wakeup");
  assertEquals(ipiCause(["task_work_adder"]), "other");
});

Deno.test("an IPI from nowhere has another cause", () => {
  assertEquals(ipiCause([]), "other");
});

Deno.test("function calls are CAL, everything else RES", () => {
  assertEquals(ipiVector("generic_smp_call_function_single_interrupt"), "CAL");
  assertEquals(ipiVector("0"), "RES");
  assertEquals(ipiVector(""), "RES");
});

Deno.test("every cause has a meaning", () => {
  assertEquals(Object.keys(IPI_CAUSES), ["kick", "wakeup", "other"]);
});
