import type { Params } from "./parameters/params.ts";

/** The CPUs that have hogs; none where there are no hogs. */
export function hogCpus({ busy, cpus, busyCpus }: Params): readonly number[] {
  if (busy === "interrupt") return busyCpus;
  return busy ? cpus : [];
}

/**
 * Equal for cells that can have the same hogs beside them, one after the other;
 * undefined where there are none.
 */
export function hogsKey(params: Params): string | undefined {
  return params.busy
    ? `${params.busyPerCpu} on each of ${hogCpus(params)}`
    : undefined;
}
