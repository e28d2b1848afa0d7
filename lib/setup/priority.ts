import { formatCpuList } from "../base/cpu_list.ts";
import { hogCpus } from "../model/hogs.ts";
import { hasWaker } from "../model/parameters/loads.ts";
import { hasPartner } from "../model/parameters/waits.ts";
import type { Plan } from "./plan.ts";

/** How much nicer workers and hogs are than uringlab, where they must be. */
const NICE = 10;

/**
 * How much is added to the nice value of every worker and hog of a run, alike:
 * 0, unless some cell takes all CPUs that this process may use, so that nobody
 * else would get a timely turn there. Alike in all cells of the run, and for
 * workers and hogs, so that what is compared competes as ever.
 */
export function niceOf(
  { cells, usableCpus }: Pick<Plan, "cells" | "usableCpus">,
): number {
  const takesAll = cells.some(({ params }) => {
    const { cpus, partnerCpus, wakerCpus } = params;
    const taken = [
      ...cpus,
      ...hasPartner(params) ? partnerCpus : [],
      ...hasWaker(params) ? wakerCpus : [],
      ...hogCpus(params),
    ];
    return usableCpus.every((cpu) => taken.includes(cpu));
  });
  return takesAll ? NICE : 0;
}

/** What a user should know about that. */
export function priorityText(
  run: Pick<Plan, "cells" | "usableCpus">,
): string[] {
  const nice = niceOf(run);
  const { usableCpus } = run;
  const all = usableCpus.length === 1
    ? `CPU ${formatCpuList(usableCpus)}, the only one,`
    : `all CPUs, ${formatCpuList(usableCpus)},`;
  return nice === 0 ? [] : [
    `note: the run takes ${all} so that workers and hogs run with nice ` +
    `${nice}: they compete with each other as ever, but whatever else runs ` +
    "here takes more of their time",
  ];
}
