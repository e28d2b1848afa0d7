/** By what messages and connections are waited for: enum uringlab_engine. */

import type { AcceptName } from "./accepts.ts";
import { hasConnections, isAccepted, type LoadName } from "./loads.ts";
import type { ModeName } from "./modes.ts";
import type { ReceiveName } from "./receives.ts";
import type { WaitName } from "./waits.ts";

/** Every engine that `--engine` accepts, in the order of the native one. */
export const ENGINES = {
  io_uring: "a ring: all that is measured elsewhere",
  epoll: "epoll_wait(2) with send(2) and recv(2), or with accept4(2)",
  blocking:
    "send(2) and recv(2), or accept4(2), of a thread for each connection",
} as const;

/** The name of an engine, as in options, columns and charts. */
export type EngineName = keyof typeof ENGINES;

/** The names of all engines, in the order of the native one. */
export const ENGINE_NAMES = Object.keys(ENGINES) as EngineName[];

/** Whether workers have a ring. */
export function hasRing({ engine }: { engine: EngineName }): boolean {
  return engine === "io_uring";
}

/** What an engine without a ring depends on. */
interface Asked {
  readonly engine: EngineName;
  readonly load: LoadName;
  readonly mode: ModeName;
  readonly wait: WaitName;
  readonly recv: ReceiveName;
  readonly accept: AcceptName;
  readonly iodepth: number;
  readonly pipeline: number;
}

/**
 * Why a cell cannot be had by its engine, as a sentence; undefined if it can.
 */
export function impossibleEngine(
  { engine, load, mode, wait, recv, accept, iodepth, pipeline }: Asked,
): string | undefined {
  if (engine === "io_uring") return undefined;
  if (!hasConnections({ load })) {
    return `only sockets are waited for by --engine ${engine}, and there is ` +
      `none behind --load ${load}`;
  }
  if (mode !== "default") {
    return `mode ${mode} is one of a ring, and --engine ${engine} has none`;
  }
  if (wait !== "wait") {
    return `--wait ${wait} is how to learn of the completions of a ring, and ` +
      `--engine ${engine} has none`;
  }
  if (recv !== "single") {
    return `--recv ${recv} is a request to a ring, and --engine ${engine} ` +
      "has none";
  }
  if (accept !== "single") {
    return `--accept ${accept} is a request to a ring, and --engine ${engine} ` +
      "has none";
  }
  const call = isAccepted({ load }) ? "accept4(2)" : "recv(2)";
  return engine === "blocking" && iodepth > pipeline
    ? `a thread that blocks in ${call} has one connection; more take --workers`
    : undefined;
}
