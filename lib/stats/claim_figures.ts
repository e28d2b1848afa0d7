/** What rounds say of a part of a claim: from rows to values. */

import type { ClaimCell, ClaimPart, Measure } from "../model/claim.ts";
import { cellsOf, figuresOf } from "../model/claim.ts";
import type { FigureName } from "../model/figures/mod.ts";
import {
  type BrokenPremise,
  invalidating,
  invalidatingCounts,
} from "../model/premises/mod.ts";
import type { Row } from "../model/row.ts";
import { percentileOfRows } from "./arm_percentile.ts";

/** What one round says of a part. */
export interface RoundFigure {
  readonly round: number;
  readonly value: number;
  /** Reads of the cell that has the fewest; 0 where nobody knows. */
  readonly reads: number;
}

/** What rounds say of a part. */
export interface PartFigures {
  /** Of rounds all of whose runs are valid. */
  readonly rounds: readonly RoundFigure[];
  /** How many rounds are left out, as a run of them broke a premise. */
  readonly leftOut: number;
  /** The premise that was broken in most of these, as it was in the last. */
  readonly broken: BrokenPremise | undefined;
}

/** Of a part that no round tells of. */
export const NO_FIGURES: PartFigures = {
  rounds: [],
  leftOut: 0,
  broken: undefined,
};

/** The rows of a cell by round. */
export type RowsOf = (cell: ClaimCell) => ReadonlyMap<number, Row>;

/** A figure of a cell by round; a percentile is that of all reads. */
function byRound(
  rows: ReadonlyMap<number, Row>,
  name: FigureName,
): ReadonlyMap<number, number> {
  const blocks = percentileOfRows(rows, name)?.blocks;
  if (blocks && blocks.size > 0) return blocks;
  return new Map(
    [...rows].flatMap(([round, { metrics }]) => {
      const value = metrics[name];
      return value === undefined ? [] : [[round, value] as const];
    }),
  );
}

/** What a measure makes of the figures of its cells; undefined: nothing. */
function valueOf(
  measure: Measure,
  of: (cell: ClaimCell, name: FigureName) => number | undefined,
  tickUs: number | undefined,
): number | undefined {
  const { figure: name } = measure;
  const ratio = (from: ClaimCell, to: ClaimCell) => {
    const [a = 0, b = 0] = [of(from, name), of(to, name)];
    return a > 0 && b > 0 ? b / a : undefined;
  };
  const above = (from: ClaimCell, to: ClaimCell, one: FigureName) => {
    const [a, b] = [of(from, one), of(to, one)];
    return a === undefined || b === undefined ? undefined : b - a;
  };
  switch (measure.kind) {
    case "ratio":
      return ratio(measure.from, measure.to);
    case "change": {
      const [then, before] = [ratio(...measure.then), ratio(...measure.before)];
      return then && before ? then / before : undefined;
    }
    case "level": {
      const value = of(measure.of, name);
      if (measure.in === undefined || value === undefined) return value;
      return tickUs === undefined ? undefined : value / tickUs;
    }
    case "share": {
      const [part, whole] = [of(measure.of, name), of(measure.of, measure.per)];
      return part === undefined || !whole ? undefined : part / whole;
    }
    case "difference":
      return above(measure.from, measure.to, name);
    case "cost": {
      const more = above(measure.from, measure.to, name);
      const steps = above(measure.from, measure.to, measure.per);
      return more === undefined || !steps ? undefined : more / steps;
    }
  }
}

/** The premise that most of some rounds broke, as the last of them did. */
function mostBroken(
  rounds: readonly (readonly BrokenPremise[])[],
): BrokenPremise | undefined {
  const [most = []] = [
    ...Map.groupBy(rounds.flat(), ({ premise }) => premise).values(),
  ].sort((a, b) => b.length - a.length);
  return most.at(-1);
}

/**
 * What each round says of a part, of those in which all of its cells have
 * figures. A round in which one of them broke a premise counts nowhere: what
 * is claimed is not of a machine on which something else runs. `tickUs` is the
 * time between two ticks of the kernel.
 */
export function partFigures(
  { measure, atAnySpeed }: Pick<ClaimPart, "measure" | "atAnySpeed">,
  rowsOf: RowsOf,
  tickUs: number | undefined,
): PartFigures {
  const cells = cellsOf(measure);
  const [first = new Map<number, Row>(), ...others] = cells.map(rowsOf);
  const told = [...first.keys()].filter((round) =>
    [first, ...others].every((rows) => rows.get(round)?.status === "ok")
  ).sort((a, b) => a - b);
  const rowsAt = (round: number) =>
    [first, ...others].flatMap((rows) => rows.get(round) ?? []);
  const brokenAt = (round: number) =>
    rowsAt(round).flatMap(({ broken }) =>
      atAnySpeed ? invalidatingCounts(broken) : invalidating(broken)
    );
  const valid = told.filter((round) => brokenAt(round).length === 0);
  const invalid = told.filter((round) => brokenAt(round).length > 0);
  const figures = new Map(cells.map((cell) => {
    const rows = rowsOf(cell);
    const kept = new Map(valid.map((round) => [round, rows.get(round)!]));
    return [
      cell,
      new Map(
        figuresOf(measure).map((name) => [name, byRound(kept, name)] as const),
      ),
    ] as const;
  }));
  const rounds = valid.flatMap((round): RoundFigure[] => {
    const value = valueOf(
      measure,
      (cell, name) => figures.get(cell)?.get(name)?.get(round),
      tickUs,
    );
    const reads = Math.min(
      ...rowsAt(round).map(({ metrics }) => metrics.ios ?? 0),
    );
    return value === undefined || !Number.isFinite(value)
      ? []
      : [{ round, value, reads }];
  });
  return {
    rounds,
    leftOut: invalid.length,
    broken: mostBroken(invalid.map(brokenAt)),
  };
}
