import { formatCpuList } from "../../base/cpu_list.ts";

/** "CPU 1", "CPUs 0-3"; "no CPU" for none. */
export function cpusText(cpus: readonly number[]): string {
  if (cpus.length === 0) return "no CPU";
  return `CPU${cpus.length > 1 ? "s" : ""} ${formatCpuList(cpus)}`;
}
