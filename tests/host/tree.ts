import { hostFiles, type SystemFiles } from "../../lib/host/system.ts";

/** Paths and contents; a link is written as its absolute target. */
export type Tree = Record<string, string | Uint8Array | { link: string }>;

/** Runs `use` on a tree of files laid out in a temporary directory. */
export function withTree(tree: Tree, use: (files: SystemFiles) => void): void {
  const root = Deno.makeTempDirSync({ prefix: "uringlab-host-" });
  try {
    for (const [path, content] of Object.entries(tree)) {
      const directories = path.split("/").slice(1, -1);
      Deno.mkdirSync(`${root}/${directories.join("/")}`, { recursive: true });
      if (typeof content === "string") {
        Deno.writeTextFileSync(root + path, `${content}\n`);
      } else if (content instanceof Uint8Array) {
        Deno.writeFileSync(root + path, content);
      } else {
        const up = "../".repeat(directories.length);
        Deno.symlinkSync(up + content.link.slice(1), root + path);
      }
    }
    use(hostFiles(root));
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

/** A file of tests/fixtures/host. */
export function fixture(name: string): string {
  return Deno.readTextFileSync(
    new URL(`../fixtures/host/${name}`, import.meta.url),
  );
}

/** The virtio-blk guest of kernel-facts: one queue, its interrupt on CPU 1. */
export function virtioGuest(): Tree {
  const vda = "/sys/devices/pci0000:00/0000:00:02.0/virtio1/block/vda";
  const pci = "/sys/devices/pci0000:00/0000:00:02.0";
  return {
    "/proc/interrupts": fixture("interrupts-virtio-2cpu.txt").trimEnd(),
    "/proc/irq/36/effective_affinity_list": "1",
    "/proc/irq/36/smp_affinity_list": "0-1",
    "/proc/self/status": "Name:\tdeno\nCpus_allowed_list:\t0-1",
    "/proc/self/mountinfo": [
      "22 27 0:21 / /proc rw,relatime - proc proc rw",
      "25 24 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw,size=24684084k",
      "27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard",
      "28 27 0:31 / /with\\040blank rw - btrfs /dev/vda1 rw",
      "29 27 0:32 / /merged rw - overlay overlay rw,lowerdir=/a",
    ].join("\n"),
    [`${vda}/dev`]: "254:0",
    [`${vda}/device`]: { link: `${pci}/virtio1` },
    [`${vda}/queue/logical_block_size`]: "512",
    [`${vda}/queue/scheduler`]: "none [mq-deadline] kyber bfq",
    [`${vda}/queue/nr_requests`]: "256",
    [`${vda}/queue/rq_affinity`]: "1",
    [`${vda}/queue/nomerges`]: "0",
    [`${vda}/queue/io_poll`]: "0",
    [`${vda}/queue/rotational`]: "1",
    [`${vda}/queue/write_cache`]: "write back",
    [`${vda}/mq/0/cpu_list`]: "0, 1",
    [`${vda}/vda1/dev`]: "254:1",
    [`${vda}/vda1/partition`]: "1",
    [`${pci}/virtio1/driver`]: { link: "/sys/bus/virtio/drivers/virtio_blk" },
    "/sys/bus/virtio/drivers/virtio_blk/bind": "",
    [`${pci}/msi_irqs/35`]: "msix",
    [`${pci}/msi_irqs/36`]: "msix",
    [`${pci}/numa_node`]: "-1",
    "/sys/block/vda": { link: vda },
    "/sys/class/block/vda": { link: vda },
    "/sys/class/block/vda1": { link: `${vda}/vda1` },
    "/sys/dev/block/254:0": { link: vda },
    "/sys/dev/block/254:1": { link: `${vda}/vda1` },
    ...cpus([0, 1], () => ({ llc: "0-1" })),
  };
}

/** The files of online CPUs: an L2 of their own, an L3 as told. */
export function cpus(
  online: readonly number[],
  of: (cpu: number) => { llc?: string; siblings?: string; node?: number },
): Tree {
  const root = "/sys/devices/system/cpu";
  const tree: Tree = { [`${root}/online`]: online.join(",") };
  for (const cpu of online) {
    const { llc, siblings, node = 0 } = of(cpu);
    const path = `${root}/cpu${cpu}`;
    tree[`${path}/topology/thread_siblings_list`] = siblings ?? `${cpu}`;
    tree[`${path}/node${node}/cpulist`] = "";
    if (llc === undefined) continue;
    tree[`${path}/cache/index2/level`] = "2";
    tree[`${path}/cache/index2/shared_cpu_list`] = `${cpu}`;
    tree[`${path}/cache/index3/level`] = "3";
    tree[`${path}/cache/index3/shared_cpu_list`] = llc;
  }
  return tree;
}
