/** What the connections of a load take of the machine. */

import { RunError } from "../../base/errors.ts";
import type { SystemFiles } from "../../host/system.ts";
import { hasConnections, isAccepted } from "../../model/parameters/loads.ts";
import { connectionsOf } from "../../model/parameters/pipeline.ts";
import type { Params } from "../../model/parameters/params.ts";

/** Those of Deno, of /proc and of rings, and some to spare. */
const OTHERS = 100;

/**
 * The descriptors of arms that are measured together: both ends of connections
 * are here, and where they are accepted a listener for each worker.
 */
export function descriptorsOf(arms: readonly Params[]): number {
  return arms.filter(hasConnections).reduce(
    (all, arm) =>
      all + arm.workers * (2 * connectionsOf(arm) + (isAccepted(arm) ? 1 : 0)),
    0,
  );
}

/** RLIMIT_NOFILE in the text of /proc/self/limits; undefined if not there. */
function descriptorLimit(limits: string): number | undefined {
  const [, soft] = /^Max open files\s+(\d{1,15})\s/m.exec(limits) ?? [];
  return soft === undefined ? undefined : Number(soft);
}

/**
 * How many descriptors a process needs for the arms that are measured together,
 * where that is more than it may have; else undefined.
 */
export function descriptorShortage(
  visits: readonly (readonly Params[])[],
  files: Pick<SystemFiles, "read">,
): { readonly sockets: number; readonly limit: number } | undefined {
  const sockets = Math.max(0, ...visits.map(descriptorsOf));
  const limit = descriptorLimit(files.read("/proc/self/limits") ?? "");
  return sockets > 0 && limit !== undefined && sockets + OTHERS > limit
    ? { sockets, limit }
    : undefined;
}

/**
 * Throws {@linkcode RunError} where a process may have fewer descriptors than
 * the arms need that are measured together.
 */
export function checkDescriptors(
  visits: readonly (readonly Params[])[],
  files: Pick<SystemFiles, "read">,
): void {
  const shortage = descriptorShortage(visits, files);
  if (!shortage) return;
  const { sockets, limit } = shortage;
  throw new RunError(
    `--connections: both ends of all connections of a cell are ${sockets} ` +
      `sockets, and RLIMIT_NOFILE is ${limit}: \`ulimit -n ${
        sockets + OTHERS
      }\` raises it, and fewer connections, --workers or arms need less`,
  );
}
