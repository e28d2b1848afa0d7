/** Delays of reads up to a tick, of which each may depend on the one before. */

// @ts-types="@types/d3-random"
import { randomNormal } from "d3-random";
import { kolmogorovP, uniformTest } from "../../lib/stats/uniform.ts";
import { histogramOf } from "../model/fixtures.ts";
import { numbers } from "./simulate.ts";

/** ns */
export const TICK = 4e6;

/** Makes delays one after the other, as shares of a tick, for one visit. */
type Delays = (source: () => number) => () => number;

/** From where in the tick the last one was, on by some part of it. */
function walk(step: number): Delays {
  return (source) => {
    const z = randomNormal.source(source)(0, step);
    let phase = source();
    return () => phase = (((phase + z()) % 1) + 1) % 1;
  };
}

/** Not uniform: early ones are more frequent. */
function early(delays: Delays, power: number): Delays {
  return (source) => {
    const next = delays(source);
    return () => next() ** power;
  };
}

const independent: Delays = (source) => source;

/** Those that are uniform, and some that are not. */
export const DELAYS = {
  "independent": independent,
  "on by 30 % of a tick": walk(0.3),
  "on by 10 % of a tick": walk(0.1),
  "on by 3 % of a tick": walk(0.03),
  "the same in a visit": walk(0),
  "early, independent": early(independent, 1.6),
  "early, on by 10 % of a tick": early(walk(0.1), 1.6),
} as const satisfies Record<string, Delays>;

const READS = 200;

/**
 * Of so many runs the shares that are told not to be uniform: by the test, and
 * by one that takes all reads for independent.
 */
export function toldNotUniform(
  delays: Delays,
  visits: number,
  runs: number,
): { told: number; naive: number } {
  const source = numbers(visits);
  let [told, naive] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const histograms = Array.from({ length: visits }, () => {
      const next = delays(source);
      return histogramOf(
        Array.from({ length: READS }, () => Math.round(TICK * next())),
      );
    });
    const test = uniformTest(histograms, 0, TICK);
    if ((test?.p ?? 1) < 0.05) told++;
    if (kolmogorovP(test?.distance ?? 0, visits * READS) < 0.05) naive++;
  }
  return { told: told / runs, naive: naive / runs };
}
