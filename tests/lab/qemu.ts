/** QEMU as the lab machine: its CPUs, its disks, what it shares with the host. */
import type { KernelLine } from "./kernels.ts";

/** How CPUs are near to each other, as numbers of parts in the next larger. */
export interface Topology {
  nodes: number;
  /** Last-level caches of a NUMA node: its sockets. */
  caches: number;
  /** That share one. */
  cores: number;
  /** Hardware threads of a core. */
  threads: number;
}

/** How many CPUs these are. */
export function cpusOf({ nodes, caches, cores, threads }: Topology): number {
  return nodes * caches * cores * threads;
}

/** A machine. */
export interface MachineOptions {
  /** Made if it is missing; the command knows it as $LAB_OUT. */
  out: string;
  kernel: KernelLine;
  /** More words of the kernel's command line, such as "lockdown=integrity". */
  append?: string;
  cpus: number;
  /** Of these CPUs; without it they are the cores of one cache. */
  topology?: Topology;
  /** Of the NVMe driver; they leave fewer queues that interrupt. */
  pollQueues: number;
}

/**
 * A second disk, which init keeps away from the driver until slow_disk.sh gives
 * it: the first is so fast that reads complete in the call that submits them.
 * At this rate a read takes 10 ms less what the program took since the one
 * before, and at most a tick (4 ms) goes by before a completion is delivered.
 */
const SLOW_IOPS = 100;
const SLOW_BYTES = 64 * 2 ** 20;
/** The PCI slot, which init and slow_disk.sh know too. */
const SLOW_SLOT = "0x10";

/** Where setup.sh keeps all that it got. */
export function cache(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ||
    `${Deno.env.get("HOME")}/.cache`;
  return `${cache}/uringlab/lab`;
}

/** Where setup.sh keeps a kernel and what it made of it. */
export function cacheDirectory(kernel: KernelLine): string {
  return `${cache()}/${kernel}`;
}

/** The words that start QEMU: what setup.sh got, else this machine's own. */
export function emulator(): readonly [string, ...string[]] {
  const root = `${cache()}/qemu/usr`;
  const program = `${root}/bin/qemu-system-x86_64`;
  try {
    Deno.statSync(program);
  } catch {
    return ["qemu-system-x86_64"];
  }
  // What it was built to find in /usr/share.
  return [program, "-L", `${root}/share/qemu`, "-L", `${root}/share/seabios`];
}

const MEMORY_MIB = 3072;

/**
 * CPUs, and memory of which each node has its part. A last-level cache is that of
 * a socket: QEMU 10.0 tells nothing of several in one to an AMD, and ends by an
 * assertion (encode_topo_cpuid1f) where it tells an Intel.
 */
function topologyArguments(
  cpus: number,
  // In one cache completions stay on the CPU that was interrupted.
  topology: Topology = { nodes: 1, caches: 1, cores: cpus, threads: 1 },
): string[] {
  const { nodes, caches, cores, threads } = topology;
  const perNode = cpus / nodes;
  const mebibytes = Math.floor(MEMORY_MIB / nodes);
  const memories = nodes === 1
    ? []
    : Array.from({ length: nodes }, (_, node) => [
      "-object",
      `memory-backend-ram,id=node${node},size=${mebibytes}M`,
      "-numa",
      `node,nodeid=${node},memdev=node${node},` +
      `cpus=${node * perNode}-${(node + 1) * perNode - 1}`,
    ]);
  return [
    "-smp",
    `${cpus},sockets=${nodes * caches},cores=${cores},threads=${threads}`,
    "-m",
    `${mebibytes * nodes}M`,
    ...memories.flat(),
  ];
}

function qemuArguments(
  { kernel, append, cpus, topology, pollQueues, out }: MachineOptions,
  directory: string,
): string[] {
  const share = (tag: string, path: string, more = "") =>
    `local,path=${path.replaceAll(",", ",,")},mount_tag=${tag},` +
    `security_model=none,multidevs=remap${more}`;
  // A disk with fewer queues than there are CPUs and poll queues: then poll
  // queues leave CPUs without an interrupt of their own.
  const queues = Math.floor(cpus * 3 / 2);
  const kernelDirectory = cacheDirectory(kernel);
  return [
    "-accel",
    "tcg,thread=multi",
    "-cpu",
    "max",
    ...topologyArguments(cpus, topology),
    "-nodefaults",
    "-no-user-config",
    "-display",
    "none",
    "-no-reboot",
    "-serial",
    `file:${directory}/console`,
    "-kernel",
    `${kernelDirectory}/vmlinuz`,
    "-initrd",
    `${kernelDirectory}/initramfs`,
    "-append",
    // tsc=reliable: QEMU's is, but Linux looks for a flag of real processors
    // and would take a clock that is a system call to read. softlockup_panic:
    // a CPU that hangs ends the machine, and nobody waits for it.
    "console=ttyS0 quiet panic=-1 softlockup_panic=1 tsc=reliable " +
    `LAB_POLL_QUEUES=${pollQueues}` +
    (append === undefined ? "" : ` ${append}`),
    "-virtfs",
    share("host", "/", ",readonly=on"),
    "-virtfs",
    share("control", `${directory}/control`),
    "-virtfs",
    share("out", out),
    "-drive",
    `file=${directory}/nvme.img,if=none,id=disk,format=raw,cache=unsafe`,
    "-device",
    `nvme,drive=disk,serial=lab,max_ioqpairs=${queues}`,
    "-drive",
    `driver=null-co,size=${SLOW_BYTES},read-zeroes=on,if=none,id=slow,` +
    `throttling.iops-total=${SLOW_IOPS}`,
    "-device",
    `nvme,drive=slow,serial=slow,max_ioqpairs=${queues},addr=${SLOW_SLOT}`,
  ];
}

/**
 * Starts QEMU so that it dies with this process, however that dies. The
 * directory has the image of the disk and what is shared for control.
 */
export function startQemu(
  options: MachineOptions,
  directory: string,
): Deno.ChildProcess {
  return new Deno.Command("setpriv", {
    args: [
      "--pdeathsig",
      "KILL",
      ...emulator(),
      ...qemuArguments(options, directory),
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}
