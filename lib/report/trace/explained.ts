/** Stacks of task_work from elsewhere, in the classes of the document's table. */

import { dataJson, numberOrNull } from "../../base/data_json.ts";
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

/** A way into the kernel, and what inside of it. */
interface Entry {
  readonly name: string;
  /** The entry that it is a part of; "" where it is one of its own. */
  readonly within: string;
  /** Of which stacks it is true. */
  readonly of: (stack: Stack) => boolean;
}

const SYSCALL = "do_syscall_64";
const OTHER = "other";

function entry(
  name: string,
  of: Entry["of"],
  within = "",
): Entry {
  return { name, within, of };
}

/** Every entry; each counts the stacks of which it is true. */
const ENTRIES: readonly Entry[] = [
  ...(["exc_page_fault", "sysvec_reschedule_ipi"] as const).map((name) =>
    entry(name, (stack) => entryClass(stack) === name)
  ),
  entry(SYSCALL, isSyscall),
  entry("on the way out of a call", leaves, SYSCALL),
  entry("io_uring_enter, waiting", waits, SYSCALL),
  entry("io_uring_enter", enters, SYSCALL),
  entry(
    "elsewhere",
    (stack) =>
      isSyscall(stack) && !leaves(stack) && !waits(stack) && !enters(stack),
    SYSCALL,
  ),
  entry(OTHER, isOther),
  entry("timer tick", isTick, OTHER),
  entry("another interrupt", isInterrupt, OTHER),
  entry(
    "neither",
    (stack) => isOther(stack) && !isTick(stack) && !isInterrupt(stack),
    OTHER,
  ),
];

/** How many stacks came in by an entry. */
export interface EntryCount {
  readonly name: string;
  readonly within: string;
  readonly count: number;
}

/** What ran the task_work, as far as frames tell. */
export interface Explanation {
  readonly all: number;
  readonly entries: readonly EntryCount[];
}

/** Counts stacks by how the kernel was entered. */
export function explanationOf(stacks: readonly CountedStack[]): Explanation {
  const sum = (of: (stack: Stack) => boolean) =>
    stacks.reduce((all, [stack, count]) => all + (of(stack) ? count : 0), 0);
  return {
    all: sum(() => true),
    entries: ENTRIES.map(({ name, within, of }) => ({
      name,
      within,
      count: sum(of),
    })),
  };
}

/**
 * A table of what ran the task_work: counts and shares by entry into the
 * kernel. `name` is what was read, for the heading.
 */
export function explained(
  name: string,
  stacks: readonly CountedStack[],
): string {
  const { all, entries } = explanationOf(stacks);
  const lines = entries.map(({ name, within, count }) => {
    const label = within === "" ? name : `  ${name}`;
    const share = all ? `${(count / all * 100).toFixed(2)} %` : "-";
    return `${label.padEnd(28)}${`${count}`.padStart(12)} ${share.padStart(9)}`;
  });
  const head = `${"task_work run by".padEnd(28)}${`${all}`.padStart(12)}`;
  return [name, head, ...lines].join("\n") + "\n";
}

/** What `explain --json` prints (lib/files/explanation.schema.json). */
export function explanationJson(
  files: readonly {
    readonly file: string;
    readonly explanation: Explanation;
  }[],
): string {
  return dataJson("uringlab-explanation", 1, {
    files: files.map(({ file, explanation: { all, entries } }) => ({
      file,
      runs: all,
      entries: entries.map(({ name, within, count }) => ({
        name,
        within: within || null,
        runs: count,
        share: all > 0 ? numberOrNull(count / all) : null,
      })),
    })),
  });
}
