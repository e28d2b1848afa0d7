import type { BlockLeaf } from "./block_leaf.ts";
import { parseCpuList } from "../base/cpu_list.ts";
import type { Interrupts } from "./interrupts.ts";
import { ancestors, type SystemFiles } from "./system.ts";

/** The interrupt of one hardware queue. */
export interface QueueIrq {
  readonly irq: number;
  /** As in `/proc/interrupts`: "virtio1-req.0", "nvme0q3". */
  readonly action: string;
  /** The hardware queue (the directory in `mq/`); null if the name hides it. */
  readonly queue: number | null;
  /** Where it fires: one CPU on x86, perhaps more elsewhere. */
  readonly cpus: readonly number[];
}

/** The queue interrupts of one disk. */
export interface IrqMap {
  readonly irqs: readonly QueueIrq[];
  /** All CPUs on which any of them fires, ascending. */
  readonly interruptCpus: readonly number[];
  /** Why there are none; null if there are some. */
  readonly reason: string | null;
}

/**
 * Finds the interrupts of a disk's request queues: those of the nearest device
 * above it with `msi_irqs/`, as far as `/proc/interrupts` names a queue.
 */
export function mapIrqs(
  files: SystemFiles,
  leaf: Pick<BlockLeaf, "name" | "sysPath">,
  interrupts: Interrupts,
): IrqMap {
  const owner = interruptSource(files, leaf.sysPath);
  if (owner === undefined) {
    return none(
      leaf.sysPath.startsWith("/sys/devices/virtual/")
        ? `${leaf.name} is a virtual device, which has no interrupts`
        : `no device above ${leaf.name} has message-signalled interrupts`,
    );
  }
  const own = new Set(files.list(`${owner}/msi_irqs`));
  const irqs = interrupts.lines.flatMap(({ name, action }): QueueIrq[] => {
    const queue = queueOfAction(action);
    if (!own.has(name) || queue === undefined) return [];
    return [{ irq: Number(name), action, queue, cpus: affinity(files, name) }];
  });
  if (irqs.length === 0) {
    return none(
      `none of the interrupts of ${owner} is known as that of a queue`,
    );
  }
  const cpus = new Set(irqs.flatMap(({ cpus }) => cpus));
  return {
    irqs,
    interruptCpus: [...cpus].sort((a, b) => a - b),
    reason: null,
  };
}

function none(reason: string): IrqMap {
  return { irqs: [], interruptCpus: [], reason };
}

function interruptSource(
  files: SystemFiles,
  sysPath: string,
): string | undefined {
  const device = files.realPath(`${sysPath}/device`);
  if (device === undefined) return undefined;
  for (const directory of ancestors(device)) {
    if (files.list(`${directory}/msi_irqs`).length > 0) return directory;
  }
  return undefined;
}

/**
 * The hardware queue whose interrupt has this action; null for request queues
 * that do not tell which; undefined for everything else: configuration changes,
 * NVMe's admin queue 0.
 *
 * virtio_blk names its queues req.K (init_vq); nvme counts the admin queue, so
 * that nvmeXqY serves hardware queue Y - 1 (nvme_init_hctx); virtio_scsi and
 * ahci give all their queues one name.
 */
export function queueOfAction(action: string): number | null | undefined {
  const virtio = /^virtio\d+-req\.(\d{1,9})$/.exec(action);
  if (virtio !== null) return Number(virtio[1]);
  const nvme = /^nvme\d+q(\d{1,9})$/.exec(action);
  if (nvme !== null) {
    return Number(nvme[1]) > 0 ? Number(nvme[1]) - 1 : undefined;
  }
  return /^(virtio\d+-request|ahci\[.*\])$/.test(action) ? null : undefined;
}

/**
 * `smp_affinity_list` is where an interrupt may fire, `effective_affinity_list`
 * where it does (Documentation/core-api/irq/irq-affinity.rst); the latter is
 * absent without CONFIG_GENERIC_IRQ_EFFECTIVE_AFF_MASK.
 */
function affinity(files: SystemFiles, irq: string): number[] {
  const effective = files.read(`/proc/irq/${irq}/effective_affinity_list`);
  const list = effective?.trim() ||
    (files.read(`/proc/irq/${irq}/smp_affinity_list`) ?? "");
  return parseCpuList(list);
}
