import { assertEquals } from "@std/assert";
import { functionRanges } from "../../lib/trace/kallsyms.ts";

/** Of the lab machine. */
const KALLSYMS = `\
ffffffff9fcca1e0 t task_work_func_match
ffffffff9fcca1f0 T task_work_add
ffffffff9fcca2a0 T task_work_cancel_match
ffffffff9fcd8910 T kick_process
ffffffff9fcd8970 T preempt_notifier_register
`;

const KICKERS = ["task_work_add", "kick_process"];

Deno.test("a function ends where the next one begins", () => {
  assertEquals(functionRanges(KALLSYMS, KICKERS), [
    { start: 0xffffffff9fcca1f0n, end: 0xffffffff9fcca2a0n },
    { start: 0xffffffff9fcd8910n, end: 0xffffffff9fcd8970n },
  ]);
});

Deno.test("names that are missing or only begin alike are left out", () => {
  assertEquals(functionRanges(KALLSYMS, ["task_work", "none"]), []);
  assertEquals(functionRanges(KALLSYMS, []), []);
  assertEquals(functionRanges("", KICKERS), []);
});

Deno.test("hidden addresses are left out", () => {
  const hidden = KALLSYMS.replaceAll(/^[0-9a-f]+/gm, "0000000000000000");
  assertEquals(functionRanges(hidden, KICKERS), []);
});

Deno.test("aliases at the same address do not end a function", () => {
  const aliased = `\
ffffffff81000000 T task_work_add
ffffffff81000000 T __pfx_alias
ffffffff81000000 t another_alias
ffffffff81000040 T next
`;
  assertEquals(functionRanges(aliased, ["task_work_add", "another_alias"]), [
    { start: 0xffffffff81000000n, end: 0xffffffff81000040n },
    { start: 0xffffffff81000000n, end: 0xffffffff81000040n },
  ]);
});

Deno.test("the last symbol has no end and is left out", () => {
  for (const end of ["", "\n"]) {
    assertEquals(
      functionRanges(`ffffffff81000000 T task_work_add${end}`, KICKERS),
      [],
    );
  }
});

Deno.test("data of the same name, and modules, are no functions of the kernel", () => {
  const others = `\
ffffffff81000000 d task_work_add
ffffffffc0000000 t kick_process\t[some_module]
ffffffffc0000010 t next\t[some_module]
`;
  assertEquals(functionRanges(others, KICKERS), []);
});

Deno.test("this machine's kallsyms gives ranges, or none where it hides them", () => {
  const text = Deno.readTextFileSync("/proc/kallsyms");
  const hidden = !/^0*[1-9a-f][0-9a-f]* /m.test(text);
  const ranges = functionRanges(text, ["task_work_add"]);
  assertEquals(ranges.length, hidden ? 0 : 1);
});
