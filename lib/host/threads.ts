/** The threads of a process, from /proc/PID/task (proc(5)). */
import type { SystemFiles } from "./system.ts";

/** What a thread is to io_uring, by its name (io_uring/sqpoll.c, io-wq.c). */
export type ThreadKind = "user" | "sq" | "wq";

/** One thread, as it was at one moment. */
export interface ThreadInfo {
  readonly tid: number;
  readonly name: string;
  readonly kind: ThreadKind;
  /** The CPU that it ran on last. */
  readonly cpu: number;
  /** CPU time since it was made, ns. */
  readonly runNs: number;
  /** How often it gave up its CPU to wait. */
  readonly sleeps: number;
}

/** The field "processor" of proc(5), counted from the one behind the name. */
const PROCESSOR = 36;

function kindOf(name: string): ThreadKind {
  if (name.startsWith("iou-sqp-")) return "sq";
  return name.startsWith("iou-wrk-") ? "wq" : "user";
}

/** What any thread tells of itself, in the folder of /proc that it has. */
export function readScheduled(
  files: SystemFiles,
  folder: string,
): Pick<ThreadInfo, "name" | "cpu" | "runNs"> | undefined {
  const stat = files.read(`${folder}/stat`) ?? "";
  // A name may hold parentheses and blanks.
  const [, name, rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
  const run = /^\d+/.exec(files.read(`${folder}/schedstat`) ?? "")?.[0];
  const cpu = Number(rest.split(" ")[PROCESSOR]);
  return name === undefined || run === undefined || !Number.isInteger(cpu)
    ? undefined
    : { name, cpu, runNs: Number(run) };
}

function readThread(
  files: SystemFiles,
  folder: string,
  tid: number,
): ThreadInfo | undefined {
  const scheduled = readScheduled(files, folder);
  const status = files.read(`${folder}/status`) ?? "";
  const sleeps = /^voluntary_ctxt_switches:\t(\d{1,15})$/m.exec(status)?.[1];
  return !scheduled || sleeps === undefined ? undefined : {
    ...scheduled,
    tid,
    kind: kindOf(scheduled.name),
    sleeps: Number(sleeps),
  };
}

/** The threads of a process that could be read; none where it is gone. */
export function threadsOf(files: SystemFiles, pid: number): ThreadInfo[] {
  const folder = `/proc/${pid}/task`;
  return files.list(folder).flatMap((name) =>
    readThread(files, `${folder}/${name}`, Number(name)) ?? []
  );
}

/** The name of a process; undefined where it is gone. */
export function processName(
  files: SystemFiles,
  pid: number,
): string | undefined {
  return files.read(`/proc/${pid}/comm`);
}

/** Every process of a name, as `ps -C` finds it: 15 characters of it. */
export function processesNamed(files: SystemFiles, name: string): number[] {
  return files.list("/proc").filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => processName(files, pid) === name.slice(0, 15))
    .sort((a, b) => a - b);
}

/** The process and all its descendants, a parent before its children. */
export function withDescendants(files: SystemFiles, pid: number): number[] {
  const all = [pid];
  for (const one of all) {
    for (const tid of files.list(`/proc/${one}/task`)) {
      const children = files.read(`/proc/${one}/task/${tid}/children`) ?? "";
      for (const child of children.split(" ")) {
        const number = Number(child);
        if (number > 0 && !all.includes(number)) all.push(number);
      }
    }
  }
  return all;
}
