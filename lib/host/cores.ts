import { formatCpuList } from "../base/cpu_list.ts";
import type { LastLevelCache } from "./topology.ts";

/**
 * Where the reads that a CPU submits complete:
 *
 * - `interrupt`: on that CPU, because its queue's interrupt fires there.
 * - `non-interrupt`: on another CPU, in the interrupt (or its softirq) there.
 *   Only here has the kernel someone to kick.
 * - `remote`: the interrupt fires on another CPU, but the block layer moves the
 *   completion to the submitter by an IPI of its own. To io_uring this looks
 *   like an interrupt core.
 * - `unknown`: the files do not tell; only a calibration would.
 */
export type CoreRole = "interrupt" | "non-interrupt" | "remote" | "unknown";

/** One CPU and its part in the completions of a target. */
export interface Core {
  readonly cpu: number;
  readonly role: CoreRole;
  /** A clause that can follow "CPU 0: ". */
  readonly reason: string;
}

/** An interrupt of the target's request queues. */
export interface Vector {
  /** "nvme0q3". */
  readonly action: string;
  /** Where it fires. */
  readonly cpus: readonly number[];
  /**
   * The CPUs whose requests it completes; null if that is not known, which is
   * read as all of them.
   */
  readonly serves: readonly number[] | null;
}

/** All that decides where the requests of one disk complete. */
export interface CompletionFacts {
  /** For the reasons: "vda". */
  readonly device: string;
  readonly onlineCpus: readonly number[];
  /** The CPUs this process may use. */
  readonly allowedCpus: readonly number[];
  /**
   * In the order of their queues. Where several serve a CPU, as with nvme's
   * write_queues, the last counts: read queues come after those for writes
   * (nvme_pci_map_queues).
   */
  readonly vectors: readonly Vector[];
  /** Why there are no vectors, if it is known. */
  readonly whyNoVectors?: string | null;
  /** null: not known. */
  readonly llcOf: (cpu: number) => LastLevelCache | null;
  /** null: not known, or no such attribute. */
  readonly rqAffinity: number | null;
  /** CPUs outside the scheduler's domains; none if left out. */
  readonly isolatedCpus?: readonly number[];
  /** Relative capacity; all equal if left out. */
  readonly capacityOf?: (cpu: number) => number | null;
  /** Booted with threadirqs, or PREEMPT_RT, which implies it. */
  readonly threadedInterrupts?: boolean;
}

/**
 * Decides for each online and allowed CPU where the reads it submits complete,
 * as `blk_mq_complete_request_remote` and `blk_mq_complete_need_ipi` do
 * (block/blk-mq.c). How many hardware queues the disk has changes only the
 * context: with one it is a softirq on the same CPU as the interrupt.
 */
export function classifyCores(facts: CompletionFacts): Core[] {
  const allowed = new Set(facts.allowedCpus);
  return facts.onlineCpus
    .filter((cpu) => allowed.has(cpu))
    .map((cpu) => classifyCore(facts, cpu));
}

function classifyCore(facts: CompletionFacts, cpu: number): Core {
  const vectors = vectorsServing(facts, cpu);
  const arrivals = [...new Set(vectors.flatMap((vector) => vector.cpus))];
  const names = formatNames(vectors.map(({ action }) => action));
  const arrive = `the interrupts of ${facts.device} (${names}) arrive on`;
  const [arrival] = arrivals;
  if (arrival === undefined) {
    const reason = facts.vectors.length === 0
      ? facts.whyNoVectors ?? `the interrupts of ${facts.device} are not known`
      : `no interrupt of ${facts.device} is known to serve this CPU's queue`;
    return { cpu, role: "unknown", reason };
  }
  const outcomes = arrivals.map((arrival) => completionOf(facts, cpu, arrival));
  const [first] = outcomes;
  if (
    first === undefined || outcomes.some(({ role }) => role !== first.role)
  ) {
    return {
      cpu,
      role: "unknown",
      reason: `${arrive} any of the CPUs ${formatCpuList(arrivals)}`,
    };
  }
  const where = arrival === cpu
    ? "this CPU"
    : arrivals.length === 1
    ? `CPU ${arrival}`
    : `the CPUs ${formatCpuList(arrivals)}`;
  return {
    cpu,
    role: first.role,
    reason: `${arrive} ${where}${first.because && `, ${first.because}`}`,
  };
}

