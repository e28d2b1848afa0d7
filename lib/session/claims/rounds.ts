/** One round: a visit of every cell that an open claim needs. */

// @ts-types="@types/d3-array"
import { shuffler } from "d3-array";
import { balancedOrders } from "../../model/balanced_order.ts";
import type { Cell } from "../../model/cell.ts";
import { hogsKey } from "../../model/hogs.ts";
import {
  hogSeconds,
  tracedSeconds,
  visitSeconds,
} from "../../model/cell_seconds.ts";
import { scheduleOf } from "../../model/turns.ts";
import { type Visit, visitOf } from "../../model/visit.ts";
import type { ClaimedCell, ClaimedGroup, ClaimPlan } from "./claim_plan.ts";

/** A visit, and which cells of the plan its arms are. */
export interface ClaimVisit {
  readonly visit: Visit;
  readonly keys: readonly string[];
}

/** What is measured in one round. */
export interface Round {
  readonly timed: readonly ClaimVisit[];
  readonly traced: readonly ClaimVisit[];
}

/** Seconds that a round takes, more or less. */
export function roundSeconds({ timed, traced }: Round): number {
  const visits = timed.map(({ visit }) => visit);
  return visits.reduce((sum, visit) => sum + visitSeconds(visit), 0) +
    hogSeconds(visits.map(({ cells: [first] }) => first)) +
    tracedSeconds(traced.map(({ visit: { cells: [first] } }) => first));
}

/**
 * Makes the rounds of a plan, one after the other. Their visits are in random
 * order, but for those beside hogs, which follow one another; the arms of a
 * visit are in balanced orders. `next` gives random numbers in [0, 1).
 */
export class Rounds {
  readonly #plan: ClaimPlan;
  readonly #next: () => number;
  readonly #orders = new Map<string, Generator<readonly number[], never>>();
  #index = 0;

  constructor(plan: ClaimPlan, next: () => number) {
    this.#plan = plan;
    this.#next = next;
  }

  #cell(
    { params, impossible }: ClaimedCell,
    timing: Partial<ClaimedGroup["timing"]>,
    repeat: number,
  ): Cell {
    return {
      index: this.#index++,
      repeat,
      seed: Math.floor(this.#next() * 2 ** 32),
      params: { ...params, ...timing },
      ...impossible !== undefined && { impossible },
    };
  }

  #visit(
    cells: readonly ClaimedCell[],
    { timing, cells: all }: ClaimedGroup,
    repeat: number,
  ): ClaimVisit {
    // By what is left of the group: the order of two arms must stay balanced
    // when a third one has no open claim any more.
    const kind = cells.map(({ key }) => key).join("\n");
    const orders = this.#orders.get(kind) ??
      balancedOrders(cells.length, this.#next);
    this.#orders.set(kind, orders);
    const ordered = orders.next().value.map((i) => cells[i]!);
    const own = all.length > 1 && cells.length === 1
      ? { ...timing, turn: 0 }
      : timing;
    const arms = ordered.map((cell) => this.#cell(cell, own, repeat));
    const [first, ...others] = arms;
    if (!first) throw new RangeError("cannot visit no cells");
    return {
      keys: ordered.map(({ key }) => key),
      visit: others.length === 0 ? visitOf(first) : {
        cells: [first, ...others],
        schedule: scheduleOf(arms),
      },
    };
  }

  /** The round of that number, with these cells only. */
  round(repeat: number, wanted: ReadonlySet<string>): Round {
    const shuffle = shuffler(this.#next);
    const visits = this.#plan.groups.flatMap((group) => {
      const cells = group.cells.filter(({ key }) => wanted.has(key));
      return cells.length > 0 ? [this.#visit(cells, group, repeat)] : [];
    });
    const besideHogs = ({ visit }: ClaimVisit) =>
      hogsKey(visit.cells[0].params);
    const sides = [...Map.groupBy(visits, besideHogs).values()];
    return {
      timed: shuffle(sides).flatMap((side) => shuffle([...side])),
      traced: shuffle(
        this.#plan.traced.filter(({ key }) => wanted.has(key)).map((cell) => ({
          keys: [cell.key],
          visit: visitOf(this.#cell(cell, {}, repeat)),
        })),
      ),
    };
  }
}
