import type { Environment } from "../../host/environment.ts";
import { PROGRAM } from "../../base/program.ts";
import { type Finding, note, ok, warning } from "./finding.ts";

/** What else decides figures: only what matters on this machine. */
export function environmentFindings(environment: Environment): Finding[] {
  return [
    governor(environment),
    irqbalance(environment),
    autogroup(environment),
    numaBalancing(environment),
    hypervisor(environment),
    ...isolation(environment),
    ...mitigations(environment),
    load(environment),
  ].filter((finding) => finding !== undefined);
}

function governor({ governors }: Environment): Finding | undefined {
  if (governors === null) {
    return ok("environment", "CPU frequency is not in this kernel's hands");
  }
  const slow = Object.entries(governors)
    .filter(([name]) => name !== "performance");
  if (slow.length === 0) return ok("environment", "governor performance");
  const named = slow.map(([name, cpus]) => `${name} on CPUs ${cpus}`);
  return warning(
    "environment",
    `frequency governor ${named.join(", ")}: figures vary with the load before`,
    "echo performance | tee " +
      "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
  );
}

function irqbalance({ irqbalanceRunning }: Environment): Finding | undefined {
  return irqbalanceRunning
    ? warning(
      "environment",
      "irqbalance runs: it may move the disk's interrupts during a run",
      "systemctl stop irqbalance",
    )
    : undefined;
}

function autogroup({ autogroup }: Environment): Finding | undefined {
  return autogroup === 1
    ? ok("environment", "autogroup on: workers and hogs share one session")
    : undefined;
}

function numaBalancing({ numaBalancing }: Environment): Finding | undefined {
  return numaBalancing !== null && numaBalancing !== 0
    ? warning(
      "environment",
      "NUMA balancing makes page faults and task_work of its own",
      "sysctl kernel.numa_balancing=0",
    )
    : undefined;
}

function hypervisor({ hypervisor }: Environment): Finding | undefined {
  const { flag, type, vendor, product } = hypervisor;
  if (!flag && type === null) return undefined;
  const named = type ?? [vendor, product].filter(Boolean).join(" ");
  return note(
    "environment",
    `a virtual machine${named && ` (${named})`}: an IPI may be a VM exit, so ` +
      "costs do not hold for bare metal",
  );
}

function isolation(
  { isolatedCpus, nohzFull }: Environment,
): (Finding | undefined)[] {
  return [
    isolatedCpus
      ? note(
        "environment",
        `isolated CPUs ${isolatedCpus}: workers that share CPUs are not ` +
          "balanced over them",
        `${PROGRAM} exp7 --cpus-allowed-policy split`,
      )
      : undefined,
    nohzFull
      ? note(
        "environment",
        `nohz_full CPUs ${nohzFull}: no tick ends a wait with COOP_TASKRUN`,
      )
      : undefined,
  ];
}

function mitigations(
  { mitigations, kernelCommandLine }: Environment,
): Finding[] {
  if (mitigations === null) return [];
  if (/(^|\s)mitigations=off(\s|$)/.test(kernelCommandLine ?? "")) {
    return [
      note("environment", "mitigations=off: system calls are cheap here"),
    ];
  }
  const names = Object.entries(mitigations)
    .filter(([, state]) => state.startsWith("Mitigation")).map(([name]) =>
      name
    );
  return names.length === 0 ? [] : [
    ok("environment", `mitigations in force: ${names.join(", ")}`),
  ];
}

/** Other work on the measured CPUs is measured as well. */
function load({ loadAverage, onlineCpus }: Environment): Finding | undefined {
  const [minute] = loadAverage ?? [];
  if (minute === undefined || minute < 0.5) return undefined;
  return note(
    "environment",
    `load average ${minute} on CPUs ${onlineCpus}: other work is measured too`,
  );
}
