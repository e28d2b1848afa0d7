/**
 * The noise floor of a run: what its comparisons could not have seen, and what
 * of that is noise, as it is there between an arm and itself as well.
 *
 * What a comparison can find follows from its own interval, which has in it all
 * that moves its ratio from visit to visit: the noise, and the effect where
 * that moves. An arm against itself has the noise alone, and noise that
 * outlasts turns cancels less in it, since its turns are farther apart.
 * evidence.md shows what either of them would have promised.
 */

import type { FigureName } from "../model/figures/mod.ts";
import type { ParameterName } from "../model/parameters/params.ts";
import { isUsable, type Row } from "../model/row.ts";
import { atMost } from "./binomial.ts";
import {
  type PairedRatio,
  type RatioEstimator,
  usualEstimator,
} from "./bootstrap.ts";
import type { Comparison } from "./comparisons.ts";
import type { EqualsJudged } from "./equals.ts";
import { ownBlocks, sidedVisit, type Sides, sidesOf } from "./own_equals.ts";
import { beyondHalf, foundDifference, halfOfBlocks, logHalf } from "./power.ts";
import { verdict } from "./verdict.ts";

/** What one comparison could not have seen; differences in logarithms. */
export interface Floor {
  readonly comparison: Comparison;
  /**
   * The difference that 80 % of such runs find; undefined without an interval.
   */
  readonly found: number | undefined;
  /** Its arms against themselves; undefined where their turns do not tell. */
  readonly own: OwnFloor | undefined;
}

/**
 * What a comparison could see if each of its arms were compared with itself, in
 * as many visits as it has; in logarithms.
 */
export interface OwnFloor {
  /** Of the visits that there are, two to a block. */
  readonly estimate: PairedRatio;
  readonly half: number;
  readonly found: number;
}

/** A visit of an arm in which it had turns to compare. */
interface SidedRow {
  readonly row: Row;
  readonly sides: Sides;
}

/** The key of all that both arms of a comparison have in common. */
function placeKey(
  names: readonly ParameterName[],
  values: Readonly<Partial<Record<ParameterName, unknown>>>,
): string {
  return JSON.stringify(names.map((name) => values[name]));
}

/** The arms of a place, each of whose rows are in the order of its visits. */
function armsOf(
  place: readonly SidedRow[],
  { axis, from, to }: Comparison,
): readonly SidedRow[][] {
  const own = place.filter(({ row: { cell } }) =>
    [from, to].includes(cell.params[axis])
  );
  // In a run of equals only the name tells an arm.
  return [
    ...Map.groupBy(
      own,
      ({ row: { cell } }) => `${cell.arm} ${cell.params[axis]}`,
    ).values(),
  ].map((rows) =>
    rows.toSorted((a, b) => a.row.cell.repeat - b.row.cell.repeat)
  );
}

function ownFloor(
  arms: readonly SidedRow[][],
  { metric: { name }, estimate: { n } }: Comparison,
  estimate: RatioEstimator,
): OwnFloor | undefined {
  const blocks = arms.flatMap((arm) =>
    ownBlocks(
      arm.flatMap(({ row, sides }) =>
        sidedVisit(row.cell.repeat, sides, name) ?? []
      ),
    )
  );
  const own = estimate(blocks);
  const ownHalf = logHalf(own);
  if (ownHalf === undefined) return undefined;
  const half = halfOfBlocks(ownHalf, own.n, n);
  return { estimate: own, half, found: half * beyondHalf(n) };
}

/**
 * The noise floor of every comparison along the axis that arms take turns in.
 * Rows without turns, of cells that have one turn only or that another program
 * wrote, tell nothing of an arm against itself.
 */
export function floorsOf(
  compared: readonly Comparison[],
  rows: readonly Row[],
  estimate: RatioEstimator = usualEstimator,
): Floor[] {
  const names = Object.keys(compared[0]?.where ?? {}) as ParameterName[];
  const places = Map.groupBy(
    rows.filter(isUsable).flatMap((row): SidedRow[] => {
      const sides = sidesOf(row.turns ?? []);
      return sides ? [{ row, sides }] : [];
    }),
    ({ row }) => placeKey(names, row.cell.params),
  );
  return compared.map((comparison): Floor => {
    const found = foundDifference(comparison.estimate);
    const place = places.get(placeKey(names, comparison.where)) ?? [];
    return {
      comparison,
      found,
      own: found === undefined
        ? undefined
        : ownFloor(armsOf(place, comparison), comparison, estimate),
    };
  });
}

/**
 * How many combinations show a difference between an arm and itself, which is
 * then one of the machinery and not of the arms; one figure counts. Undefined
 * where none tells.
 */
export function judgeOwn(
  floors: readonly Floor[],
  answer: FigureName,
): EqualsJudged | undefined {
  // A place is judged once, however many arms are compared with the first.
  const places = Map.groupBy(
    floors.filter(({ comparison }) => comparison.metric.name === answer),
    ({ comparison }) => JSON.stringify(comparison.where),
  );
  const judged = [...places.values()].flatMap(([first]) =>
    first?.own?.estimate ?? []
  );
  return judged.length === 0 ? undefined : {
    claims: judged.filter((own) => verdict(own, "higher").claims).length,
    compared: judged.length,
    most: atMost(judged.length),
  };
}
