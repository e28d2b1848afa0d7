import { RunError } from "../errors.ts";
import { formatCpuList, parseCpuList } from "../host/cpu_list.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Keeps this process's own threads away from the CPUs that are measured, where
 * there are others. Throws {@linkcode RunError} when the kernel refuses.
 */
export function makeRoom(
  measured: readonly number[],
  { machine, files, status }: Surroundings,
): void {
  const online = files.read("/sys/devices/system/cpu/online") ?? "";
  const others = parseCpuList(online).filter((cpu) =>
    !measured.includes(cpu) && !machine.probeAffinity([cpu])
  );
  if (others.length === 0) {
    status.say(
      `note: no CPU but ${
        formatCpuList(measured)
      } may be used, so uringlab's ` +
        "own threads run there too",
    );
    return;
  }
  const refusal = machine.moveThreads(others);
  if (refusal) {
    throw new RunError(
      `cannot move uringlab's own threads to CPUs ${formatCpuList(others)}: ` +
        refusal.message,
    );
  }
}
