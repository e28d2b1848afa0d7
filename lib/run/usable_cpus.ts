import { parseCpuList } from "../base/cpu_list.ts";
import type { SystemFiles } from "../host/system.ts";
import type { Machine } from "./machine.ts";

/** The CPUs that are online and that this process may use. */
export function usableCpus(
  files: SystemFiles,
  machine: Machine,
): readonly number[] {
  const online = files.read("/sys/devices/system/cpu/online") ?? "";
  return parseCpuList(online).filter((cpu) => !machine.probeAffinity([cpu]));
}
