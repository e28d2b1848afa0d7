import { assert, assertEquals } from "@std/assert";
import { ENTRY_FRAMES, isFrame } from "../../lib/arch/frames.ts";
import { explained } from "../../lib/report/trace/explained.ts";
import type { Stack } from "../../lib/trace/stack.ts";
import { entryClass } from "../../lib/trace/trigger.ts";
import { ofInterrupt, wakerOf } from "../../lib/trace/waker.ts";

const RUN = ["tctx_task_work_run", "tctx_task_work", "task_work_run"];
const SYNC = ["el0_svc", "el0t_64_sync_handler", "el0t_64_sync"];
const IRQ = ["el0t_64_irq_handler", "el0t_64_irq"];
const CALL = [
  "__do_sys_io_uring_enter",
  "__arm64_sys_io_uring_enter",
  "invoke_syscall",
  "el0_svc_common.constprop.0",
  "do_el0_svc",
  ...SYNC,
];

/** Stacks of arm64 in which task_work ran. */
const ARM64 = {
  wait: [...RUN, "io_run_task_work", "io_cqring_wait", ...CALL],
  exit: [...RUN, "do_notify_resume", ...SYNC],
  fault: [
    ...RUN,
    "do_notify_resume",
    "el0_da",
    "el0t_64_sync_handler",
    "el0t_64_sync",
  ],
  interrupt: [...RUN, "do_notify_resume", "el0_interrupt", ...IRQ],
} as const satisfies Record<string, Stack>;

const WAKE = ["try_to_wake_up", "__io_req_task_work_add", "io_complete_rw"];
const GIC = ["gic_handle_irq", "el1_interrupt", "el1h_64_irq_handler"];

Deno.test("no name means something else on another architecture", () => {
  const { x86_64, aarch64 } = ENTRY_FRAMES;
  for (const [kind, names] of Object.entries<readonly string[]>(aarch64)) {
    for (const [other, theirs] of Object.entries<readonly string[]>(x86_64)) {
      const both = names.filter((name) => theirs.includes(name));
      if (other !== kind) assertEquals(both, [], `${kind} and ${other}`);
    }
  }
});

Deno.test("names are known with what the compiler appends, and no longer ones", () => {
  assert(isFrame("el0_svc.part.0", "syscall"));
  assert(isFrame("asm_sysvec_x", "interrupt"));
  assert(!isFrame("el0_svc_common", "syscall"));
  assert(!isFrame("do_syscall_64_more", "syscall"));
});

Deno.test("task_work of arm64 is in the document's classes, as far as frames tell", () => {
  assertEquals(entryClass(ARM64.wait), "do_syscall_64");
  assertEquals(entryClass(ARM64.exit), "do_syscall_64");
  assertEquals(entryClass(ARM64.fault), "exc_page_fault");
  // One vector for all: which interrupt it was cannot be seen.
  assertEquals(entryClass(ARM64.interrupt), "other");
});

Deno.test("wakers of arm64 are told apart", () => {
  const interrupted = ["finish_task_switch", "schedule", ...CALL];
  const inSoftirq = [...WAKE, "handle_softirqs", "irq_exit_rcu", ...GIC];
  assertEquals(
    wakerOf([...inSoftirq, "el1h_64_irq", ...interrupted]),
    "softirq",
  );
  const hard = [...WAKE, "nvme_irq", "handle_fasteoi_irq", ...GIC];
  assertEquals(wakerOf([...hard, "el1h_64_irq"]), "hard_irq");
  const byIpi = [...WAKE, "blk_mq_complete", "do_handle_IPI", "ipi_handler"];
  assertEquals(wakerOf([...byIpi, ...GIC, "el1h_64_irq"]), "remote_ipi");
  assertEquals(
    ofInterrupt([...hard, "el1h_64_irq", ...interrupted]),
    [...hard, "el1h_64_irq"],
  );
});

Deno.test("stacks of arm64 are explained", () => {
  const text = explained("x", [
    [ARM64.wait, 5],
    [ARM64.exit, 3],
    [ARM64.fault, 2],
    [ARM64.interrupt, 1],
  ]);
  const count = (label: string) =>
    Number(new RegExp(`^${label} +(\\d+) `, "m").exec(text)?.[1]);
  assertEquals(count("do_syscall_64"), 8);
  assertEquals(count("  io_uring_enter, waiting"), 5);
  assertEquals(count("  on the way out of a call"), 3);
  assertEquals(count("exc_page_fault"), 2);
  assertEquals(count("  another interrupt"), 1);
});