/** The interrupts for requests of a CPU's queue, as far as that is known. */
export function vectorsServing(
  facts: Pick<CompletionFacts, "vectors">,
  cpu: number,
): Vector[] {
  const own = facts.vectors.filter(({ serves }) => serves?.includes(cpu));
  return own.length > 0
    ? own.slice(-1)
    : facts.vectors.filter(({ serves }) => serves === null);
}

interface Completion {
  readonly role: CoreRole;
  /** A relative clause on the CPU of the interrupt, or nothing. */
  readonly because: string;
}

/** What becomes of a request of `cpu` whose interrupt fires on `arrival`. */
function completionOf(
  facts: CompletionFacts,
  cpu: number,
  arrival: number,
): Completion {
  if (cpu === arrival) return { role: "interrupt", because: "" };
  switch (facts.rqAffinity) {
    case null:
      return {
        role: "unknown",
        because: "and its rq_affinity, which decides the rest, is not known",
      };
    case 0:
      return {
        role: "non-interrupt",
        because: "where rq_affinity=0 leaves the completions",
      };
  }
  // blk_mq_complete_need_ipi: force_irqthreads() comes before all caches.
  if (facts.threadedInterrupts === true) {
    return {
      role: "non-interrupt",
      because: "where threaded interrupts leave the completions",
    };
  }
  if (facts.rqAffinity === 2) {
    return {
      role: "remote",
      because: "from where rq_affinity=2 moves the completions here",
    };
  }
  return completionByCache(facts, cpu, arrival);
}

/** rq_affinity=1: the completion stays if the two CPUs share their cache. */
function completionByCache(
  facts: CompletionFacts,
  cpu: number,
  arrival: number,
): Completion {
  // cpus_share_cache compares sd_llc_id, which comes from the scheduler's
  // domains: a CPU outside of them shares a cache with nobody.
  const isolated = [cpu, arrival].find((c) => facts.isolatedCpus?.includes(c));
  if (isolated !== undefined) {
    return {
      role: "remote",
      because:
        `and as CPU ${isolated} is isolated, the completions are moved here`,
    };
  }
  const cache = facts.llcOf(cpu);
  if (cache === null) {
    return {
      role: "unknown",
      because: "and whether the two share a cache is not known",
    };
  }
  const label = `L${cache.level} cache`;
  if (!cache.cpus.includes(arrival)) {
    return {
      role: "remote",
      because:
        `which has another ${label}, so that the completions are moved here`,
    };
  }
  // cpus_equal_capacity, since 6.9 only; backported at will.
  if (facts.capacityOf?.(cpu) !== facts.capacityOf?.(arrival)) {
    return {
      role: "unknown",
      because:
        `which shares its ${label} but not its capacity: newer kernels move the completions`,
    };
  }
  return { role: "non-interrupt", because: `which shares its ${label}` };
}

/**
 * Joins what each disk of a target says of the same CPUs. Reads spread over all
 * disks, so a CPU has a role only if it has it on all of them; interrupt and
 * remote count as the same.
 */
export function combineCores(disks: readonly (readonly Core[])[]): Core[] {
  const [first = [], ...others] = disks;
  return first.map((core) => {
    const all = [
      core,
      ...others.flatMap((disk) =>
        disk.find(({ cpu }) => cpu === core.cpu) ?? []
      ),
    ];
    const reason = [...new Set(all.map((one) => one.reason))].join("; ");
    const roles = new Set(all.map(({ role }) => role));
    if (roles.size === 1) return { ...core, reason };
    const local = !roles.has("unknown") && !roles.has("non-interrupt");
    return { cpu: core.cpu, role: local ? "interrupt" : "unknown", reason };
  });
}

/** The first names; a disk without known queue numbers may have dozens. */
function formatNames(names: readonly string[]): string {
  return names.length <= 3
    ? names.join(", ")
    : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
