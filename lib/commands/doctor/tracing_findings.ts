import type { Tracing } from "../../trace/tier.ts";
import { type Finding, note, ok } from "./finding.ts";

const TIERS: Record<Tracing["tier"], string> = {
  kprobes: "kprobes and tracepoints: exp7 --trace shows callbacks and stacks",
  tracepoints: "tracepoints: exp7 --trace shows stacks, kicks and wake-ups",
  none: "none: only the counters of /proc",
};

/** What exp7 --trace can see, and what is missing for more. */
export function tracingFindings(tracing: Tracing): Finding[] {
  const { tier, bpftrace, obstacles } = tracing;
  const by = bpftrace === null ? "" : ` (bpftrace ${bpftrace})`;
  return [
    ok("tracing", `${TIERS[tier]}${by}`),
    ...obstacles.map(({ what, why, remedy }) =>
      note("tracing", `${what}: ${why}`, remedy)
    ),
    ...tier === "none" ? [] : missingEvents(tracing),
    ...lockdownFindings(tracing),
  ];
}

function missingEvents({ tier, events, symbols }: Tracing): Finding[] {
  const missing = Object.entries(events)
    .filter(([, fields]) => fields === null).map(([name]) => name);
  // Where there are kprobes they say the same.
  const kicks = tier === "kprobes" && symbols.includes("kick_process");
  const needed = missing.filter((name) => !(kicks && name.startsWith("ipi:")));
  return needed.length === 0
    ? []
    : [note("tracing", `this kernel has no ${needed.join(", ")}`)];
}

function lockdownFindings({ lockdown, tier }: Tracing): Finding[] {
  if (lockdown === "none" || tier === "kprobes") return [];
  return [
    lockdown === null
      ? note(
        "tracing",
        "whether the kernel is locked down cannot be seen",
        "mount -t securityfs nodev /sys/kernel/security",
      )
      : note("tracing", `kernel lockdown: ${lockdown}`),
  ];
}
