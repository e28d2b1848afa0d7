import { formatCpuList } from "../../base/cpu_list.ts";
import type { Core } from "../../host/cores.ts";
import type { SystemFiles } from "../../host/system.ts";
import {
  parseAllowedCpus,
  readTopology,
  type Topology,
} from "../../host/topology.ts";
import { type LoadName, LOADS } from "../../model/parameters/loads.ts";
import type { Survey } from "../block/survey.ts";

/** The CPUs of a load without a disk: who completes, and who may be measured. */
export interface WakeSurvey {
  /** As of a target whose interrupts arrive where the wakers are. */
  readonly survey: Survey;
  /** None where nobody else has a part in a completion. */
  readonly wakerCpus: readonly number[];
}

/** What hardware threads share a core with the wakers. */
function besideWakers(
  { cpus }: Topology,
  wakers: readonly number[],
): Set<number> {
  return new Set(wakers.flatMap((cpu) => cpus.get(cpu)?.siblings ?? []));
}

/** What each CPU is where some have a waker. */
function coresBeside(
  usable: readonly number[],
  wakers: readonly number[],
  topology: Topology,
): Core[] {
  const beside = besideWakers(topology, wakers);
  const where = `CPU${wakers.length > 1 ? "s" : ""} ${formatCpuList(wakers)}`;
  return usable.map((cpu): Core => {
    if (wakers.includes(cpu)) {
      return { cpu, role: "interrupt", reason: "the waker runs there" };
    }
    return {
      cpu,
      role: "non-interrupt",
      reason: `its I/Os are completed by the waker on ${where}` +
        (beside.has(cpu) ? ", a hardware thread of the same core" : ""),
    };
  });
}

/**
 * Where the I/Os of a load without a disk complete: on the wakers' CPUs, which
 * are those given or the first that may be used; or, where no waker has a part
 * in them, on the CPU that submits them.
 */
export function surveyWake(
  files: SystemFiles,
  load: LoadName,
  given: readonly number[] | undefined,
): WakeSurvey {
  const topology = readTopology(files);
  const allowed = parseAllowedCpus(files.read("/proc/self/status") ?? "") ??
    topology.online;
  const usable = topology.online.filter((cpu) => allowed.includes(cpu));
  const base = { disks: [], topology, caveats: [] };
  if (!LOADS[load].waker) {
    const cores = usable.map((cpu): Core => ({
      cpu,
      role: "interrupt",
      reason: `a ${load} completes on the CPU that submits it`,
    }));
    return {
      survey: { ...base, cores, standIn: { name: `a ${load}`, kind: "self" } },
      wakerCpus: [],
    };
  }
  const wakerCpus = given ?? usable.slice(0, 1);
  return {
    survey: {
      ...base,
      cores: coresBeside(usable, wakerCpus, topology),
      standIn: { name: "the waker", kind: "waker" },
    },
    wakerCpus,
  };
}
