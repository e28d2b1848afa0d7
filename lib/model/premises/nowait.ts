/**
 * Why a target has its reads done by io_uring's own threads. io_uring submits
 * each read with IOCB_NOWAIT first, and hands it to a thread where that is
 * refused. A disk takes it if its queue has BLK_FEAT_NOWAIT: those of blk-mq
 * all do (blk_mq_alloc_queue); other drivers say so themselves, and a stacked
 * device has it only if all below have it too (blk_stack_limits).
 */

import type { AdvisedTarget } from "./premise.ts";

const BLK_MQ = "(those with a directory `mq` in /sys/block/NAME)";

/** A device, by the name of its driver in /dev, and what is to be said of it. */
const DEVICES: readonly [name: RegExp, says: (disks: string) => string][] = [
  [
    /^zram\d+$/,
    () =>
      "zram takes no read without blocking (zram_add gives it no " +
      "BLK_FEAT_NOWAIT): a device in memory that does is /dev/ram0 " +
      "(`modprobe brd`, Linux 6.3) or /dev/nullb0 (`modprobe null_blk`)",
  ],
  [
    /^(dm-\d+|mapper\/.+)$/,
    (disks) =>
      "a device of the device mapper takes reads without blocking only where " +
      "all its targets do (linear and striped, not crypt, thin or snapshot; " +
      `\`dmsetup table\` names them) and all disks below: measure ${disks}`,
  ],
  [
    /^(md\d+(p\d+)?|md\/.+)$/,
    (disks) =>
      "an md array takes reads without blocking since Linux 5.17, and only " +
      `where all its members do: measure ${disks}`,
  ],
];

/** "vda or vdb, which are below it" */
function below(disks: readonly string[]): string {
  return disks.length === 0
    ? `a disk whose driver is of blk-mq ${BLK_MQ}`
    : disks.map((disk) => `/dev/${disk}`).join(" or ") + " below it";
}

/** What helps where io_uring's own threads read; of a target by its path. */
export function nowaitAdvice(
  filename: string,
  { disks }: AdvisedTarget,
): string {
  const device = /^\/dev\/(?!shm\/)(.+)$/.exec(filename)?.[1];
  for (const [name, says] of DEVICES) {
    // Of a file it is the disk that refuses.
    if (
      (device === undefined ? disks : [device, ...disks]).some((one) =>
        name.test(one)
      )
    ) return says(below(disks));
  }
  return device === undefined
    ? "a target that can be read without blocking: a file without holes and " +
      "unwritten extents on ext4 or xfs, or the disk below it" +
      (disks.length > 0 ? ` (/dev/${disks.join(", /dev/")})` : "")
    : "this device refuses some reads that must not block: either its queue " +
      "is full (less --iodepth, fewer --workers), or its driver does not take " +
      `them; a disk whose driver is of blk-mq does ${BLK_MQ}`;
}
