/**
 * Visits of two arms that take turns on a machine whose speed is disturbed over
 * time, as runs on real machines are. The truth is known.
 */

// @ts-types="@types/d3-random"
import { randomNormal } from "d3-random";
import { balancedOrders } from "../../lib/model/balanced_order.ts";
import type { Pair } from "../../lib/stats/bootstrap.ts";

/** Makes values in natural logarithms, one per turn or per visit. */
export type Series = (source: () => number) => () => number;

function normal(source: () => number): () => number {
  return randomNormal.source(source)(0, 1);
}

/** Student's t with 3 degrees of freedom. */
const heavyTailed: Series = (source) => {
  const z = normal(source);
  return () => z() / Math.sqrt((z() ** 2 + z() ** 2 + z() ** 2) / 3);
};

/** A first-order autoregression with variance 1. */
function autoregression(phi: number): Series {
  return (source) => {
    const z = normal(source);
    let value = z();
    return () => value = phi * value + Math.sqrt(1 - phi * phi) * z();
  };
}

function scaled(series: Series, scale: number): Series {
  return (source) => {
    const next = series(source);
    return () => scale * next();
  };
}

/** With noise of 1 % of its own on every turn. */
function noisy(series: Series): Series {
  return (source) => {
    const next = series(source);
    const z = normal(source);
    return () => next() + 0.01 * z();
  };
}

/** One turn in `period` is 10 % slower, from a turn on that is drawn. */
function periodic(period: number): Series {
  return noisy((source) => {
    let turn = Math.floor(source() * period);
    return () => turn++ % period === 0 ? -0.1 : 0;
  });
}

/** What happens to the machine while the arms take turns. */
export const DISTURBANCES = {
  normal: scaled(normal, 0.03),
  "heavy-tailed": scaled(heavyTailed, 0.03),
  "AR(1) 0.5": scaled(autoregression(0.5), 0.03),
  "AR(1) 0.9": scaled(autoregression(0.9), 0.03),
  // 0.5 % per turn, all of a run.
  drifting: noisy(() => {
    let turn = 0;
    return () => -0.005 * turn++;
  }),
  "every 2nd turn": periodic(2),
  "every 5th turn": periodic(5),
  "a wave of 10 turns": noisy((source) => {
    let turn = source() * 10;
    return () => 0.05 * Math.sin(2 * Math.PI * turn++ / 10);
  }),
  // 26 % slower for four turns, after 25 that are not.
  bursting: noisy((source) => {
    let on = false;
    return () => {
      on = on ? source() > 1 / 4 : source() < 1 / 25;
      return on ? -0.3 : 0;
    };
  }),
} as const satisfies Record<string, Series>;

/** How the effect itself moves from one visit to the next. */
export const EFFECTS = {
  "stays": () => () => 0,
  "moves": scaled(normal, 0.05),
  "wanders, AR(1) 0.5": scaled(autoregression(0.5), 0.05),
  "wanders, AR(1) 0.9": scaled(autoregression(0.9), 0.05),
} as const satisfies Record<string, Series>;

/** What is simulated of a run. */
export interface Design {
  readonly disturbance: Series;
  readonly effect: Series;
  /** Turns of both arms together in a visit, an even number. */
  readonly turns: number;
  /** The truth: B / A on average. */
  readonly ratio: number;
}

/** A block with the mean figures of both arms, and what each turn showed. */
export interface SimulatedVisit extends Pair {
  /** In the order of time; `arm` is 0 (`from`) or 1 (`to`). */
  readonly turns: readonly { readonly arm: number; readonly figure: number }[];
}

/** Visits without end. */
export function* visits(
  { disturbance, effect, turns, ratio }: Design,
  source: () => number,
): Generator<SimulatedVisit, never> {
  const machine = disturbance(source);
  const moved = effect(source);
  const orders = balancedOrders(2, source);
  for (let block = 1;; block++) {
    const change = Math.log(ratio) + moved();
    const shown: { arm: number; figure: number }[] = [];
    for (let turn = 0; turn < turns; turn += 2) {
      for (const arm of orders.next().value) {
        const speed = machine() + (arm === 0 ? 0 : change);
        shown.push({ arm, figure: Math.exp(speed) });
      }
    }
    const mean = (of: number) =>
      shown.reduce(
        (sum, { arm, figure }) => arm === of ? sum + figure : sum,
        0,
      ) / turns * 2;
    yield { block, from: mean(0), to: mean(1), turns: shown };
  }
}
