import type { SystemFiles } from "./system.ts";

const CGROUPS = "/sys/fs/cgroup";

/**
 * The cgroups of this process that may limit something and those above them,
 * as directories: of version 2, and of this controller of version 1
 * (cgroups(7)). In a container the topmost is its own.
 */
export function cgroups(files: SystemFiles, controller: string): string[] {
  const text = files.read("/proc/self/cgroup") ?? "";
  return text.split("\n").flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined || controllers === undefined) return [];
    // Version 2 has no controllers there.
    if (controllers && !controllers.split(",").includes(controller)) return [];
    const top = controllers ? `${CGROUPS}/${controllers}` : CGROUPS;
    const parts = path.split("/").filter(Boolean);
    return [
      top,
      ...parts.map((_, i) => `${top}/${parts.slice(0, i + 1).join("/")}`),
    ];
  });
}
