import type { Params } from "./parameters/params.ts";

/**
 * Equal for cells that can have the same hogs beside them, one after the other;
 * undefined where there are none.
 */
export function hogsKey(
  { busy, busyPerCpu, cpus }: Params,
): string | undefined {
  return busy ? `${busyPerCpu} on each of ${cpus}` : undefined;
}
