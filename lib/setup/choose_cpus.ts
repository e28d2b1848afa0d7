import { UsageError } from "../base/errors.ts";
import { formatCpuList, parseCpuList } from "../base/cpu_list.ts";
import {
  arrivalClause,
  pickSurveyed,
  pickSurveyedInterrupt,
  type Survey,
} from "../source/block/survey.ts";
import type { SystemFiles } from "../host/system.ts";
import { readTopology } from "../host/topology.ts";
import { isBeside } from "../model/parameters/cores.ts";
import type { Core } from "../model/parameters/params.ts";
import type { Machine } from "../run/machine.ts";
import { usableCpus } from "../run/usable_cpus.ts";
import { chooseBeside } from "./choose_beside.ts";

/** The measured CPUs. */
export interface ChosenCpus {
  cpus: readonly number[];
  /** What they are to the target, as far as known. */
  core: Core;
  /** Sentences for the user. */
  why: string;
}

/** Throws {@linkcode UsageError} for CPUs that cannot be used. */
export function checkCpus(
  option: string,
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
        `--${option}: there is no CPU ${cpu}; this machine has ` +
          formatCpuList(present),
      );
    }
    if (!online.includes(cpu)) {
      throw new UsageError(
        `--${option}: CPU ${cpu} is offline; online are ${
          formatCpuList(online)
        }`,
      );
    }
    const refusal = machine.probeAffinity([cpu]);
    if (refusal) {
      throw new UsageError(
        `--${option}: CPU ${cpu} is outside this process's cpuset ` +
          `(${refusal.message})`,
      );
    }
  }
}

/** What CPUs are to a target; `unknown` where they differ. */
function coreOf(cpus: readonly number[], survey: Survey | Error): Core {
  if (survey instanceof Error) return "unknown";
  const roles = new Set(
    cpus.map((cpu) => survey.cores.find((core) => core.cpu === cpu)?.role),
  );
  const [role] = roles;
  if (roles.size !== 1) return "unknown";
  // To io_uring a read that is moved to its submitter completes there.
  if (role === "interrupt" || role === "remote") return "interrupt";
  return role === "non-interrupt" ? role : "unknown";
}

/**
 * CPUs that the user named with an option. Throws {@linkcode UsageError} for
 * those that cannot be used.
 */
export function givenCpus(
  option: string,
  cpus: readonly number[],
  survey: Survey | Error,
  files: SystemFiles,
  machine: Machine,
): ChosenCpus {
  checkCpus(option, cpus, files, machine);
  const core = coreOf(cpus, survey);
  if (survey instanceof Error) return { cpus, core, why: "as given" };
  const listed = cpus.map((cpu) =>
    `CPU ${cpu}: ${
      survey.cores.find((core) => core.cpu === cpu)?.role ?? "unknown"
    }`
  ).join(", ");
  return { cpus, core, why: `as given (${listed} core)` };
}

function nameThem(why: string): UsageError {
  return new UsageError(`${why}; name the CPUs with --cpus`);
}

/**
 * The CPUs to measure where the core is not compared: those given, or `count`
 * non-interrupt cores of the target, or others where it has none. Throws
 * {@linkcode UsageError} for CPUs that cannot be used and when it cannot tell
 * which to take.
 */
export function chooseCpus(
  given: readonly number[] | undefined,
  count: number,
  survey: Survey | Error,
  files: SystemFiles,
  machine: Machine,
): ChosenCpus {
  if (given) return givenCpus("cpus", given, survey, files, machine);
  if (survey instanceof Error) {
    throw nameThem(
      `cannot tell the interrupt cores of the target: ${survey.message}`,
    );
  }
  const { cpus, kind, why } = pickSurveyed(survey, count);
  if (kind === "unknown") throw nameThem(why);
  return { cpus, core: kind, why };
}

/** CPUs that were given, and with which option. */
export interface GivenCpus {
  option: string;
  cpus: readonly number[];
}

/**
 * As {@linkcode chooseCpus} where a certain kind of core is asked for. A text
 * says why the target has none.
 */
export function chooseCores(
  core: Core,
  given: GivenCpus | undefined,
  count: number,
  survey: Survey | Error,
  files: SystemFiles,
  machine: Machine,
): ChosenCpus | string {
  if (given) {
    const { option, cpus } = given;
    const chosen = givenCpus(option, cpus, survey, files, machine);
    // The user's word; the premises tell whether the disk agrees.
    return { ...chosen, core };
  }
  if (core === "any") {
    const cpus = usableCpus(files, machine);
    return { cpus, core, why: "All CPUs that may be used." };
  }
  if (survey instanceof Error) {
    throw new UsageError(
      `cannot tell the interrupt cores of the target: ${survey.message}; ` +
        "name the CPUs with --cpus and --interrupt-cpus",
    );
  }
  if (isBeside(core)) return chooseBeside(core, survey);
  if (core === "interrupt") {
    const cores = pickSurveyedInterrupt(survey, count);
    return cores.length === 0
      ? `${arrivalClause(survey)} on no CPU that may be used`
      : {
        cpus: cores.map(({ cpu }) => cpu).sort((a, b) => a - b),
        core,
        why: cores.map(({ cpu, reason }) => `CPU ${cpu}: ${reason}`)
          .join("; ") + ".",
      };
  }
  const { cpus, kind, why } = pickSurveyed(survey, count);
  return kind === core ? { cpus, core, why } : why;
}

/**
 * Where partners of workers on some CPUs run: on a CPU that is not measured,
 * if possible of another physical core. Throws {@linkcode UsageError} for
 * given CPUs that cannot be used.
 */
export function choosePartnerCpus(
  given: readonly number[] | undefined,
  measured: readonly number[],
  files: SystemFiles,
  machine: Machine,
): readonly number[] {
  if (given) {
    checkCpus("partner-cpus", given, files, machine);
    return given;
  }
  const { cpus, online } = readTopology(files);
  const siblings = measured.flatMap((cpu) => cpus.get(cpu)?.siblings ?? []);
  const free = online.filter((cpu) =>
    !measured.includes(cpu) && !machine.probeAffinity([cpu])
  );
  const best = free.find((cpu) => !siblings.includes(cpu)) ?? free[0] ??
    measured[0];
  return best === undefined ? [] : [best];
}
