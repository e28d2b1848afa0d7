import { assertEquals } from "@std/assert";
import { type Waker, wakerOf, WAKERS } from "../../lib/trace/waker.ts";
import { WOKE } from "./stacks.ts";

for (const [waker, stacks] of Object.entries(WOKE)) {
  Deno.test(`woken by ${waker}: stacks of 6.18 and 6.1`, () => {
    for (const stack of stacks) {
      assertEquals(wakerOf(stack), waker as Waker, stack.join(" < "));
    }
  });
}

Deno.test("older names of the softirq are known", () => {
  for (const name of ["__do_softirq", "__softirqentry_text_start"]) {
    const stack = WOKE.softirq[0].map((frame) =>
      frame === "handle_softirqs" ? name : frame
    );
    assertEquals(wakerOf(stack), "softirq");
  }
});

Deno.test("a completion with DEFER_TASKRUN wakes by functions of its own", () => {
  const [stack] = WOKE.softirq;
  for (const name of ["__io_req_task_work_add", "io_req_local_work_add"]) {
    const deferred = stack.flatMap((frame) =>
      frame === "task_work_add"
        ? []
        : [frame === "__io_req_task_work_add" ? name : frame]
    );
    assertEquals(wakerOf(deferred), "softirq");
  }
});

Deno.test("a completion in no known context is said to be one", () => {
  assertEquals(
    wakerOf(["try_to_wake_up", "task_work_add", "io_worker_handle_work"]),
    "other_completion",
  );
});

Deno.test("a CQE that another ring posts wakes without task_work", () => {
  // Of 6.18; before 6.0 the last function had another name.
  for (const name of ["io_cq_unlock_post", "io_cqring_ev_posted"]) {
    assertEquals(
      wakerOf([
        "try_to_wake_up",
        "autoremove_wake_function",
        "__wake_up_common",
        "__wake_up",
        name,
        "io_msg_ring",
        "__io_issue_sqe",
        "io_submit_sqes",
        "__do_sys_io_uring_enter",
        "do_syscall_64",
      ]),
      "other_completion",
    );
  }
});

Deno.test("an empty stack is no completion", () => {
  assertEquals(wakerOf([]), "other");
});

Deno.test("what an interrupt interrupted does not decide", () => {
  const [ipi] = WOKE.remote_ipi;
  // A timer's callback was interrupted by the completion.
  assertEquals(wakerOf([...ipi.slice(0, 11), "hrtimer_wakeup"]), "remote_ipi");
  const [other] = WOKE.other;
  assertEquals(wakerOf([...other, "task_work_add"]), "other");
});

Deno.test("every class but other_completion has a real stack here", () => {
  // Who wakes and is not seen has none.
  assertEquals(
    Object.keys(WAKERS).filter((waker) => !(waker in WOKE)),
    ["other_completion", "unknown"],
  );
});
