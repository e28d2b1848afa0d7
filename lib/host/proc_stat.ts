import type { CpuShares } from "../model/measurement/measurement.ts";

/** Ticks of USER_HZ (100 per second) since boot that one CPU spent so. */
export interface CpuTicks {
  readonly user: number;
  readonly nice: number;
  readonly system: number;
  readonly idle: number;
  readonly iowait: number;
  readonly irq: number;
  readonly softirq: number;
  readonly steal: number;
}

/** The order of the columns in `/proc/stat` (show_stat, fs/proc/stat.c). */
const FIELDS = [
  "user",
  "nice",
  "system",
  "idle",
  "iowait",
  "irq",
  "softirq",
  "steal",
] as const satisfies readonly (keyof CpuTicks)[];

/**
 * Parses the per-CPU lines of `/proc/stat`, by CPU number. The line of the sum
 * ("cpu") and lines with fewer columns are left out. The guest columns are not
 * read: user and nice contain them.
 */
export function parseProcStat(text: string): Map<number, CpuTicks> {
  const cpus = new Map<number, CpuTicks>();
  for (const match of text.matchAll(/^cpu(\d{1,5})((?: \d{1,20}){8})\b/gm)) {
    const ticks = (match[2] ?? "").trim().split(" ").map(Number);
    const values = Object.fromEntries(
      FIELDS.map((field, column) => [field, ticks[column] ?? 0]),
    ) as Record<typeof FIELDS[number], number>;
    cpus.set(Number(match[1]), values);
  }
  return cpus;
}

/** The ticks of two readings together, of CPUs that are in both. */
export function addTicks(
  one: ReadonlyMap<number, CpuTicks>,
  other: ReadonlyMap<number, CpuTicks>,
): Map<number, CpuTicks> {
  const sums = new Map<number, CpuTicks>();
  for (const [cpu, ticks] of one) {
    const more = other.get(cpu);
    if (!more) continue;
    const values = Object.fromEntries(
      FIELDS.map((field) => [field, ticks[field] + more[field]]),
    ) as Record<typeof FIELDS[number], number>;
    sums.set(cpu, values);
  }
  return sums;
}

/**
 * How a set of CPUs spent the time between two readings.
 *
 * @returns null if one of the CPUs is missing in either, or no tick passed.
 */
export function diffProcStat(
  before: ReadonlyMap<number, CpuTicks>,
  after: ReadonlyMap<number, CpuTicks>,
  cpus: readonly number[],
): CpuShares | null {
  const spent = {
    user: 0,
    system: 0,
    idle: 0,
    iowait: 0,
    irq: 0,
    softirq: 0,
    steal: 0,
  };
  for (const cpu of new Set(cpus)) {
    const from = before.get(cpu);
    const to = after.get(cpu);
    if (from === undefined || to === undefined) return null;
    // The kernel does not keep idle and iowait from running backwards.
    const ticks = (field: keyof CpuTicks) =>
      Math.max(0, to[field] - from[field]);
    spent.user += ticks("user") + ticks("nice");
    spent.system += ticks("system");
    spent.idle += ticks("idle");
    spent.iowait += ticks("iowait");
    spent.irq += ticks("irq");
    spent.softirq += ticks("softirq");
    spent.steal += ticks("steal");
  }
  const total = Object.values(spent).reduce((sum, ticks) => sum + ticks, 0);
  if (total === 0) return null;
  return {
    user: spent.user / total,
    system: spent.system / total,
    idle: (spent.idle + spent.iowait) / total,
    iowait: spent.iowait / total,
    irq: spent.irq / total,
    softirq: spent.softirq / total,
    steal: spent.steal / total,
  };
}
