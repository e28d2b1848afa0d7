import { mountOf, parseMountInfo } from "./mount_info.ts";
import type { SystemFiles } from "./system.ts";

/** Newer first; the old one is mounted by debugfs when it is looked into. */
const ROOTS = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

/** Where tracefs is mounted, readable or not; undefined if it is not. */
export function tracefsRoot(files: SystemFiles): string | undefined {
  const mounts = parseMountInfo(files.read("/proc/self/mountinfo") ?? "");
  return ROOTS.find((root) => files.list(`${root}/events`).length > 0) ??
    ROOTS.find((root) => {
      const mount = mountOf(mounts, root);
      return mount?.type === "tracefs" && mount.mountPoint === root;
    });
}
