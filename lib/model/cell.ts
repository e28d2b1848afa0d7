import type { Params } from "./parameters/params.ts";
import { WAITS } from "./parameters/waits.ts";

/** The arms of a run that compares a mode with itself. */
export type Arm = "A" | "B";

/** One run of one combination of parameters. */
export interface Cell {
  /** Position in the plan, from 0. */
  readonly index: number;
  /** Which repetition this is, from 1. */
  readonly repeat: number;
  /** Seed of the offsets, below 2^53. */
  readonly seed: number;
  readonly params: Params;
  /** Which of two equal arms it belongs to, in a run that compares these. */
  readonly arm?: Arm;
  /** Of a traced cell: the position of the same cell in the plan. */
  readonly origin?: number;
  /** Why this machine has no place for it. */
  readonly impossible?: string;
}

/** Microseconds as people write them: "50 us", "3 ms". */
function timeText(us: number): string {
  return us >= 1000 && us % 1000 === 0 ? `${us / 1000} ms` : `${us} us`;
}

/** What tells a cell from others beside its mode and iodepth. */
export function variantParts(params: Params): string[] {
  const { busy, wait, core } = params;
  const { thinks } = WAITS[wait];
  return [
    busy && "busy",
    core === "interrupt" && "interrupt core",
    wait !== "wait" && wait,
    thinks && `thinktime ${timeText(params.thinktime)}`,
    thinks && params.thinkGetevents && "getevents",
  ].filter((part) => part !== false);
}

/** What tells a cell from others, for people: "coop, busy, iodepth 8". */
export function cellName(
  { params, arm }: Pick<Cell, "params" | "arm">,
): string {
  const { mode, iodepth } = params;
  return [
    arm ? `${mode} (${arm})` : mode,
    ...variantParts(params),
    `iodepth ${iodepth}`,
  ].join(", ");
}
