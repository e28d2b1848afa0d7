/** Many results directories, read together. */

import { RunError, UsageError } from "../base/errors.ts";
import type { FoundResults } from "./find_results.ts";
import { readRun, type RecordedRun } from "./read_run.ts";

/** Results of which nothing is told, and why. */
export interface Unread {
  readonly path: string;
  readonly reason: string;
}

/** What some results directories hold. */
export interface ManyResults {
  /** Runs that have rows. */
  readonly runs: readonly RecordedRun[];
  /** Watches and claims, which have pages of their own. */
  readonly others: readonly FoundResults[];
  readonly unread: readonly Unread[];
}

/** Whether a run was left out for what its files are, and not for a fault of ours. */
function isOfItsFiles(error: unknown): error is RunError | UsageError {
  return error instanceof RunError || error instanceof UsageError;
}

/**
 * Reads the runs among some results directories. One that cannot be read does
 * not keep the others from being read.
 */
export function readMany(found: readonly FoundResults[]): ManyResults {
  const runs: RecordedRun[] = [];
  const unread: Unread[] = [];
  for (const { path, kind } of found) {
    if (kind !== "run") continue;
    try {
      const recorded = readRun(path);
      if (recorded.rows.length > 0) runs.push(recorded);
      else unread.push({ path, reason: "it holds no finished cell yet" });
    } catch (error) {
      if (!isOfItsFiles(error)) throw error;
      unread.push({ path, reason: error.message });
    }
  }
  return { runs, others: found.filter(({ kind }) => kind !== "run"), unread };
}
