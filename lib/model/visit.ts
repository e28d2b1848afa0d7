import type { Cell } from "./cell.ts";

/** One turn of an arm; times are whole ns since the start of the window. */
export interface PlannedTurn {
  /** Position of the arm's cell in the visit. */
  readonly arm: number;
  readonly startNs: number;
  readonly lengthNs: number;
}

/** When the arms of a visit take turns. */
export interface Schedule {
  readonly turns: readonly PlannedTurn[];
  /**
   * An arm begins so long before its turn, at the latest, and a read counts
   * when it is so old, at the latest: whole ns.
   */
  readonly settleNs: number;
  /**
   * A turn in which a waker had no CPU for a larger part does not count; 0: all
   * turns do.
   */
  readonly mostAbsent: number;
}

/** Cells that are measured together: arms that take turns, or one cell. */
export interface Visit {
  readonly cells: readonly [Cell, ...Cell[]];
  readonly schedule: Schedule;
}

/** A cell that has its window for itself. */
export function visitOf(cell: Cell): Visit {
  const lengthNs = Math.round(cell.params.runtime * 1e9);
  return {
    cells: [cell],
    schedule: {
      turns: [{ arm: 0, startNs: 0, lengthNs }],
      settleNs: 0,
      mostAbsent: 0,
    },
  };
}

/** From the start of a visit's window to its end, in ns. */
export function windowNs({ schedule: { turns } }: Visit): number {
  return turns.reduce(
    (end, turn) => Math.max(end, turn.startNs + turn.lengthNs),
    0,
  );
}
