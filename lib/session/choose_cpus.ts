import { UsageError } from "../errors.ts";
import { formatCpuList, parseCpuList } from "../host/cpu_list.ts";
import { pickSurveyed, type Survey } from "../host/survey.ts";
import type { SystemFiles } from "../host/system.ts";
import type { Machine } from "../run/machine.ts";

/** As many cores as the document's experiment 7 measures. */
const CORES = 2;

/** The measured CPUs. */
export interface ChosenCpus {
  cpus: readonly number[];
  /** Sentences for the user. */
  why: string;
  /** Whether they are non-interrupt cores of the target, as far as known. */
  nonInterrupt: boolean;
}

function checkCpus(
  cpus: readonly number[],
  files: SystemFiles,
  machine: Machine,
): void {
  const system = "/sys/devices/system/cpu";
  const present = parseCpuList(files.read(`${system}/present`) ?? "");
  const online = parseCpuList(files.read(`${system}/online`) ?? "");
  for (const cpu of cpus) {
    if (!present.includes(cpu)) {
      throw new UsageError(
        `--cpus: there is no CPU ${cpu}; this machine has ` +
          formatCpuList(present),
      );
    }
    if (!online.includes(cpu)) {
      throw new UsageError(
        `--cpus: CPU ${cpu} is offline; online are ${formatCpuList(online)}`,
      );
    }
    const refusal = machine.probeAffinity([cpu]);
    if (refusal) {
      throw new UsageError(
        `--cpus: CPU ${cpu} is outside this process's cpuset ` +
          `(${refusal.message})`,
      );
    }
  }
}

function givenCpus(
  cpus: readonly number[],
  survey: Survey | undefined,
): ChosenCpus {
  const roles = cpus.map((cpu) =>
    survey?.cores.find((core) => core.cpu === cpu)?.role ?? "unknown"
  );
  const listed = cpus.map((cpu, i) => `CPU ${cpu}: ${roles[i]}`).join(", ");
  return {
    cpus,
    why: survey ? `as given (${listed} core)` : "as given",
    nonInterrupt: roles.every((role) => role === "non-interrupt"),
  };
}

/**
 * The CPUs to measure: those given, or the target's non-interrupt cores. Throws
 * {@linkcode UsageError} for CPUs that cannot be used and when it cannot tell
 * which to take.
 */
export function chooseCpus(
  given: readonly number[] | undefined,
  survey: Survey | Error,
  files: SystemFiles,
  machine: Machine,
): ChosenCpus {
  if (given) {
    checkCpus(given, files, machine);
    return givenCpus(given, survey instanceof Error ? undefined : survey);
  }
  if (survey instanceof Error) {
    throw new UsageError(
      "cannot tell the interrupt cores of the target: " +
        `${survey.message}; name the CPUs with --cpus`,
    );
  }
  const { cpus, kind, why } = pickSurveyed(survey, CORES);
  if (kind === "unknown") {
    throw new UsageError(
      `cannot tell the interrupt cores of the target: ${why}; ` +
        "name the CPUs with --cpus",
    );
  }
  return { cpus, why, nonInterrupt: kind === "non-interrupt" };
}
