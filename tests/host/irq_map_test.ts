import { assertEquals } from "@std/assert";
import { parseInterrupts } from "../../lib/host/interrupts.ts";
import { mapIrqs, queueOfAction } from "../../lib/host/irq_map.ts";
import { fixture, type Tree, virtioGuest, withTree } from "./tree.ts";

Deno.test("which actions belong to request queues", () => {
  assertEquals(queueOfAction("virtio1-req.0"), 0);
  assertEquals(queueOfAction("virtio12-req.13"), 13);
  assertEquals(queueOfAction("nvme0q1"), 0);
  assertEquals(queueOfAction("nvme1q20"), 19);
  assertEquals(queueOfAction("ahci[0000:00:17.0]"), null);
  assertEquals(queueOfAction("virtio0-request"), null);
  for (
    const action of [
      "nvme0q0",
      "virtio1-config",
      "virtio0-control",
      "ttyS0",
      "",
    ]
  ) assertEquals(queueOfAction(action), undefined);
});

Deno.test("the queue of virtio-blk", () => {
  withTree(virtioGuest(), (files) => {
    const leaf = {
      name: "vda",
      sysPath: "/sys/devices/pci0000:00/0000:00:02.0/virtio1/block/vda",
    };
    const interrupts = parseInterrupts(fixture("interrupts-virtio-2cpu.txt"));
    assertEquals(mapIrqs(files, leaf, interrupts), {
      irqs: [{ irq: 36, action: "virtio1-req.0", queue: 0, cpus: [1] }],
      interruptCpus: [1],
      reason: null,
    });
  });
});

const NVME = "/sys/devices/pci0000:00/0000:01:00.0";
const LEAF = { name: "nvme0n1", sysPath: `${NVME}/nvme/nvme0/nvme0n1` };
const NVME_TREE: Tree = {
  [`${LEAF.sysPath}/device`]: { link: `${NVME}/nvme/nvme0` },
  [`${NVME}/msi_irqs/120`]: "msix",
  [`${NVME}/msi_irqs/121`]: "msix",
  [`${NVME}/msi_irqs/122`]: "msix",
  [`${NVME}/msi_irqs/999`]: "msix",
  "/proc/irq/120/effective_affinity_list": "3",
  "/proc/irq/121/effective_affinity_list": "1",
  "/proc/irq/122/effective_affinity_list": "",
  "/proc/irq/122/smp_affinity_list": "2-3",
};

Deno.test("an NVMe drive's own queues, without the admin queue", () => {
  const interrupts = parseInterrupts(fixture("interrupts-nvme-20cpu.txt"));
  withTree(NVME_TREE, (files) => {
    assertEquals(mapIrqs(files, LEAF, interrupts), {
      irqs: [
        { irq: 121, action: "nvme0q1", queue: 0, cpus: [1] },
        { irq: 122, action: "nvme0q2", queue: 1, cpus: [2, 3] },
      ],
      interruptCpus: [1, 2, 3],
      reason: null,
    });
  });
});

Deno.test("the reason is given when there are none", () => {
  const interrupts = parseInterrupts(fixture("interrupts-virtio-2cpu.txt"));
  withTree(NVME_TREE, (files) => {
    const reason = (name: string, sysPath: string) =>
      mapIrqs(files, { name, sysPath }, interrupts).reason;
    assertEquals(
      reason("zram0", "/sys/devices/virtual/block/zram0"),
      "zram0 is a virtual device, which has no interrupts",
    );
    assertEquals(
      reason("mmcblk0", "/sys/devices/platform/mmc/block/mmcblk0"),
      "no device above mmcblk0 has message-signalled interrupts",
    );
    assertEquals(
      reason(LEAF.name, LEAF.sysPath),
      `none of the interrupts of ${NVME} is known as that of a queue`,
    );
  });
});
