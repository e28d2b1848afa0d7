/** What a claim asks of a machine beside its cells, and what of it is missing. */

import type { Claim, Need } from "../../model/claim.ts";

/** What is known of a machine. */
export interface MachineFacts {
  /** "6.18.44-fc-v669" */
  readonly kernel: string;
  /** CONFIG_HZ; null where it is not known. */
  readonly hz: number | null;
  /** CPUs that may be used. */
  readonly cpus: number;
  /** Whether any CPU has a second hardware thread. */
  readonly smt: boolean;
  readonly numaNodes: number;
  /** Drivers of the target's disks. */
  readonly drivers: readonly string[];
  readonly hypervisor: string | null;
  /** Why nothing can be traced; undefined where it can. */
  readonly untraced: string | undefined;
}

/** The first two numbers of a version of Linux. */
function version(text: string): [major: number, minor: number] {
  const [, major = "0", minor = "0"] = /^(\d+)\.(\d+)/.exec(text) ?? [];
  return [Number(major), Number(minor)];
}

function isBefore(one: string, other: string): boolean {
  const [a, b] = [version(one), version(other)];
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}

function missingNeed(need: Need, facts: MachineFacts): string | undefined {
  switch (need.kind) {
    case "linux":
      if (need.since !== undefined && isBefore(facts.kernel, need.since)) {
        return `Linux ${need.since}; this is ${facts.kernel}`;
      }
      return need.before !== undefined && !isBefore(facts.kernel, need.before)
        ? `Linux before ${need.before}; this is ${facts.kernel}`
        : undefined;
    case "hz":
      return facts.hz === need.hz
        ? undefined
        : `a kernel with HZ=${need.hz}; this one has ${facts.hz ?? "unknown"}`;
    case "cpus":
      return facts.cpus >= need.count
        ? undefined
        : `${need.count} CPUs; ${facts.cpus} may be used`;
    case "smt":
      return facts.smt ? undefined : "cores with two hardware threads (SMT)";
    case "numa":
      return facts.numaNodes > 1 ? undefined : "a second NUMA node";
    case "nvme":
      return facts.drivers.includes("nvme")
        ? undefined
        : `an NVMe disk; this is ${facts.drivers.join(", ") || "unknown"}`;
    case "bare_metal":
      return facts.hypervisor === null
        ? undefined
        : `no hypervisor; this is a guest of ${facts.hypervisor}`;
  }
}

/** Why a machine cannot tell of a claim; undefined where it can. */
export function missingFor(
  { needs = [] }: Claim,
  facts: MachineFacts,
  isTraced: boolean,
): string | undefined {
  const missing = needs.flatMap((need) => missingNeed(need, facts) ?? []);
  if (isTraced && facts.untraced !== undefined) {
    missing.push(`tracing: ${facts.untraced}`);
  }
  return missing.length === 0
    ? undefined
    : `it takes ${missing.join(", and ")}`;
}
