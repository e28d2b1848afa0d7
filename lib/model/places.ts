import type { Cell } from "./cell.ts";
import type { Core } from "./parameters/params.ts";

/** The CPUs that cells of one kind of core run on. */
export interface Place {
  cpus: readonly number[];
  /** What they are to the target, as far as known. */
  core: Core;
  /** Of their second threads, eventfd readers and SQ threads. */
  partnerCpus: readonly number[];
  /** Sentences for the user. */
  why: string;
}

/** The place of every core that is asked for, or why the machine has none. */
export type Places = ReadonlyMap<Core, Place | string>;

/** Puts a planned cell onto the CPUs of its core. */
export function placed(cell: Cell, places: Places): Cell {
  const place = places.get(cell.params.core);
  if (place === undefined || typeof place === "string") {
    return {
      ...cell,
      impossible: `there is no ${cell.params.core} core: ${place}`,
    };
  }
  const { cpus, core, partnerCpus } = place;
  return { ...cell, params: { ...cell.params, cpus, core, partnerCpus } };
}
