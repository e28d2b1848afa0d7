import type { Cell } from "./cell.ts";
import type { Core, Params } from "./parameters/params.ts";

/** The CPUs that cells of one kind of core run on. */
export interface Place {
  cpus: readonly number[];
  /** What they are to the target, as far as known. */
  core: Core;
  /** Of their second threads, eventfd readers and SQ threads. */
  partnerCpus: readonly number[];
  /**
   * Of the hogs that are not on `cpus`, or why they can be nowhere; absent
   * where a run has no such hogs.
   */
  busyCpus?: readonly number[] | string | undefined;
  /** Sentences for the user. */
  why: string;
}

/** The place of every core that is asked for, or why the machine has none. */
export type Places = ReadonlyMap<Core, Place | string>;

/** The core that a cell asked for, which another may stand in for. */
export function askedCore(
  { core, cpus }: Pick<Params, "core" | "cpus">,
  places: Places,
): Core {
  for (const [asked, place] of places) {
    if (
      typeof place !== "string" && place.core === core &&
      `${place.cpus}` === `${cpus}`
    ) return asked;
  }
  return core;
}

/** Puts a planned cell onto the CPUs of its core. */
export function placed(cell: Cell, places: Places): Cell {
  const place = places.get(cell.params.core);
  if (place === undefined || typeof place === "string") {
    return {
      ...cell,
      impossible: `there is no ${cell.params.core} core: ${place}`,
    };
  }
  const { cpus, core, partnerCpus, busyCpus = [] } = place;
  const params = { ...cell.params, cpus, core, partnerCpus };
  if (params.busy !== "interrupt") return { ...cell, params };
  return typeof busyCpus === "string"
    ? { ...cell, params, impossible: `no hogs: ${busyCpus}` }
    : { ...cell, params: { ...params, busyCpus } };
}
