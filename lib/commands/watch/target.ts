import type { SystemFiles } from "../../host/system.ts";
import { parseAllowedCpus } from "../../host/topology.ts";
import type { ShapeContext } from "./shape.ts";

/** A file that a process has open, and that could be read. */
export interface OpenFile {
  readonly path: string;
  readonly isBlockDevice: boolean;
  /** Whether it was opened with O_DIRECT. */
  readonly direct: boolean;
}

/** include/uapi/asm-generic/fcntl.h, and what arm64 has instead. */
const O_DIRECT = Deno.build.arch === "aarch64" ? 0o200000 : 0o40000;

function openFile(
  files: SystemFiles,
  pid: number,
  fd: string,
): OpenFile[] {
  const path = files.link(`/proc/${pid}/fd/${fd}`);
  if (!path?.startsWith("/")) return [];
  const info = files.read(`/proc/${pid}/fdinfo/${fd}`) ?? "";
  const flags = parseInt(/^flags:\t([0-7]+)$/m.exec(info)?.[1] ?? "0", 8);
  try {
    const { isFile, isBlockDevice } = Deno.statSync(path);
    return isFile || isBlockDevice === true
      ? [{
        path,
        isBlockDevice: isBlockDevice === true,
        direct: (flags & O_DIRECT) !== 0,
      }]
      : [];
  } catch {
    return []; // It was deleted, or is in another mount namespace.
  }
}

/** Files and block devices that processes have open, each once. */
export function openFiles(
  files: SystemFiles,
  pids: readonly number[],
): OpenFile[] {
  const all = pids.flatMap((pid) =>
    files.list(`/proc/${pid}/fd`).flatMap((fd) => openFile(files, pid, fd))
  );
  return [...new Map(all.map((file) => [file.path, file])).values()];
}

/**
 * The file that reads most likely go to: the only one that is open with
 * O_DIRECT, the only block device, or the only one at all.
 */
export function targetAmong(all: readonly OpenFile[]): string | undefined {
  const kinds = [
    all.filter(({ direct }) => direct),
    all.filter(({ isBlockDevice }) => isBlockDevice),
    all,
  ];
  const some = kinds.find((files) => files.length > 0) ?? [];
  return some.length === 1 ? some[0]?.path : undefined;
}

/** What a process reads, and where it may run; undefined where it is gone. */
export function contextOf(
  files: SystemFiles,
  pid: number,
): ShapeContext | undefined {
  const allowed = (path: string) => parseAllowedCpus(files.read(path) ?? "");
  const cpus = allowed(`/proc/${pid}/status`);
  if (!cpus) return undefined;
  // Whoever looks is bound to none, but for what binds the machine's programs.
  const own = allowed("/proc/self/status") ?? [];
  return {
    filename: targetAmong(openFiles(files, [pid])),
    cpus: cpus.length < own.length ? cpus : undefined,
  };
}
