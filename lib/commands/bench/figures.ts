import type { EngineCounts } from "../../model/measurement/measurement.ts";
import type { Load } from "../validate/fio.ts";

/** What every tool tells of a load; times of the CPU by tick accounting. */
export interface LoadFigures {
  iops: number;
  /** Time in user mode per read, ns. */
  userNs: number;
  /** The same in user mode and in the kernel. */
  cpuNs: number;
}

/** The figures of a tool that made a load. */
export function perRead(
  { iops, ios, userSeconds, systemSeconds }: Load,
): LoadFigures {
  return {
    iops,
    userNs: userSeconds * 1e9 / ios,
    cpuNs: (userSeconds + systemSeconds) * 1e9 / ios,
  };
}

/** Those of a cell. */
export function ownFigures(
  { workers, windowNs }: Pick<EngineCounts, "workers" | "windowNs">,
): LoadFigures {
  const sum = (of: (worker: EngineCounts["workers"][number]) => number) =>
    workers.reduce((all, worker) => all + of(worker), 0);
  const ios = sum((worker) => worker.ios);
  return perRead({
    iops: ios / windowNs * 1e9,
    ios,
    userSeconds: sum((worker) => worker.userNs) / 1e9,
    systemSeconds: sum((worker) => worker.systemNs) / 1e9,
  });
}
