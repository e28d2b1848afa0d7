/** On what the cells of claims are measured: one plan, or two where it must be. */

import { UsageError } from "../../base/errors.ts";
import { cellsOf, type Claim, type ClaimCell } from "../../model/claim.ts";
import type { Experiment } from "../../model/experiment.ts";
import { FIO_LOOP } from "../../model/parameters/fio_loop.ts";
import {
  hasInterrupts,
  isBlock,
  type LoadName,
} from "../../model/parameters/loads.ts";
import type { Core } from "../../model/parameters/params.ts";
import type { Options } from "../../options/experiment_options.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { check } from "../../setup/check.ts";
import { choose } from "../../setup/choose.ts";
import { makePlan, type Plan } from "../../setup/plan.ts";
import { type Ground, isTraced, isWoken } from "./claim_plan.ts";

/** What all cells of claims have in common. */
const PRESET = {
  runtime: 0.2,
  rampTime: 0.1,
  repeats: 1,
  order: "random",
} as const;

/** The plans on which claims are measured. */
export interface Grounds {
  /** Of the cells that no waker completes; where there are none, of all. */
  readonly plan: Plan;
  /** Of those that a waker completes, where that has to be another plan. */
  readonly wokenPlan: Plan | undefined;
  /**
   * Where the cells are that a waker completes. If they can be nowhere, its
   * places say why.
   */
  readonly woken: Ground;
}

/** All cells of some claims. */
function allCells(claims: readonly Claim[]): ClaimCell[] {
  return claims.flatMap(({ parts, explanations = [] }) => [
    ...parts,
    ...explanations,
  ]).flatMap(({ measure }) => cellsOf(measure));
}

/** The load that decides on which CPUs some cells are: a disk's, if there is one. */
function loadOf(cells: readonly ClaimCell[]): LoadName {
  const loads = cells.map(({ load = FIO_LOOP.load }) => load);
  return loads.find((load) => isBlock({ load })) ?? loads[0] ?? FIO_LOOP.load;
}

function coresOf(cells: readonly ClaimCell[]): Core[] {
  return [...new Set(cells.map(({ core = FIO_LOOP.core }): Core => core))];
}

/** What some cells ask of a machine, as an experiment would. */
function experimentOf(
  cells: readonly ClaimCell[],
  traced: boolean,
): Experiment {
  const load = loadOf(cells);
  return {
    name: "claims",
    summary: "which published findings hold here",
    question: "Which published findings hold on this machine?",
    base: {
      ...FIO_LOOP,
      load,
      workers: Math.max(1, ...cells.map(({ workers = 1 }) => workers)),
    },
    axes: {
      // What the submit call completes is completed on any core.
      ...hasInterrupts({ load }) && { core: coresOf(cells) },
      mode: ["default"],
    },
    presets: { quick: PRESET, default: PRESET, document: PRESET },
    table: ["iops"],
    findings: [],
    traced,
    charts: [],
  };
}

/**
 * Settles on what claims are measured. What a disk completes and what a waker
 * completes have other interrupt cores: they are planned apart. Throws
 * {@linkcode UsageError} and {@linkcode RunError}.
 */
export async function groundsOf(
  claims: readonly Claim[],
  options: Options,
  around: Surroundings,
): Promise<Grounds> {
  const traced = claims.some(({ parts, explanations = [] }) =>
    [...parts, ...explanations].some(isTraced)
  );
  const planOf = async (cells: readonly ClaimCell[], given: Options) =>
    makePlan(
      await check(choose(experimentOf(cells, traced), given, around), around),
      around,
    );
  const { woken: theirs = [], other: cells = [] } = Object.groupBy(
    allCells(claims),
    (cell) => isWoken(cell) ? "woken" : "other",
  );
  if (cells.length === 0 || theirs.length === 0) {
    const plan = await planOf([...cells, ...theirs], options);
    return { plan, wokenPlan: undefined, woken: plan };
  }
  const plan = await planOf(cells, options);
  const { filename: _, ...others } = options;
  try {
    const wokenPlan = await planOf(theirs, others);
    return { plan, wokenPlan, woken: wokenPlan };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // On one CPU no waker can be beside a worker, but its disk can be measured.
    const places = new Map(
      coresOf(theirs).map((core) => [core, error.message] as const),
    );
    return { plan, wokenPlan: undefined, woken: { ...plan, places } };
  }
}
