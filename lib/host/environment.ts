import { selected } from "./block_leaf.ts";
import { formatCpuList, parseCpuList } from "../base/cpu_list.ts";
import { readKernelConfig } from "./kernel_config.ts";
import { LIMITS_PATH, lockedMemoryLimit } from "./locked_memory.ts";
import { readInteger, type SystemFiles } from "./system.ts";

const CPU_ROOT = "/sys/devices/system/cpu";
const CLOCK_ROOT = "/sys/devices/system/clocksource/clocksource0";

/** A reader of one file as it is; null if it cannot be read. */
function text(path: string) {
  return (files: SystemFiles): string | null =>
    files.read(path)?.trim() ?? null;
}

/** A reader of one file with one integer. */
function integer(path: string) {
  return (files: SystemFiles): number | null => readInteger(files, path);
}

/** A reader of the first group of a pattern in a file. */
function field(path: string, pattern: RegExp) {
  return (files: SystemFiles): string | null =>
    pattern.exec(files.read(path) ?? "")?.[1]?.trim() ?? null;
}

/** Everything that is recorded, in the order of the file. */
const READERS = {
  kernelRelease: text("/proc/sys/kernel/osrelease"),
  kernelVersion: text("/proc/version"),
  kernelCommandLine: text("/proc/cmdline"),
  kernelConfig: readKernelConfig,
  /** The model in force under CONFIG_PREEMPT_DYNAMIC; needs debugfs. */
  preemptionInForce: (files: SystemFiles) =>
    bracketed(files.read("/sys/kernel/debug/sched/preempt"), /\((\w+)\)/),
  cpuModel: field("/proc/cpuinfo", /^model name\s*:\s*(.*)$/m),
  onlineCpus: text(`${CPU_ROOT}/online`),
  /** "on", "off", "notsupported", ... */
  smtControl: text(`${CPU_ROOT}/smt/control`),
  /** CPU lists; "" if none, null if the kernel cannot. */
  nohzFull: (files: SystemFiles) =>
    files.read(`${CPU_ROOT}/nohz_full`)?.replace("(null)", "").trim() ?? null,
  isolatedCpus: text(`${CPU_ROOT}/isolated`),
  /** CPU list by governor; null without cpufreq. */
  governors: readGovernors,
  /** KiB, although the file says kB. */
  memoryTotalKib: (files: SystemFiles) =>
    toNumber(field("/proc/meminfo", /^MemTotal:\s*(\d{1,20}) kB$/m)(files)),
  /** Mitigation by vulnerability. */
  mitigations: readMitigations,
  clockSource: text(`${CLOCK_ROOT}/current_clocksource`),
  clockSources: (files: SystemFiles) =>
    words(files.read(`${CLOCK_ROOT}/available_clocksource`)),
  hypervisor: readHypervisor,
  autogroup: integer("/proc/sys/kernel/sched_autogroup_enabled"),
  /** 0: all may use it; 1: only CAP_SYS_ADMIN and io_uring_group; 2: nobody. */
  ioUringDisabled: integer("/proc/sys/kernel/io_uring_disabled"),
  /** Above 1 only CAP_PERFMON counts the kernel's cycles. */
  perfEventParanoid: integer("/proc/sys/kernel/perf_event_paranoid"),
  numaBalancing: integer("/proc/sys/kernel/numa_balancing"),
  lockdown: (files: SystemFiles) =>
    selected(files.read("/sys/kernel/security/lockdown")),
  irqbalanceRunning: (files: SystemFiles) => isRunning(files, "irqbalance"),
  /** Soft and hard limit in bytes, or "unlimited". */
  lockedMemoryLimit: readLockedMemoryLimit,
  /** The lines of /proc/self/cgroup. */
  cgroup: (files: SystemFiles) =>
    files.read("/proc/self/cgroup")?.split("\n") ?? null,
  /** Over 1, 5 and 15 minutes. */
  loadAverage: (files: SystemFiles) =>
    /^(?:\d{1,9}\.\d+ ){3}/.exec(files.read("/proc/loadavg") ?? "")?.[0].trim()
      .split(" ").map(Number) ?? null,
} satisfies Record<string, (files: SystemFiles) => unknown>;

/**
 * The machine as far as it bears on the results, for meta.json: plain values.
 * What could not be read is null.
 */
export type Environment = {
  readonly [K in keyof typeof READERS]: ReturnType<typeof READERS[K]>;
};

/** Records the machine. */
export function captureEnvironment(files: SystemFiles): Environment {
  return Object.fromEntries(
    Object.entries(READERS).map(([name, read]) => [name, read(files)]),
  ) as Environment;
}

function toNumber(text: string | null): number | null {
  return text === null ? null : Number(text);
}

function words(text: string | undefined): string[] | null {
  return text?.split(/\s+/).filter((word) => word !== "") ?? null;
}

function bracketed(text: string | undefined, pattern: RegExp): string | null {
  return pattern.exec(text ?? "")?.[1] ?? null;
}

function readGovernors(files: SystemFiles): Record<string, string> | null {
  const cpus = new Map<string, number[]>();
  for (const cpu of parseCpuList(files.read(`${CPU_ROOT}/online`) ?? "")) {
    const path = `${CPU_ROOT}/cpu${cpu}/cpufreq/scaling_governor`;
    const governor = files.read(path);
    if (governor === undefined) continue;
    cpus.set(governor, [...cpus.get(governor) ?? [], cpu]);
  }
  if (cpus.size === 0) return null;
  return Object.fromEntries(
    [...cpus].map(([governor, list]) => [governor, formatCpuList(list)]),
  );
}

function readMitigations(files: SystemFiles): Record<string, string> | null {
  const path = `${CPU_ROOT}/vulnerabilities`;
  const names = files.list(path);
  if (names.length === 0) return null;
  return Object.fromEntries(names.flatMap((name) => {
    const state = files.read(`${path}/${name}`);
    return state === undefined ? [] : [[name, state]];
  }));
}

function readHypervisor(files: SystemFiles) {
  const flags = field("/proc/cpuinfo", /^flags\s*:\s*(.*)$/m)(files);
  return {
    /** The CPUID bit; null off x86. */
    flag: flags === null ? null : flags.split(" ").includes("hypervisor"),
    type: text("/sys/hypervisor/type")(files),
    vendor: text("/sys/class/dmi/id/sys_vendor")(files),
    product: text("/sys/class/dmi/id/product_name")(files),
  };
}

function isRunning(files: SystemFiles, command: string): boolean | null {
  const tasks = files.list("/proc").filter((name) => /^\d+$/.test(name));
  if (tasks.length === 0) return null;
  return tasks.some((pid) => files.read(`/proc/${pid}/comm`) === command);
}

function readLockedMemoryLimit(files: SystemFiles) {
  return lockedMemoryLimit(files.read(LIMITS_PATH) ?? "");
}
