import type { Snapshot } from "./capture/snapshot.ts";

/** How often a stack was asked for. */
export interface StackSamples {
  /** Stacks that were taken. */
  readonly taken: number;
  /** Those that the kernel gave no frames of, or that found no room. */
  readonly failed: number;
}

/** The share of samples that may be missing without being told. */
const FEW = 0.01;

/** What a snapshot tells of them, of all that stacks are taken of. */
export function stackSamplesOf({ stacks, failed }: Snapshot): StackSamples {
  return {
    taken: stacks.reduce((sum, { samples }) => sum + samples, 0),
    failed: failed.stacks,
  };
}

/** Those of several cells or times together; undefined where none tells. */
export function allSamples(
  some: readonly (StackSamples | undefined)[],
): StackSamples | undefined {
  const known = some.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : {
    taken: known.reduce((sum, { taken }) => sum + taken, 0),
    failed: known.reduce((sum, { failed }) => sum + failed, 0),
  };
}

/** The share of stacks that could not be taken; 0 where none was asked for. */
export function lostShare(samples: StackSamples | undefined): number {
  const { taken = 0, failed = 0 } = samples ?? {};
  return failed === 0 ? 0 : failed / (taken + failed);
}

/** Whether so many are missing that what is left may look different. */
export function areMissed(samples: StackSamples | undefined): boolean {
  return lostShare(samples) > FEW;
}
