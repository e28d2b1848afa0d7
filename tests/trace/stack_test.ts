import { assert, assertEquals } from "@std/assert";
import { foldedLine, parseStack, passes } from "../../lib/trace/stack.ts";

Deno.test("a stack is its functions without offsets, innermost first", () => {
  assertEquals(
    parseStack(
      "\n    __io_run_local_work+420\n    io_cqring_wait+122\n" +
        "    do_syscall_64+113\n",
    ),
    ["__io_run_local_work", "io_cqring_wait", "do_syscall_64"],
  );
});

Deno.test("names keep what compilers append, and addresses stay", () => {
  assertEquals(
    parseStack("finish_task_switch.isra.0+147\n0xffffffffc0401234\nlast"),
    ["finish_task_switch.isra.0", "0xffffffffc0401234", "last"],
  );
});

Deno.test("an empty stack has no frames", () => {
  assertEquals(parseStack("\n"), []);
  assertEquals(parseStack(""), []);
});

Deno.test("passes knows whole names and those of compiled parts", () => {
  const stack = ["task_work_run", "do_softirq.part.0", "do_syscall_64"];
  assert(passes(stack, "do_syscall_64"));
  assert(passes(stack, "none", "task_work_run"));
  assert(passes(stack, "do_softirq"));
  assert(!passes(stack, "do_syscall"));
  assert(!passes(stack, "work_run"));
  assert(!passes(stack));
  assert(!passes([], "do_syscall_64"));
});

Deno.test("a folded line is outermost first, its count last", () => {
  assertEquals(
    foldedLine(["inner", "middle", "outer"], 12),
    "outer;middle;inner 12",
  );
});
