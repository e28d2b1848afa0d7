import { assertEquals, assertThrows } from "@std/assert";
import {
  type BlockTarget,
  type DeviceOfFile,
  findLeaves,
  findLoops,
  NoBlockDeviceError,
} from "../../lib/host/block_device.ts";
import type { DeviceNumber } from "../../lib/host/device_number.ts";
import { type Tree, virtioGuest, withTree } from "./tree.ts";

const noFile: DeviceOfFile = (path) => {
  throw new Error(`unexpected look at ${path}`);
};

function walks(
  tree: Tree,
  target: BlockTarget,
  deviceOfFile: DeviceOfFile = noFile,
): string[] {
  let result: string[] = [];
  withTree({ ...virtioGuest(), ...tree }, (files) => {
    result = findLeaves(files, target, deviceOfFile)
      .map(({ walk }) => walk.join(" -> "));
  });
  return result;
}

/** A disk without hardware, with links to others below it. */
function virtualDisk(name: string, device: string, slaves: string[]): Tree {
  const path = `/sys/devices/virtual/block/${name}`;
  return {
    [`${path}/dev`]: device,
    [`/sys/dev/block/${device}`]: { link: path },
    [`/sys/class/block/${name}`]: { link: path },
    ...Object.fromEntries(
      slaves.map((slave) => [
        `${path}/slaves/${slave}`,
        { link: `/sys/class/block/${slave}` },
      ]),
    ),
  };
}

Deno.test("the disk itself is described", () => {
  withTree(virtioGuest(), (files) => {
    const target = { device: "254:0", path: "/dev/vda" } as const;
    assertEquals(findLeaves(files, target, noFile), [{
      name: "vda",
      sysPath: "/sys/devices/pci0000:00/0000:00:02.0/virtio1/block/vda",
      model: "virtio-blk",
      driver: "virtio_blk",
      logicalBlockSize: 512,
      queue: {
        scheduler: "mq-deadline",
        nrRequests: 256,
        rqAffinity: 1,
        nomerges: 0,
        ioPoll: 0,
        rotational: 1,
        writeCache: "write back",
        nrHwQueues: 1,
      },
      hwQueues: [{ index: 0, cpus: [0, 1] }],
      numaNode: null,
      walk: ["vda"],
    }]);
  });
});

Deno.test("a file and a partition lead to their disk", () => {
  assertEquals(walks({}, { device: "254:0", path: "/data/x" }), [
    "/data/x on ext4 -> vda",
  ]);
  assertEquals(walks({}, { device: "254:1", path: "/dev/vda1" }), [
    "vda1 -> vda",
  ]);
});

Deno.test("device mapper over md leads to every disk, each once", () => {
  const tree = {
    ...virtualDisk("dm-0", "253:0", ["md0", "vda1"]),
    ...virtualDisk("md0", "9:0", ["vda1", "sdb"]),
    ...virtualDisk("sdb", "8:16", []),
  };
  assertEquals(walks(tree, { device: "253:0", path: "/dev/dm-0" }), [
    "dm-0 -> md0 -> sdb",
    "dm-0 -> md0 -> vda1 -> vda",
  ]);
});

Deno.test("a loop device leads to the disk of its file", () => {
  const tree = {
    ...virtualDisk("loop0", "7:0", []),
    "/sys/devices/virtual/block/loop0/loop/backing_file": "/data/image",
  };
  assertEquals(
    walks(tree, { device: "7:0", path: "/dev/loop0" }, () => "254:0"),
    ["loop0 -> /data/image on ext4 -> vda"],
  );
});

Deno.test("a btrfs leads to all its disks", () => {
  const tree = {
    ...virtualDisk("sdb", "8:16", []),
    "/sys/fs/btrfs/uuid/devices/sdb": { link: "/sys/class/block/sdb" },
    "/sys/fs/btrfs/uuid/devices/vda1": { link: "/sys/class/block/vda1" },
  };
  const target = { device: "0:31", path: "/with blank/x" } as const;
  assertEquals(walks({}, target), ["/with blank/x on btrfs -> vda1 -> vda"]);
  assertEquals(walks(tree, target), [
    "/with blank/x on btrfs -> sdb",
    "/with blank/x on btrfs -> vda1 -> vda",
  ]);
});

