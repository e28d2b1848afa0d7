import { assertEquals } from "@std/assert";
import { mountOf, parseMountInfo } from "../../lib/host/mount_info.ts";

const MOUNTS = parseMountInfo([
  "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
  "28 27 0:30 / /data rw shared:1 master:2 - btrfs /dev/sdb rw",
  "29 28 0:31 / /data/my\\040files rw - tmpfs tmpfs rw",
  "30 27 0:32 / /over rw - xfs /dev/sdc rw",
  "31 30 0:33 / /over rw - nfs host:/export rw",
  "rubbish",
  "",
].join("\n"));

Deno.test("mountinfo is parsed and unreadable lines left out", () => {
  assertEquals(MOUNTS.length, 5);
  assertEquals(MOUNTS[1], {
    device: "0:30",
    mountPoint: "/data",
    type: "btrfs",
    source: "/dev/sdb",
  });
});

Deno.test("a file lies on the deepest and then the latest mount", () => {
  const type = (path: string) => mountOf(MOUNTS, path)?.type;
  assertEquals(type("/data/x"), "btrfs");
  assertEquals(type("/data"), "btrfs");
  assertEquals(type("/database"), "ext4");
  assertEquals(type("/data/my files/x"), "tmpfs");
  assertEquals(type("/over/x"), "nfs");
  assertEquals(mountOf([], "/x"), undefined);
});
