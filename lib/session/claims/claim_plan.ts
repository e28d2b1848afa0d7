/** The cells that test some claims: all of them together, and none twice. */

import {
  cellsOf,
  type Claim,
  type ClaimCell,
  type ClaimPart,
  figuresOf,
} from "../../model/claim.ts";
import type { Cell } from "../../model/cell.ts";
import { isTraceFigure } from "../../model/figures/mod.ts";
import { cellKey } from "../../model/parameters/columns.ts";
import { FIO_LOOP } from "../../model/parameters/fio_loop.ts";
import { hasInterrupts, hasWaker } from "../../model/parameters/loads.ts";
import type { Params } from "../../model/parameters/params.ts";
import { placed } from "../../model/places.ts";
import {
  aloneBecause,
  MAX_ARMS,
  settleSeconds,
  sharedKey,
  type Timing,
  timingOf,
} from "../../model/turns.ts";
import { withEqualCpus } from "../../setup/equal_cpus.ts";
import { checkReaping } from "../../setup/check_cells.ts";
import { withBuffers, withObstacle } from "../../setup/fit_cell.ts";
import type { Plan } from "../../setup/plan.ts";
import { TRACE_RUNTIME } from "../../options/experiment_options.ts";

/** Seconds for which an arm is measured in a round, at least. */
const RUNTIME = 0.2;

/** One combination of parameters that claims need. */
export interface ClaimedCell {
  /** Equal for cells that are the same. */
  readonly key: string;
  readonly params: Params;
  readonly impossible: string | undefined;
  readonly traced: boolean;
}

/** Cells that are measured in one visit, or one alone. */
export interface ClaimedGroup {
  readonly cells: readonly ClaimedCell[];
  readonly timing: Timing;
}

/** All that is measured for some claims. */
export interface ClaimPlan {
  readonly claims: readonly Claim[];
  readonly groups: readonly ClaimedGroup[];
  readonly traced: readonly ClaimedCell[];
  /** The cell that a part, or an explanation, means. */
  cellOf(cell: ClaimCell, of: Measured): ClaimedCell;
  /** All cells that test a claim, each once. */
  cellsOfClaim(claim: Claim): readonly ClaimedCell[];
  /** All cells that explain why it does not hold, each once. */
  cellsExplaining(claim: Claim): readonly ClaimedCell[];
}

/** A part of a claim, or an explanation of it. */
type Measured = Pick<ClaimPart, "measure">;

/** Whether a part is told by traced runs only. */
export function isTraced({ measure }: Measured): boolean {
  return figuresOf(measure).some(isTraceFigure);
}

/** What of a run its cells are made of. */
export type Ground = Pick<Plan, "base" | "places" | "isRefused">;

/** Whether a waker completes the I/Os of a cell, which decides on its CPUs. */
export function isWoken({ load = FIO_LOOP.load }: ClaimCell): boolean {
  return hasWaker({ load });
}

/** The place of a cell, of which only as many CPUs are used as it has workers. */
function placedCell(cell: ClaimCell, run: Ground): Cell {
  const set = { ...run.base, ...FIO_LOOP, ...cell };
  const planned = withObstacle(withBuffers(placed({
    index: 0,
    repeat: 1,
    seed: 0,
    params: {
      ...set,
      turn: 0,
      iodepthBatchCompleteMax: Math.max(
        set.iodepthBatchCompleteMax,
        set.iodepthBatchCompleteMin,
      ),
    },
  }, run.places)));
  const { workers, core } = planned.params;
  const cpus = planned.params.cpus.slice(0, workers);
  const asked = set.core;
  return withBuffers(withEqualCpus({
    ...planned,
    params: {
      ...planned.params,
      cpus,
      busyPerCpu: Math.ceil(workers / cpus.length),
    },
    // Another core may stand in where one is only measured, not claimed of.
    ...planned.impossible === undefined && core !== asked &&
      hasInterrupts(planned.params) && {
      impossible: `there is no ${asked} core: CPU ${cpus} is ${
        core === "unknown" ? "not known to be one" : `one of kind ${core}`
      }`,
    },
  }));
}

