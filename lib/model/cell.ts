import type { Params } from "./params.ts";

/** One run of one combination of parameters. */
export interface Cell {
  /** Position in the plan, from 0. */
  readonly index: number;
  /** Which repetition this is, from 1. */
  readonly repeat: number;
  /** Seed of the offsets, below 2^53. */
  readonly seed: number;
  readonly params: Params;
}

/** What tells a cell from others, for people: "coop, busy, iodepth 8". */
export function cellName({ params }: Cell): string {
  const busy = params.busy ? ", busy" : "";
  return `${params.mode}${busy}, iodepth ${params.iodepth}`;
}
