import type { ProcessActivity } from "../activity.ts";

/** Something that could be gained, with what makes it true here. */
export interface Finding {
  /** Descriptors of the rings that it is about; none: of the process. */
  readonly rings: readonly number[];
  /** What was seen, in whole sentences without their ends. */
  readonly seen: string;
  /** What would help, and what that saves or costs. */
  readonly gain: string;
  /** The figures of `seen`, by name. */
  readonly figures: Readonly<Record<string, number>>;
}

/** One thing that programs do wrong with a ring. */
export interface Rule {
  /** What it is about, for lists of rules. */
  readonly about: string;
  /**
   * What it finds in what a process did. Undefined where that cannot be told,
   * as nobody has seen what it takes.
   */
  judge(activity: ProcessActivity): Finding[] | undefined;
}

/**
 * As many events at least has a share that a rule looks at: of fewer than these
 * it is not known to better than a few in a hundred (the deviation of a share
 * of one half of 50 is 7 points).
 */
export const MIN_EVENTS = 50;
