import type { Params } from "./parameters/params.ts";

/** The CPUs that have hogs; none where there are no hogs. */
export function hogCpus({ busy, cpus, busyCpus }: Params): readonly number[] {
  if (busy === "interrupt") return busyCpus;
  return busy ? cpus : [];
}

/**
 * Equal for cells that can have the same hogs and the same writer beside them,
 * one after the other; undefined where there are none.
 */
export function hogsKey(params: Params): string | undefined {
  const { busy, busyPerCpu, writer, cpus } = params;
  const kinds = [
    ...busy ? [`${busyPerCpu} on each of ${hogCpus(params)}`] : [],
    // It stays away from the measured CPUs.
    ...writer ? [`a writer beside ${cpus}`] : [],
  ];
  return kinds.length > 0 ? kinds.join(", ") : undefined;
}
