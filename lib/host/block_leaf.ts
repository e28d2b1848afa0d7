import { parseCpuList } from "../base/cpu_list.ts";
import {
  ancestors,
  baseName,
  readInteger,
  type SystemFiles,
} from "./system.ts";

/** One hardware queue of a disk. */
export interface HardwareQueue {
  /** Its number: the name of its directory below `mq/`. */
  readonly index: number;
  /** The CPUs whose requests it takes. Poll queues list theirs here too. */
  readonly cpus: readonly number[];
}

/**
 * `/sys/block/X/queue` (Documentation/ABI/stable/sysfs-block). null: the driver
 * has no such attribute, as those that bypass blk-mq.
 */
export interface QueueSettings {
  /** The I/O scheduler in use: "none", "mq-deadline". */
  readonly scheduler: string | null;
  /** Requests that may be allocated per hardware queue. */
  readonly nrRequests: number | null;
  /** 0: complete where the interrupt arrives; 1: near the submitter; 2: on it. */
  readonly rqAffinity: number | null;
  /** 0: merge; 1: only simple merges; 2: never. */
  readonly nomerges: number | null;
  /** 1: the disk has poll queues. */
  readonly ioPoll: number | null;
  /** 1: a spinning disk, or a driver that does not say. */
  readonly rotational: number | null;
  /** "write back" or "write through". */
  readonly writeCache: string | null;
  /** The entries of `mq/`, poll queues included; 0 without blk-mq. */
  readonly nrHwQueues: number;
}

/** A disk with nothing below it: where requests leave the block layer. */
export interface BlockLeaf {
  /** "vda", "nvme0n1". */
  readonly name: string;
  /** Its real directory, "/sys/devices/.../block/vda". */
  readonly sysPath: string;
  /** The model it reports, or its driver's name ("virtio-blk"). */
  readonly model: string | null;
  /** "virtio_blk", "nvme", "sd"; null for devices without hardware. */
  readonly driver: string | null;
  /** Bytes: the unit of O_DIRECT's alignment. */
  readonly logicalBlockSize: number | null;
  readonly queue: QueueSettings;
  readonly hwQueues: readonly HardwareQueue[];
  /** The NUMA node of the controller; null if the firmware names none. */
  readonly numaNode: number | null;
  /** The way from the target, outermost first: "/x on ext4", "dm-0", "vda". */
  readonly walk: readonly string[];
}

/** Reads what sysfs says of the disk whose real directory is `sysPath`. */
export function readLeaf(
  files: SystemFiles,
  sysPath: string,
  walk: readonly string[],
): BlockLeaf {
  const device = files.realPath(`${sysPath}/device`);
  const driver = device === undefined ? null : driverOf(files, device);
  const hwQueues = readHardwareQueues(files, sysPath);
  const number = (name: string) =>
    readInteger(files, `${sysPath}/queue/${name}`);
  return {
    name: baseName(sysPath),
    sysPath,
    model: files.read(`${sysPath}/device/model`)?.trim() ??
      driver?.replaceAll("_", "-") ?? null,
    driver,
    logicalBlockSize: number("logical_block_size"),
    queue: {
      scheduler: selected(files.read(`${sysPath}/queue/scheduler`)),
      nrRequests: number("nr_requests"),
      rqAffinity: number("rq_affinity"),
      nomerges: number("nomerges"),
      ioPoll: number("io_poll"),
      rotational: number("rotational"),
      writeCache: files.read(`${sysPath}/queue/write_cache`) ?? null,
      nrHwQueues: hwQueues.length,
    },
    hwQueues,
    numaNode: device === undefined ? null : numaNodeOf(files, device),
    walk,
  };
}

/** The choice in brackets of "none [mq-deadline] kyber"; the word if alone. */
export function selected(text: string | undefined): string | null {
  if (text === undefined) return null;
  return /\[([^\]]*)\]/.exec(text)?.[1] ?? text.trim();
}

/** Between an NVMe disk and its PCI function lie directories without driver. */
function driverOf(files: SystemFiles, device: string): string | null {
  for (const directory of ancestors(device)) {
    const driver = files.realPath(`${directory}/driver`);
    if (driver !== undefined) return baseName(driver);
  }
  return null;
}

function numaNodeOf(files: SystemFiles, device: string): number | null {
  for (const directory of ancestors(device)) {
    const node = readInteger(files, `${directory}/numa_node`);
    if (node !== null) return node >= 0 ? node : null;
  }
  return null;
}

function readHardwareQueues(
  files: SystemFiles,
  sysPath: string,
): HardwareQueue[] {
  return files.list(`${sysPath}/mq`)
    .filter((name) => /^\d{1,9}$/.test(name))
    .map((name) => ({
      index: Number(name),
      cpus: parseCpuList(files.read(`${sysPath}/mq/${name}/cpu_list`) ?? ""),
    }))
    .sort((a, b) => a.index - b.index);
}
