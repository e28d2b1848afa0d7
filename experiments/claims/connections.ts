/** Cells with connections, and explanations that several claims have of them. */

import type { ClaimCell, Explanation } from "../../lib/model/claim.ts";
import { SERVER } from "../connections.ts";
import { throughput } from "./cells.ts";

/** A worker with the loop of `echo`: one message is under way on each. */
export function echo(connections: number, rest: ClaimCell = {}): ClaimCell {
  return {
    ...SERVER,
    load: "tcp",
    iodepth: connections,
    iodepthBatch: Math.min(SERVER.iodepthBatch, connections),
    submitAndWait: true,
    ...rest,
  };
}

/** What a ring makes of epoll's rate. */
export function againstEpoll(connections: number, ring: ClaimCell = {}) {
  return throughput(
    echo(connections, { engine: "epoll" }),
    echo(connections, ring),
  );
}

/** "1 connection", "50 connections" */
export function connectionsText(count: number): string {
  return count === 1 ? "1 connection" : `${count} connections`;
}

/** "50 connections, io_uring" */
function withRing(connections: number): string {
  return `${connectionsText(connections)}, io_uring`;
}

/** Cheaper messages are more of them only where the worker is the limit. */
export function busyFarEnds(
  connections: number,
  ring: ClaimCell = {},
): Explanation {
  return {
    because: "the thread of the far ends is the limit, not the worker, so " +
      "that cheaper messages are not more of them: how much of its CPU the " +
      "worker leaves idle",
    where: withRing(connections),
    measure: {
      kind: "level",
      figure: "cpu_idle",
      of: echo(connections, ring),
    },
    at: { low: 0.1 },
  };
}

/** What a ring saves of epoll's calls, it saves of messages that come at once. */
export function fewAtATime(
  connections: number,
  ring: ClaimCell = {},
): Explanation {
  return {
    because: "few messages come at a time, so that a ring saves few of the " +
      "two calls that each takes with epoll",
    where: withRing(connections),
    measure: {
      kind: "level",
      figure: "syscalls_per_io",
      of: echo(connections, ring),
    },
    at: { low: 0.5 },
  };
}

/** The other way round: where a ring was the slower one. */
export function manyAtATime(connections: number): Explanation {
  return {
    because: "many messages come at a time, so that a ring saves most of " +
      "the two calls that each takes with epoll",
    where: withRing(connections),
    measure: {
      kind: "level",
      figure: "syscalls_per_io",
      of: echo(connections),
    },
    at: { high: 0.5 },
  };
}

/** What is not as it was where echoes were published. */
export const OTHER_ENDS =
  "one thread answers all connections here, where their clients had a " +
  "thread for each connection or processes; messages have 64 bytes";
