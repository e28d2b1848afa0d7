/** Cells that several claims are about. */

import type { ClaimCell, ClaimPart } from "../../lib/model/claim.ts";
import type {
  ParameterName,
  Params,
} from "../../lib/model/parameters/params.ts";

/** The load of exp_05 and exp_07: 16 workers on two CPUs at most. */
export function load(
  iodepth: number,
  rest: { readonly [K in ParameterName]?: Params[K] } = {},
): ClaimCell {
  return { workers: 16, iodepth, ...rest };
}

/** What `coop` makes of a figure of a load, as a multiple of the default's. */
export function gainOfCoop(
  figure: "iops" | "clat_avg_us" | "clat_p99_us",
  cell: ClaimCell,
): ClaimPart["measure"] {
  return { kind: "ratio", figure, from: cell, to: { ...cell, mode: "coop" } };
}

/** A part for each of some values. */
export function partsFor<T>(
  [first, ...others]: readonly [T, ...T[]],
  make: (value: T) => ClaimPart,
): readonly [ClaimPart, ...ClaimPart[]] {
  return [make(first), ...others.map(make)];
}
