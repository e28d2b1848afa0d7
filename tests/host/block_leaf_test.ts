import { assertEquals } from "@std/assert";
import { readLeaf, selected } from "../../lib/host/block_leaf.ts";
import { withTree } from "./tree.ts";

Deno.test("an NVMe disk finds driver and node above its controller", () => {
  const pci = "/sys/devices/pci0000:00/0000:01:00.0";
  const disk = `${pci}/nvme/nvme0/nvme0n1`;
  withTree({
    [`${disk}/device`]: { link: `${pci}/nvme/nvme0` },
    [`${disk}/queue/io_poll`]: "1",
    [`${disk}/mq/0/cpu_list`]: "0-1",
    [`${disk}/mq/10/cpu_list`]: "2",
    [`${disk}/mq/2/cpu_list`]: "",
    [`${pci}/nvme/nvme0/model`]: "Fast Drive 9000          ",
    [`${pci}/driver`]: { link: "/sys/bus/pci/drivers/nvme" },
    [`${pci}/numa_node`]: "1",
    "/sys/bus/pci/drivers/nvme/bind": "",
  }, (files) => {
    const leaf = readLeaf(files, disk, ["nvme0n1"]);
    assertEquals(leaf.model, "Fast Drive 9000");
    assertEquals(leaf.driver, "nvme");
    assertEquals(leaf.numaNode, 1);
    assertEquals(leaf.queue.ioPoll, 1);
    assertEquals(leaf.queue.nrHwQueues, 3);
    assertEquals(leaf.queue.scheduler, null);
    assertEquals(leaf.hwQueues, [
      { index: 0, cpus: [0, 1] },
      { index: 2, cpus: [] },
      { index: 10, cpus: [2] },
    ]);
  });
});

Deno.test("a disk without hardware has neither driver nor model", () => {
  const disk = "/sys/devices/virtual/block/zram0";
  withTree({ [`${disk}/queue/logical_block_size`]: "4096" }, (files) => {
    const leaf = readLeaf(files, disk, ["zram0"]);
    assertEquals([leaf.name, leaf.driver, leaf.model], ["zram0", null, null]);
    assertEquals(leaf.logicalBlockSize, 4096);
    assertEquals(leaf.queue.rqAffinity, null);
    assertEquals(leaf.numaNode, null);
  });
});

Deno.test("the choice in brackets", () => {
  assertEquals(selected("none [mq-deadline] kyber"), "mq-deadline");
  assertEquals(selected("none"), "none");
  assertEquals(selected(undefined), null);
});
