import type { Axes } from "../../lib/model/experiment.ts";
import type { Turn } from "../../lib/model/measurement/measurement.ts";
import { product } from "../../lib/model/plan.ts";
import type { Row } from "../../lib/model/row.ts";
import { row, turn } from "../model/fixtures.ts";

/** Where in a run a turn is. */
export interface TurnPlace {
  /** The position of its arm. */
  readonly arm: number;
  /** Of those of its arm's visits that have two of its turns; from 1 on. */
  readonly visit: number;
  /** 0 or 1: the first or the second half of what the arm has in a visit. */
  readonly half: number;
}

/** How fast an arm is in a turn, 1 on average. */
type Speed = (place: TurnPlace) => number;

const SECONDS = 0.05;

function turnAt(speed: number, startNs: number, lengthNs: number): Turn {
  const ios = Math.round(1e6 * speed * lengthNs / 1e9);
  return turn({
    startNs,
    endNs: startNs + lengthNs,
    ios,
    latSumNs: 16 * lengthNs,
    userNs: lengthNs / 4,
    systemNs: lengthNs / 2,
  });
}

/**
 * Rows of two arms that take turns in every combination of the other axes: the
 * one has the first and the last turn of a visit, the other one long turn in
 * between, and from one visit to the next they change places.
 */
export function turnRows(axes: Axes, blocks: number, speed: Speed): Row[] {
  const unit = SECONDS * 1e9;
  const [first] = Object.values(axes).at(-1) ?? [];
  const name = Object.keys(axes).at(-1);
  return Array.from({ length: blocks }, (_, i) => i + 1).flatMap((block) =>
    product(axes).map((params) => {
      const arm = Object.entries(params).some(([of, value]) =>
          of === name && value === first
        )
        ? 0
        : 1;
      const visit = Math.ceil(block / 2);
      const [a, b] = [0, 1].map((half) =>
        speed({ arm, visit, half })
      );
      const start = block * 1e10;
      const isOuter = block % 2 === arm;
      const turns = isOuter
        ? [
          turnAt(a!, start, unit),
          turnAt(b!, start + 3 * unit, unit),
        ]
        : [turnAt((a! + b!) / 2, start + unit, 2 * unit)];
      const ios = turns.reduce((sum, one) => sum + one.ios, 0);
      return row({ ...params, turn: SECONDS, runtime: 2 * SECONDS }, {
        repeat: block,
        turns,
        metrics: {
          iops: ios / (2 * SECONDS),
          clat_avg_us: 16 * 2 * unit / ios / 1e3,
          cpu_per_io_us: 1.5 * unit / ios / 1e3,
        },
      });
    })
  );
}
