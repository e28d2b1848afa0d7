import { RunError } from "../base/errors.ts";
import { formatCpuList } from "../base/cpu_list.ts";
import { hogCpus } from "../model/hogs.ts";
import { hasWaker } from "../model/parameters/loads.ts";
import { hasPartner } from "../model/parameters/waits.ts";
import type { Params } from "../model/parameters/params.ts";
import type { Surroundings } from "./surroundings.ts";
import { usableCpus } from "./usable_cpus.ts";

/**
 * Keeps this process's own threads away from the CPUs that a cell uses, where
 * there are others: the function moves them when another cell needs it. Throws
 * {@linkcode RunError} when the kernel refuses.
 */
export function makeRoom(
  { machine, files, status }: Surroundings,
): (params: Params) => void {
  const usable = usableCpus(files, machine);
  let keptTo: string | undefined;
  const told = new Set<string>();
  return (params) => {
    const { cpus, partnerCpus, wakerCpus } = params;
    const free = usable.filter((cpu) => !cpus.includes(cpu));
    const helping = [
      ...hasPartner(params) ? partnerCpus : [],
      ...hasWaker(params) ? wakerCpus : [],
      ...hogCpus(params),
    ];
    const undisturbed = free.filter((cpu) => !helping.includes(cpu));
    const wanted = undisturbed.length > 0 ? undisturbed : free;
    const text = formatCpuList(wanted);
    if (text === keptTo) return;
    keptTo = text;
    if (wanted.length === 0) {
      const note = "note: No CPU is free: uringlab's own threads run on " +
        `${formatCpuList(cpus)} too. During a window they sleep, or they ` +
        "would deliver completions: no progress is shown, and an interrupt " +
        "ends the run with the window";
      if (!told.has(note)) status.say(note);
      told.add(note);
      return;
    }
    const refusal = machine.moveThreads(wanted);
    if (refusal) {
      throw new RunError(
        `cannot move uringlab's own threads to CPUs ${text}: ` +
          refusal.message,
      );
    }
  };
}
