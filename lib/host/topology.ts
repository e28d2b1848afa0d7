import { parseCpuList } from "../base/cpu_list.ts";
import { readInteger, type SystemFiles } from "./system.ts";

const CPU_ROOT = "/sys/devices/system/cpu";

/** The cache of the highest level that a CPU has, and who else has it. */
export interface LastLevelCache {
  /** 3 for an L3 cache. */
  readonly level: number;
  /** Every CPU that shares it, the CPU itself included. */
  readonly cpus: readonly number[];
}

/** What one CPU shares with others. */
export interface CpuTopology {
  /** null where the hardware, or a hypervisor, describes no caches. */
  readonly lastLevelCache: LastLevelCache | null;
  /** The hardware threads of its core, the CPU itself included. */
  readonly siblings: readonly number[];
  /** null on a kernel without NUMA. */
  readonly numaNode: number | null;
  /** `arch_scale_cpu_capacity`, at most 1024; null if the kernel hides it. */
  readonly capacity: number | null;
}

/** The CPUs of the machine (Documentation/admin-guide/cputopology.rst). */
export interface Topology {
  readonly online: readonly number[];
  /** Of `isolcpus=`: taken out of the scheduler's domains at boot. */
  readonly isolated: readonly number[];
  /** By CPU number, online CPUs only. */
  readonly cpus: ReadonlyMap<number, CpuTopology>;
}

/** Reads the topology from `/sys/devices/system/cpu`. */
export function readTopology(files: SystemFiles): Topology {
  const list = (name: string) =>
    parseCpuList(files.read(`${CPU_ROOT}/${name}`) ?? "");
  const online = list("online");
  return {
    online,
    isolated: list("isolated"),
    cpus: new Map(online.map((cpu) => [cpu, readCpu(files, cpu)])),
  };
}

/**
 * The CPUs a process may run on.
 *
 * @param status the text of `/proc/self/status`.
 * @returns null if it has no line Cpus_allowed_list.
 */
export function parseAllowedCpus(status: string): number[] | null {
  const match = /^Cpus_allowed_list:\s*(.*)$/m.exec(status);
  return match === null ? null : parseCpuList(match[1] ?? "");
}

function readCpu(files: SystemFiles, cpu: number): CpuTopology {
  const path = `${CPU_ROOT}/cpu${cpu}`;
  const siblings = files.read(`${path}/topology/thread_siblings_list`);
  // A link such as cpu0/node0.
  const node = files.list(path).find((name) => /^node\d+$/.test(name));
  return {
    lastLevelCache: readLastLevelCache(files, path),
    siblings: siblings === undefined ? [cpu] : parseCpuList(siblings),
    numaNode: node === undefined ? null : Number(node.slice("node".length)),
    capacity: readInteger(files, `${path}/cpu_capacity`),
  };
}

function readLastLevelCache(
  files: SystemFiles,
  path: string,
): LastLevelCache | null {
  let last: LastLevelCache | null = null;
  for (const index of files.list(`${path}/cache`)) {
    const level = readInteger(files, `${path}/cache/${index}/level`);
    const shared = files.read(`${path}/cache/${index}/shared_cpu_list`);
    if (level === null || shared === undefined) continue;
    if (level > (last?.level ?? 0)) {
      last = { level, cpus: parseCpuList(shared) };
    }
  }
  return last;
}