Deno.test("an NVMe multipath disk leads to its hidden paths", () => {
  const hidden = "/sys/devices/pci0000:00/0000:01:00.0/nvme/nvme3/nvme2c3n1";
  const other = "/sys/devices/pci0000:00/0000:02:00.0/nvme/nvme4/nvme4c4n1";
  const tree = {
    ...virtualDisk("nvme2n1", "259:0", []),
    [`${hidden}/hidden`]: "1",
    [`${other}/hidden`]: "1",
    "/sys/block/nvme2c3n1": { link: hidden },
    "/sys/block/nvme4c4n1": { link: other },
  };
  assertEquals(walks(tree, { device: "259:0", path: "/dev/nvme2n1" }), [
    "nvme2n1 -> nvme2c3n1",
  ]);
});

Deno.test("loop devices on the way are told, even if there is no disk", () => {
  const backed = (loop: string, device: string, file: string): Tree => ({
    ...virtualDisk(loop, device, []),
    [`/sys/devices/virtual/block/${loop}/loop/backing_file`]: file,
  });
  const tree = {
    ...virtioGuest(),
    ...backed("loop0", "7:0", "/data/image"),
    ...backed("loop1", "7:1", "/dev/shm/x"),
    ...virtualDisk("loop2", "7:2", []),
    ...virtualDisk("dm-0", "253:0", ["loop0", "loop1"]),
  };
  const numbers: Record<string, DeviceNumber> = {
    "/data/image": "254:0",
    "/dev/shm/x": "0:23",
  };
  const loops = (device: DeviceNumber) => {
    let found: string[] = [];
    withTree(tree, (files) => {
      found = findLoops(
        files,
        { device, path: "/dev/x" },
        (path) => numbers[path] ?? "0:0",
      );
    });
    return found;
  };
  assertEquals(loops("254:0"), []);
  assertEquals(loops("7:0"), ["loop0"]);
  assertEquals(loops("7:1"), ["loop1"]);
  assertEquals(loops("7:2"), []);
  assertEquals(loops("253:0"), ["loop0", "loop1"]);
});

Deno.test("the reason is given when there is no disk", () => {
  const loop = virtualDisk("loop0", "7:0", []);
  const attached = {
    ...loop,
    "/sys/devices/virtual/block/loop0/loop/backing_file": "/dev/shm/x",
  };
  const circle = virtualDisk("dm-0", "253:0", ["dm-0"]);
  const cases: [Tree, BlockTarget, DeviceOfFile, string][] = [
    [{}, { device: "0:23", path: "/dev/shm/x" }, noFile, "it lies in memory"],
    [
      {},
      { device: "0:32", path: "/merged/x" },
      noFile,
      "an overlay names no device",
    ],
    [{}, { device: "8:1", path: "/x" }, noFile, "/sys/dev/block/8:1"],
    [
      { "/proc/self/mountinfo": "" },
      { device: "0:9", path: "/x" },
      noFile,
      "no mount in /proc/self/mountinfo",
    ],
    [
      loop,
      { device: "7:0", path: "/dev/loop0" },
      noFile,
      "no file is attached",
    ],
    [
      attached,
      { device: "7:0", path: "/dev/loop0" },
      () => "0:23",
      "it lies in memory",
    ],
    [
      attached,
      { device: "7:0", path: "/dev/loop0" },
      noFile,
      "cannot be reached",
    ],
    [circle, { device: "253:0", path: "/dev/dm-0" }, noFile, "do not end"],
  ];
  for (const [tree, target, deviceOfFile, message] of cases) {
    assertThrows(
      () => walks(tree, target, deviceOfFile),
      NoBlockDeviceError,
      message,
    );
  }
});
