import type { Axes, Experiment } from "./experiment.ts";
import { busyText } from "./parameters/busy.ts";
import { settingText } from "./parameters/labels.ts";
import { hasInterrupts } from "./parameters/loads.ts";
import { optionName, valueText } from "./parameters/names.ts";
import {
  namesIn,
  type ParameterName,
  type Params,
} from "./parameters/params.ts";
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

/** What no name tells where it is the same in all cells: "iowait off". */
const LOAD = namesIn(["load"]);

/**
 * What tells a cell from others beside its mode and iodepth; `axes` are those
 * of its run, without which cells that differ in their load only look alike.
 */
export function variantParts(params: Params, axes: Axes): string[] {
  const { busy, wait, core } = params;
  const { thinks } = WAITS[wait];
  const load = LOAD.filter((name) => (axes[name]?.length ?? 0) > 1);
  return [
    busyText(busy),
    core !== "non-interrupt" && core !== "unknown" && hasInterrupts(params) &&
    `${core} core`,
    wait !== "wait" && wait,
    thinks && `thinktime ${timeText(params.thinktime)}`,
    thinks && params.thinkGetevents && "getevents",
    ...load.map((name) => settingText(name, params[name])),
  ].filter((part): part is string => typeof part === "string" && part !== "");
}

/** What the name of a cell is made of. */
export interface Naming {
  readonly experiment: Pick<Experiment, "name">;
  readonly axes: Axes;
}

/**
 * The name of a cell, which is the same in every run of these axes:
 * "exp7/iodepth:8/busy:off/mode:coop". `--filter` looks into it.
 */
export function cellId(
  { params, arm }: {
    readonly params: Partial<Params>;
    readonly arm?: Arm | undefined;
  },
  { experiment, axes }: Naming,
): string {
  return [
    experiment.name,
    ...(Object.keys(axes) as ParameterName[]).map((name) =>
      `${optionName(name)}:${valueText(params[name])}`
    ),
    ...arm === undefined ? [] : [`arm:${arm}`],
  ].join("/");
}

/**
 * What tells a cell from others, for people: "coop, busy, iodepth 8"; `axes` as
 * in {@linkcode variantParts}.
 */
export function cellName(
  { params, arm }: Pick<Cell, "params" | "arm">,
  axes: Axes,
): string {
  const { mode, iodepth } = params;
  return [
    arm ? `${mode} (${arm})` : mode,
    ...variantParts(params, axes),
    `iodepth ${iodepth}`,
  ].join(", ");
}
