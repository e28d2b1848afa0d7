import type { Disturbances } from "../model/measurement/measurement.ts";
import { cgroups } from "./cgroups.ts";
import { readInteger, type SystemFiles } from "./system.ts";

/**
 * cpu.stat of version 2 (Documentation/admin-guide/cgroup-v2.rst) and 1
 * (Documentation/scheduler/sched-bwc.rst), in seconds.
 */
function throttled(files: SystemFiles): number | undefined {
  const times = cgroups(files, "cpu").flatMap((cgroup) => {
    const text = files.read(`${cgroup}/cpu.stat`) ?? "";
    const [, name, time] = /^throttled_(usec|time) (\d{1,20})$/m.exec(text) ??
      [];
    return name ? [Number(time) / (name === "usec" ? 1e6 : 1e9)] : [];
  });
  return times.length === 0 ? undefined : times.reduce((a, b) => a + b, 0);
}

/**
 * How often heat has slowed the cores of some CPUs down, or their packages: a
 * package counts for all CPUs that it has.
 */
function thermalThrottles(
  files: SystemFiles,
  cpus: readonly number[],
): number | undefined {
  const counts = cpus.flatMap((cpu) => {
    const path = `/sys/devices/system/cpu/cpu${cpu}/thermal_throttle`;
    return ["core_throttle_count", "package_throttle_count"].flatMap((name) =>
      readInteger(files, `${path}/${name}`) ?? []
    );
  });
  return counts.length === 0 ? undefined : counts.reduce((a, b) => a + b, 0);
}

function affinities(files: SystemFiles, irqs: readonly number[]) {
  return irqs.map((irq) =>
    files.read(`/proc/irq/${irq}/effective_affinity_list`)?.trim()
  );
}

/**
 * Watches what may disturb a measurement on some CPUs of a target with some
 * interrupts: the function that it returns tells what happened since.
 */
export function watch(
  files: SystemFiles,
  cpus: readonly number[],
  irqs: readonly number[],
): () => Disturbances {
  const look = () => ({
    throttled: throttled(files),
    thermal: thermalThrottles(files, cpus),
    affinities: affinities(files, irqs),
  });
  const before = look();
  const since = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined || b < a ? undefined : b - a;
  return () => {
    const after = look();
    return {
      throttled: since(before.throttled, after.throttled),
      thermalThrottles: since(before.thermal, after.thermal),
      irqsMoved: irqs.length === 0 || before.affinities.includes(undefined)
        ? undefined
        : after.affinities.filter((cpus, i) => cpus !== before.affinities[i])
          .length,
    };
  };
}