/** Puts cells that a measure compares into one visit, where they may share it. */
function grouped(
  measures: readonly (readonly ClaimedCell[])[],
  isAlone: (params: Params) => boolean,
): ClaimedCell[][] {
  const groups = new Map<string, ClaimedCell[]>();
  for (const cell of measures.flat()) {
    if (!groups.has(cell.key)) groups.set(cell.key, [cell]);
  }
  for (const cells of measures) {
    const sharing = cells.filter(({ impossible, params }) =>
      impossible === undefined && !isAlone(params)
    );
    for (const some of Map.groupBy(sharing, sharedKey).values()) {
      const together = [
        ...new Map(
          some.flatMap(({ key }) => groups.get(key) ?? [])
            .map((cell) => [cell.key, cell]),
        ).values(),
      ];
      if (together.length > MAX_ARMS) continue;
      for (const { key } of together) groups.set(key, together);
    }
  }
  return [...new Set(groups.values())];
}

/**
 * Plans the cells of claims on the places of a run, and those that a waker
 * completes on the places of another. Throws UsageError.
 */
export function planClaims(
  claims: readonly Claim[],
  run: Ground,
  woken: Ground = run,
): ClaimPlan {
  const known = new Map<
    ClaimCell,
    { timed?: ClaimedCell; traced?: ClaimedCell }
  >();
  const byKey = new Map<string, ClaimedCell>();
  const make = (cell: ClaimCell, traced: boolean): ClaimedCell => {
    const { params, impossible } = placedCell(
      cell,
      isWoken(cell) ? woken : run,
    );
    checkReaping({ index: 0, repeat: 1, seed: 0, params });
    const key = `${traced ? "traced " : ""}${cellKey(params)}`;
    const made = byKey.get(key) ?? { key, params, impossible, traced };
    byKey.set(key, made);
    return made;
  };
  const cellOf = (cell: ClaimCell, of: Measured): ClaimedCell => {
    const kind = isTraced(of) ? "traced" : "timed";
    const all = known.get(cell) ?? {};
    const found = all[kind] ?? make(cell, kind === "traced");
    known.set(cell, { ...all, [kind]: found });
    return found;
  };
  const cellsOfAll = (some: readonly Measured[]): readonly ClaimedCell[] => [
    ...new Map(
      some.flatMap((one) =>
        cellsOf(one.measure).map((cell) => cellOf(cell, one))
      ).map((cell) => [cell.key, cell]),
    ).values(),
  ];
  const measures = [
    ...claims.flatMap(({ parts }) => parts),
    // Behind them, so that they join the visits of what is tested.
    ...claims.flatMap(({ explanations = [] }) => explanations),
  ].map((one) => cellsOf(one.measure).map((cell) => cellOf(cell, one)));
  const groups = grouped(
    measures.filter((cells) => cells.every(({ traced }) => !traced)),
    (params) => aloneBecause(params) !== undefined || run.isRefused(params),
  ).map((cells): ClaimedGroup => {
    const timing = timingOf(cells.map(({ params }) => params), {
      runtime: RUNTIME,
      turn: "rule",
    });
    return {
      cells,
      timing: cells.length > 1 ? timing : { ...timing, turn: 0 },
    };
  });
  const traced = [...byKey.values()].filter((cell) => cell.traced).map((
    cell,
  ) => ({
    ...cell,
    params: {
      ...cell.params,
      runtime: TRACE_RUNTIME,
      rampTime: settleSeconds([cell.params]),
      turn: 0,
    },
  }));
  return {
    claims,
    groups,
    traced,
    cellOf,
    cellsOfClaim: ({ parts }) => cellsOfAll(parts),
    cellsExplaining: ({ explanations = [] }) => cellsOfAll(explanations),
  };
}
