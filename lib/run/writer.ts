import type { SystemFiles } from "../host/system.ts";
import { type Hogs, startBeside } from "./busy.ts";

/** Where a writer runs, and what it is to others. */
export interface WriterSetting {
  /** In which its file, which has no name, takes 64 MiB. */
  readonly directory: string;
  /** CPUs that it is bound to; none: any. */
  readonly cpus: readonly number[];
  readonly nice?: number;
}

/**
 * Starts the program c/writer.c and returns when its file is there and full.
 * Throws {@linkcode CellError} when it cannot start: there is no room, or the
 * file system has no files without a name, or none with O_DIRECT.
 */
export function startWriter(
  program: string,
  { directory, cpus, nice = 0 }: WriterSetting,
): Promise<Hogs> {
  return startBeside("writer", program, [
    [directory, `${Deno.pid}`, `${nice}`, ...cpus.map((cpu) => `${cpu}`)],
  ]);
}

/**
 * How many calls that write a process has made so far, from /proc/PID/io
 * (proc_pid_io(5)); undefined where the kernel does not tell.
 */
export function writesOf(files: SystemFiles, pid: number): number | undefined {
  const text = files.read(`/proc/${pid}/io`) ?? "";
  const count = /^syscw: (\d{1,15})$/m.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** All of them as one; those of which one has ended are told by its name. */
export function together(some: readonly Hogs[]): Hogs {
  const each = (does: (hogs: Hogs) => void) => () => some.forEach(does);
  return {
    get what() {
      return (some.find((hogs) => hogs.lost() > 0) ?? some[0])?.what ?? "";
    },
    pids: some.flatMap(({ pids }) => pids),
    lost: () => some.reduce((sum, hogs) => sum + hogs.lost(), 0),
    pause: each((hogs) => hogs.pause()),
    resume: each((hogs) => hogs.resume()),
    async [Symbol.asyncDispose]() {
      await Promise.all(some.map((hogs) => hogs[Symbol.asyncDispose]()));
    },
  };
}
