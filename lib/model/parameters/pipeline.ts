/** How many messages are under way on each connection. */

import { isSocket, type LoadName } from "./loads.ts";
import type { ReceiveName } from "./receives.ts";

/** What messages on one connection depend on. */
interface Asked {
  readonly load: LoadName;
  readonly recv: ReceiveName;
  readonly iodepth: number;
  readonly pipeline: number;
  readonly forceAsync: boolean;
}

/** The connections of a worker, of a load with sockets. */
export function connectionsOf(
  { iodepth, pipeline }: { iodepth: number; pipeline: number },
): number {
  return iodepth / pipeline;
}

/**
 * Why messages cannot be under way like that, as a sentence; undefined if they
 * can.
 */
export function impossiblePipeline(
  { load, recv, iodepth, pipeline, forceAsync }: Asked,
): string | undefined {
  if (load === "udp" && recv === "bundle") {
    return "a receive brings one datagram, so that --load udp has nothing to " +
      "bundle";
  }
  if (pipeline === 1) return undefined;
  if (!isSocket({ load })) {
    return `only sockets have connections, and there is none behind --load ${load}`;
  }
  if (iodepth % pipeline !== 0) {
    return `--iodepth counts the messages on all connections, and ${iodepth} ` +
      `is no multiple of the ${pipeline} on each`;
  }
  return forceAsync
    ? "threads of io-wq would send the messages of a connection side by side, " +
      "and so mix them up"
    : undefined;
}
