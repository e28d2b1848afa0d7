import type { Metrics } from "./metrics.ts";
import type { Params } from "./params.ts";

/** What a row needs to be read as the experiment means it. */
interface Premise {
  /** A phrase that says what is wrong, or undefined when it holds. */
  broken: (
    metrics: Metrics,
    params: Params,
    context: PremiseContext,
  ) => string | undefined;
}

/** What the premises ask of the machine. */
export interface PremiseContext {
  /** Whether the measured CPUs are meant to be non-interrupt cores. */
  nonInterruptCores: boolean;
}

const PREMISES: readonly Premise[] = [
  {
    // Little (1961): mean number in flight = throughput x mean latency.
    broken: ({ littles_law: law = NaN }) =>
      Math.abs(law - 1) > 0.03
        ? `Little's law is off: iops x lat_avg is ${law.toFixed(3)} of ` +
          "workers x iodepth"
        : undefined,
  },
  {
    broken: ({ cpu_share: share = NaN, cpu_idle: idle = NaN }, { busy }) =>
      busy && share < 0.45 && idle < 0.05
        ? `the workers got ${(share * 100).toFixed(0)} % of the CPUs, not ` +
          "about half: they slept and did not claim the rest"
        : busy && share > 0.55
        ? `the workers got ${(share * 100).toFixed(0)} % of the CPUs, not half`
        : undefined,
  },
  {
    broken: ({ minflt = 0, majflt = 0 }) =>
      minflt + majflt > 0
        ? `${minflt + majflt} page faults of the workers (a fault delivers ` +
          "task_work)"
        : undefined,
  },
  {
    broken: ({ target_irqs_per_io: irqs = 0 }, _, { nonInterruptCores }) =>
      nonInterruptCores && irqs > 0.05
        ? `${irqs.toFixed(2)} interrupts of the target per read came to the ` +
          "non-interrupt cores: did their affinity change?"
        : undefined,
  },
  {
    broken: ({ cpu_steal: steal = 0 }) =>
      steal > 0.01
        ? `the hypervisor took ${(steal * 100).toFixed(1)} % of the CPUs`
        : undefined,
  },
  {
    broken: ({ lat_overflow: overflow = 0 }) =>
      overflow > 0
        ? `${overflow} reads took longer than the histograms reach (100 s)`
        : undefined,
  },
];

/** One phrase for each premise that did not hold in a measured cell. */
export function brokenPremises(
  metrics: Metrics,
  params: Params,
  context: PremiseContext,
): string[] {
  return PREMISES.map(({ broken }) => broken(metrics, params, context)).filter(
    (phrase) => phrase !== undefined,
  );
}
