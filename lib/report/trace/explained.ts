/** Stacks of task_work from elsewhere, in the classes of the document's table. */

import type { CountedStack } from "../../trace/read_stacks.ts";
import { entersBy, passes, type Stack } from "../../trace/stack.ts";
import { entryClass } from "../../trace/trigger.ts";

function isSyscall(stack: Stack): boolean {
  return entryClass(stack) === "do_syscall_64";
}

function isOther(stack: Stack): boolean {
  return entryClass(stack) === "other";
}

/** Whether a system call is on its way out: of which one frames do not tell. */
function leaves(stack: Stack): boolean {
  return isSyscall(stack) && entersBy(stack, "syscallExit");
}

function waits(stack: Stack): boolean {
  return isSyscall(stack) && !leaves(stack) && passes(stack, "io_cqring_wait");
}

function enters(stack: Stack): boolean {
  return isSyscall(stack) && !leaves(stack) && !waits(stack) &&
    stack.some((frame) =>
      /^__(do|x64|arm64)_sys_io_uring_enter(\.|$)/.test(frame)
    );
}

function isTick(stack: Stack): boolean {
  return isOther(stack) && entersBy(stack, "tick");
}

function isInterrupt(stack: Stack): boolean {
  return isOther(stack) && !isTick(stack) &&
    entersBy(stack, "entry");
}

/** The lines: each counts the stacks of which it is true. */
const LINES: readonly (readonly [string, (stack: Stack) => boolean])[] = [
  ["exc_page_fault", (stack) => entryClass(stack) === "exc_page_fault"],
  [
    "sysvec_reschedule_ipi",
    (stack) => entryClass(stack) === "sysvec_reschedule_ipi",
  ],
  ["do_syscall_64", isSyscall],
  ["  on the way out of a call", leaves],
  ["  io_uring_enter, waiting", waits],
  ["  io_uring_enter", enters],
  [
    "  elsewhere",
    (stack) =>
      isSyscall(stack) && !leaves(stack) && !waits(stack) && !enters(stack),
  ],
  ["other", isOther],
  ["  timer tick", isTick],
  ["  another interrupt", isInterrupt],
  [
    "  neither",
    (stack) => isOther(stack) && !isTick(stack) && !isInterrupt(stack),
  ],
];

/**
 * A table of what ran the task_work, as far as frames tell: counts and shares
 * by entry into the kernel. `name` is what was read, for the heading.
 */
export function explained(
  name: string,
  stacks: readonly CountedStack[],
): string {
  const sum = (of: (stack: Stack) => boolean) =>
    stacks.reduce((all, [stack, count]) => all + (of(stack) ? count : 0), 0);
  const all = sum(() => true);
  const lines = LINES.map(([label, of]) => {
    const count = sum(of);
    const share = all ? `${(count / all * 100).toFixed(2)} %` : "-";
    return `${label.padEnd(28)}${`${count}`.padStart(12)} ${share.padStart(9)}`;
  });
  const head = `${"task_work run by".padEnd(28)}${`${all}`.padStart(12)}`;
  return [name, head, ...lines].join("\n") + "\n";
}
