import type { Cell } from "../model/cell.ts";
import { hasPartner } from "../model/parameters/waits.ts";

/**
 * The cell with as many CPUs as one that has a partner: where --equal-cpus asks
 * for it and there is no partner, workers take its CPUs too, and are more in
 * the same proportion. They are no longer all on one kind of core.
 */
export function withEqualCpus(cell: Cell): Cell {
  const { params } = cell;
  const { cpus, partnerCpus, workers } = params;
  if (!params.equalCpus || cell.impossible) return cell;
  if (partnerCpus.some((cpu) => cpus.includes(cpu))) {
    return {
      ...cell,
      impossible: "--equal-cpus: no CPU is left for a partner beside CPU " +
        cpus.join(", "),
    };
  }
  if (hasPartner(params)) return cell;
  const all = [...cpus, ...partnerCpus].sort((a, b) => a - b);
  const more = workers * all.length / cpus.length;
  return {
    ...cell,
    params: {
      ...params,
      cpus: all,
      workers: Math.round(more),
      core: "unknown",
    },
  };
}
