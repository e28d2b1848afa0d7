/**
 * What was published of cells that a run has too: the same figure, with its
 * interval, of the run's own blocks.
 */

import {
  cellsOf,
  type Claim,
  type ClaimCell,
  type ClaimPart,
} from "../model/claim.ts";
import { cellKey } from "../model/parameters/columns.ts";
import { FIO_LOOP } from "../model/parameters/fio_loop.ts";
import {
  PARAMETER_NAMES,
  type ParameterName,
} from "../model/parameters/params.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import { isUsable, isValid, type Row } from "../model/row.ts";
import { MIN_BLOCKS } from "./bootstrap.ts";
import { partFigures } from "./claim_figures.ts";
import { type ClaimEstimate, estimateOf } from "./claims.ts";

/** A published figure beside that of a run. */
export interface Beside {
  readonly claim: Claim;
  readonly part: ClaimPart;
  /** Undefined where fewer than three blocks tell of it. */
  readonly estimate: ClaimEstimate | undefined;
  /** How many blocks tell of it, and in how many of these a run is not valid. */
  readonly blocks: number;
  readonly invalid: number;
}

/** Trust of an interval: there is one look at each. */
const LEVEL = 0.95;

/** Parameters that may differ without making another loop. */
const HARMLESS: readonly ParameterName[] = ["perfCounters"];

/** Whether the run's loop is the experiment's own, but for what is compared. */
function isAsWritten({ experiment, base, axes }: PlannedRun): boolean {
  return PARAMETER_NAMES.every((name) =>
    name in axes || HARMLESS.includes(name) ||
    JSON.stringify(base[name]) === JSON.stringify(experiment.base[name])
  );
}

/** Whether a row is of the cell, as far as the run compares anything. */
function isOf(
  { cell: { params } }: Row,
  cell: ClaimCell,
  names: readonly ParameterName[],
): boolean {
  return names.every((name) => params[name] === (cell[name] ?? FIO_LOOP[name]));
}

/**
 * The parts of claims all of whose cells a run has. What its loop has otherwise
 * than that of a claim is the run's, which is what is then measured.
 */
export function besidePublished(
  claims: readonly Claim[],
  run: PlannedRun,
  rows: readonly Row[],
): Beside[] {
  if (run.aa || !isAsWritten(run)) return [];
  const names = PARAMETER_NAMES.filter((name) =>
    name in run.axes || name === "load"
  );
  const rowsOf = (cell: ClaimCell): ReadonlyMap<number, Row> => {
    const own = rows.filter((row) => isUsable(row) && isOf(row, cell, names));
    // Of two cells nobody knows which is meant.
    const kinds = new Set(own.map(({ cell: { params } }) => cellKey(params)));
    return kinds.size === 1
      ? new Map(own.map((row) => [row.cell.repeat, row]))
      : new Map<number, Row>();
  };
  const tickUs = run.hz === null ? undefined : 1e6 / run.hz;
  return claims.flatMap((claim) =>
    claim.parts.flatMap((part): Beside[] => {
      const found = new Map(
        cellsOf(part.measure).map((cell) => [cell, rowsOf(cell)] as const),
      );
      // All runs, as other figures of a run are: which are valid is told.
      const { rounds } = partFigures(part, (cell) =>
        new Map(
          [...found.get(cell) ?? []].map(([block, row]) =>
            [block, { ...row, broken: [] }] as const
          ),
        ), tickUs);
      // A figure that the run did not take, as cycles, is none of it.
      if (rounds.length === 0) return [];
      const invalid = rounds.filter(({ round }) =>
        [...found.values()].some((rows) => {
          const row = rows.get(round);
          return row !== undefined && !isValid(row);
        })
      );
      return [{
        claim,
        part,
        estimate: rounds.length >= MIN_BLOCKS
          ? estimateOf(part, rounds, LEVEL)
          : undefined,
        blocks: rounds.length,
        invalid: invalid.length,
      }];
    })
  );
}
