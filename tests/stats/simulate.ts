// @ts-types="@types/d3-random"
import { randomLcg, randomNormal, randomUniform } from "d3-random";
import type { Pair } from "../../lib/stats/bootstrap.ts";

/** Noise of one block, in natural logarithms: of either arm. */
export type Noise = () => { from: number; to: number };

/** Makes the noise from random numbers in [0, 1). */
export type NoiseModel = (source: () => number) => Noise;

/** The step of simulated figures that come out of a histogram. */
export const STEP = 1 / 128;

function bothArms(draw: () => number): Noise {
  return () => ({ from: draw(), to: draw() });
}

function normal(source: () => number, deviation: number): () => number {
  return randomNormal.source(source)(0, deviation);
}

/** Student's t with 3 degrees of freedom, which has no fourth moment. */
function heavyTailed(source: () => number, scale: number): () => number {
  const z = normal(source, 1);
  return () => {
    const chiSquare = z() ** 2 + z() ** 2 + z() ** 2;
    return scale * z() / Math.sqrt(chiSquare / 3);
  };
}

/** Every tenth run is 30 to 60 % slower. */
function struck(source: () => number): () => number {
  const small = normal(source, 0.02);
  const slowdown = randomUniform.source(source)(1.3, 1.6);
  return () => small() - (source() < 0.1 ? Math.log(slowdown()) : 0);
}

/** Runs are never much faster and sometimes much slower than most. */
function skewed(source: () => number): () => number {
  const z = normal(source, 1);
  return () => -0.02 * Math.exp(z());
}

/**
 * What runs do on real machines, as far as it can be told in a line each. The
 * arms' noise has the same mean, so the true ratio is known.
 */
export const NOISE_MODELS = {
  normal: (source) => bothArms(normal(source, 0.02)),
  "heavy-tailed": (source) => bothArms(heavyTailed(source, 0.02)),
  struck: (source) => bothArms(struck(source)),
  skewed: (source) => bothArms(skewed(source)),
  "drift of blocks": (source) => {
    const block = normal(source, 0.3);
    const run = normal(source, 0.02);
    return () => {
      const drift = block();
      return { from: drift + run(), to: drift + run() };
    };
  },
  "one arm noisier": (source) => {
    const from = normal(source, 0.01);
    const to = normal(source, 0.05);
    return () => ({ from: from(), to: to() });
  },
} as const satisfies Record<string, NoiseModel>;

/** Blocks of two arms with a true ratio of `ratio`. */
export function simulatePairs(
  blocks: number,
  ratio: number,
  noise: Noise,
): Pair[] {
  return Array.from({ length: blocks }, (_, i) => {
    const { from, to } = noise();
    return {
      block: i + 1,
      from: 80_000 * Math.exp(from),
      to: 80_000 * ratio * Math.exp(to),
    };
  });
}

/** A figure as a histogram with steps of {@linkcode STEP} tells it. */
export function stepped(figure: number): number {
  const step = Math.log1p(STEP);
  return Math.exp(Math.round(Math.log(figure) / step) * step);
}

/** Random numbers in [0, 1), the same for the same integer. */
export function numbers(seed: number): () => number {
  return randomLcg(seed);
}
