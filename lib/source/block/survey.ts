import type { BlockLeaf } from "../../host/block_leaf.ts";
import {
  type BlockTarget,
  type DeviceOfFile,
  findLeaves,
} from "../../host/block_device.ts";
import {
  classifyCores,
  combineCores,
  type Core,
  type Vector,
  vectorsServing,
} from "../../host/cores.ts";
import { parseInterrupts } from "../../host/interrupts.ts";
import { type IrqMap, mapIrqs } from "../../host/irq_map.ts";
import {
  pickCores,
  type PickedCores,
  pickInterruptCores,
  type PickOptions,
} from "../../host/pick_cores.ts";
import type { SystemFiles } from "../../host/system.ts";
import {
  parseAllowedCpus,
  readTopology,
  type Topology,
} from "../../host/topology.ts";

/** One disk of a target and its interrupts. */
export interface SurveyedDisk {
  readonly leaf: BlockLeaf;
  readonly irqs: IrqMap;
}

/** What the files say about where the reads of a target complete. */
export interface Survey {
  readonly disks: readonly SurveyedDisk[];
  readonly topology: Topology;
  /** The online CPUs that this process may use. */
  readonly cores: readonly Core[];
  /** Sentences on what else may decide where reads complete. */
  readonly caveats: readonly string[];
  /** What completes I/Os where no disk does: its name and, for advice, kind. */
  readonly standIn?: { readonly name: string; readonly kind: string };
}

/**
 * Looks up the disks of a target, their interrupts and the role of each CPU.
 *
 * @throws {NoBlockDeviceError} if no disk is behind the target.
 */
export function surveyTarget(
  files: SystemFiles,
  target: BlockTarget,
  deviceOfFile: DeviceOfFile,
): Survey {
  const topology = readTopology(files);
  const interrupts = parseInterrupts(files.read("/proc/interrupts") ?? "");
  const disks = findLeaves(files, target, deviceOfFile)
    .map((leaf) => ({ leaf, irqs: mapIrqs(files, leaf, interrupts) }));
  const allowedCpus = parseAllowedCpus(files.read("/proc/self/status") ?? "") ??
    topology.online;
  const threadedInterrupts = hasThreadedInterrupts(files);
  const cores = combineCores(disks.map(({ leaf, irqs }) =>
    classifyCores({
      device: leaf.name,
      onlineCpus: topology.online,
      allowedCpus,
      vectors: vectorsOf(leaf, irqs),
      whyNoVectors: irqs.reason,
      rqAffinity: leaf.queue.rqAffinity,
      llcOf: (cpu) => topology.cpus.get(cpu)?.lastLevelCache ?? null,
      isolatedCpus: topology.isolated,
      capacityOf: (cpu) => topology.cpus.get(cpu)?.capacity ?? null,
      threadedInterrupts,
    })
  ));
  return { disks, topology, cores, caveats: caveatsOf(disks) };
}

/** What is where I/Os complete, as a clause to which a CPU is added. */
export function arrivalClause({ standIn }: Survey): string {
  return standIn ? `${standIn.name} runs` : "the target's interrupts arrive";
}

function pickOptions(
  { disks, topology, cores, standIn }: Survey,
  count: number,
): PickOptions {
  const beside = new Set(
    standIn
      ? cores.filter(({ role }) => role === "interrupt")
        .flatMap(({ cpu }) => topology.cpus.get(cpu)?.siblings ?? [])
      : [],
  );
  const drivers = new Set(disks.map(({ leaf }) => leaf.driver));
  const nodes = new Set(disks.map(({ leaf }) => leaf.numaNode));
  return {
    count,
    device: standIn?.name ?? disks.map(({ leaf }) => leaf.name).join(", "),
    driver: standIn?.kind ?? onlyOne(drivers),
    avoided: (cpu) => beside.has(cpu),
    numaNode: onlyOne(nodes),
    numaNodeOf: (cpu) => topology.cpus.get(cpu)?.numaNode ?? null,
    siblingsOf: (cpu) => topology.cpus.get(cpu)?.siblings ?? [cpu],
  };
}

/** Non-interrupt cores of a surveyed target, or others if it has none. */
export function pickSurveyed(survey: Survey, count: number): PickedCores {
  return pickCores(survey.cores, pickOptions(survey, count));
}

/** Interrupt cores of a surveyed target; none where it has none. */
export function pickSurveyedInterrupt(
  survey: Survey,
  count: number,
): readonly Core[] {
  return pickInterruptCores(survey.cores, pickOptions(survey, count));
}

/**
 * The CPUs on which interrupts for reads that some CPUs submit arrive, in
 * order; none where the files do not tell.
 */
export function arrivalsAt(
  { disks }: Pick<Survey, "disks">,
  cpus: readonly number[],
): number[] {
  const arrivals = disks.flatMap(({ leaf, irqs }) => {
    const vectors = vectorsOf(leaf, irqs);
    return cpus.flatMap((cpu) => vectorsServing({ vectors }, cpu))
      .flatMap((vector) => vector.cpus);
  });
  return [...new Set(arrivals)].sort((a, b) => a - b);
}

function onlyOne<T>(values: ReadonlySet<T>): T | null {
  const [value] = values;
  return values.size === 1 && value !== undefined ? value : null;
}

/** Joins each interrupt with the CPUs of the hardware queue it belongs to. */
function vectorsOf(leaf: BlockLeaf, { irqs }: IrqMap): Vector[] {
  return irqs
    .toSorted((a, b) => (a.queue ?? 0) - (b.queue ?? 0))
    .map(({ action, cpus, queue }) => ({
      action,
      cpus,
      serves: queue === null || leaf.hwQueues.length === 0
        ? null
        : leaf.hwQueues.find(({ index }) => index === queue)?.cpus ?? [],
    }));
}

/** force_irqthreads(): chosen at boot, or implied by PREEMPT_RT. */
function hasThreadedInterrupts(files: SystemFiles): boolean {
  return /\bPREEMPT_RT\b/.test(files.read("/proc/version") ?? "") ||
    /(^|\s)threadirqs(\s|$)/.test(files.read("/proc/cmdline") ?? "");
}

/** The roles hold for the disk's own submitters, which may be kernel threads. */
function caveatsOf(disks: readonly SurveyedDisk[]): string[] {
  const loops = disks
    .flatMap(({ leaf }) => leaf.walk)
    .filter((step) => /^loop\d+$/.test(step));
  return [...new Set(loops)].map((loop) =>
    `${loop} hands its requests to kernel workers (loop_queue_rq), which may submit and complete them on other CPUs than the files say.`
  );
}
