import { assert, assertStringIncludes } from "@std/assert";
import { PREMISES } from "../../../lib/model/premises/mod.ts";
import { params } from "../fixtures.ts";

/** What is said where io_uring's own threads read this target. */
function advice(filename: string, ...disks: string[]): string {
  return PREMISES.io_workers.advice(params({ filename }), { disks });
}

Deno.test("who measures a block device is not told to take one", () => {
  for (
    const path of ["/dev/zram1", "/dev/dm-0", "/dev/mapper/vg-lv", "/dev/md0"]
  ) {
    const text = advice(path, "vda");
    assert(!/ext4|: a block device/.test(text), text);
  }
});

Deno.test("a block device is told what of it refuses to read without blocking", () => {
  assertStringIncludes(advice("/dev/zram1", "zram1"), "BLK_FEAT_NOWAIT");
  assertStringIncludes(advice("/dev/zram1", "zram1"), "modprobe brd");
  assertStringIncludes(
    advice("/dev/mapper/vg-lv", "vda", "vdb"),
    "all disks below: measure /dev/vda or /dev/vdb below it",
  );
  assertStringIncludes(advice("/dev/dm-3", "vda"), "dmsetup table");
  assertStringIncludes(advice("/dev/md127p1", "sda", "sdb"), "Linux 5.17");
  assertStringIncludes(advice("/dev/md/home"), "a disk whose driver is of blk");
  assertStringIncludes(advice("/dev/nvme0n1", "nvme0n1"), "queue is full");
});

Deno.test("a file is told what files can, and of the disk below it", () => {
  const file = "without holes and unwritten extents on ext4 or xfs";
  assertStringIncludes(advice("/home/x", "vda"), file);
  assertStringIncludes(advice("/home/x", "vda"), "(/dev/vda)");
  assertStringIncludes(advice("/dev/shm/x"), file);
  assertStringIncludes(advice("/mnt/x", "zram0"), "zram takes no read");
});
