/** Which directories hold results, and of what. */

import { RunError, systemReason, UsageError } from "../base/errors.ts";
import { holdsClaims } from "./claims_json.ts";
import { isFile } from "./stranger_file.ts";
import { isWatch } from "./watch_json.ts";

/** What a results directory was written by. */
export type ResultsKind = "run" | "watch" | "claims";

/** A results directory. */
export interface FoundResults {
  readonly path: string;
  readonly kind: ResultsKind;
}

/** Directories of one directory that are looked at: more are no archive of runs. */
const MOST = 10_000;

/** What a directory holds results of; undefined where it holds none. */
export function resultsKind(path: string): ResultsKind | undefined {
  if (holdsClaims(path)) return "claims";
  if (isWatch(path)) return "watch";
  return isFile(`${path}/meta.json`) ? "run" : undefined;
}

/** The results directories that a directory has, in the order of their names. */
function resultsIn(path: string): FoundResults[] {
  const found: FoundResults[] = [];
  let seen = 0;
  try {
    for (const { name, isFile } of Deno.readDirSync(path)) {
      if (++seen > MOST) {
        throw new Error(`it has more than ${MOST} entries`);
      }
      const inside = `${path.replace(/\/+$/, "")}/${name}`;
      const kind = isFile ? undefined : resultsKind(inside);
      if (kind !== undefined) found.push({ path: inside, kind });
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`there is no directory ${path}`);
    }
    throw new RunError(`cannot read ${path}: ${systemReason(error)}`);
  }
  return found.sort((a, b) => a.path < b.path ? -1 : 1);
}

/**
 * The results directories among some directories and directly within them,
 * each once. Throws {@linkcode UsageError} for a directory that neither holds
 * results nor has a directory that does, {@linkcode RunError} for one that
 * cannot be read.
 */
export function findResults(paths: readonly string[]): FoundResults[] {
  const found = paths.flatMap((path) => {
    const kind = resultsKind(path);
    if (kind !== undefined) return [{ path, kind }];
    const inside = resultsIn(path);
    if (inside.length > 0) return inside;
    throw new UsageError(
      `${path} holds no results and no directory that does: uringlab writes ` +
        "them to results/ or where --out says",
    );
  });
  return [...new Map(found.map((one) => [one.path, one])).values()];
}
