/** The load that a program makes with its rings, as uringlab could make it. */

import { MODE_NAMES, type ModeName, MODES } from "../model/parameters/modes.ts";
import { setupFlag } from "../model/parameters/setup_flags.ts";
import type { WaitName } from "../model/parameters/waits.ts";
import { latencyMean } from "../trace/capture/latency.ts";
import type { RequestCount, TracedRing } from "../trace/capture/rings.ts";
import type { ProcessActivity } from "./activity.ts";
import { bytesPerRequest } from "./figures.ts";
import { isRead, operationName } from "./opcodes.ts";
import { addRequests } from "./traced.ts";

/** Parameters of an experiment, by their names there. */
export interface Shape {
  readonly mode: ModeName;
  readonly wait: WaitName;
  /** Rings that read, each of which a worker has. */
  readonly workers: number;
  /** Reads in flight per worker, on average. */
  readonly iodepth: number;
  /** Bytes per read; undefined where none tells its size. */
  readonly bs: number | undefined;
  readonly iodepthBatch: number;
  readonly submitAndWait: boolean;
  readonly fixedbufs: boolean;
  readonly registerfiles: boolean;
  readonly sqarray: boolean;
  /** Of all that completed, the share that reads are. */
  readonly readShare: number;
}

/** Flags by which modes differ. */
const MODE_FLAGS = ([
  "IOPOLL",
  "SQPOLL",
  "COOP_TASKRUN",
  "TASKRUN_FLAG",
  "SINGLE_ISSUER",
  "DEFER_TASKRUN",
] as const).reduce((all, name) => all | setupFlag(name), 0);

/** Which mode has precedence where a ring has the flags of several. */
const BY_FLAG = [
  ["IOPOLL", "iopoll"],
  ["SQPOLL", "sqpoll"],
  ["DEFER_TASKRUN", "defer"],
  ["COOP_TASKRUN", "coop"],
  ["SINGLE_ISSUER", "single"],
] as const;

/** The mode of a ring, or the one that is most like it. */
export function modeOf(flags: number): ModeName {
  const same = MODE_NAMES.find((name) =>
    (MODES[name].setupFlags & MODE_FLAGS) === (flags & MODE_FLAGS)
  );
  if (same) return same;
  const mode = BY_FLAG.find(([flag]) => flags & setupFlag(flag))?.[1] ??
    "default";
  const isFlagged = (flags & setupFlag("TASKRUN_FLAG")) !== 0;
  return isFlagged && (mode === "defer" || mode === "coop")
    ? `${mode}_flag`
    : mode;
}

function readsOf({ requests }: TracedRing): readonly RequestCount[] {
  return requests.filter(({ opcode, completed }) =>
    isRead(opcode) && completed > 0
  );
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** Waits per completion below which a thread is said to look instead. */
const WAITING = 0.001;

/** Alignment that every block device takes. */
const SECTOR = 512;

/**
 * The load of a process as its reads show it: how many are in flight is their
 * rate times their mean latency (Little's law). Undefined where nothing was
 * traced or nothing read.
 */
export function shapeOf({ rings, seconds }: ProcessActivity):
  | Shape
  | undefined {
  const reading = rings.flatMap(({ traced }) =>
    traced && readsOf(traced).length > 0 ? [traced] : []
  );
  const [first, ...others] = reading;
  if (!first) return undefined;
  const requests = reading.flatMap(readsOf);
  const reads = sum(requests, ({ completed }) => completed);
  const all = sum(
    reading.flatMap(({ requests }) => requests),
    ({ completed }) => completed,
  );
  const busiest = others.reduce(
    (a, b) =>
      sum(readsOf(a), ({ completed }) => completed) <
          sum(readsOf(b), ({ completed }) => completed)
        ? b
        : a,
    first,
  );
  const inFlight = sum(
    requests,
    ({ completed, latency }) =>
      completed / seconds * (latencyMean(latency) ?? 0) / 1e9,
  );
  const bytes = bytesPerRequest({
    sized: sum(requests, ({ sized }) => sized),
    bytesAsked: sum(requests, ({ bytesAsked }) => bytesAsked),
  });
  const submitted = sum(requests, ({ submitted }) => submitted);
  const most = (of: (request: RequestCount) => number) =>
    submitted > 0 && sum(requests, of) > submitted / 2;
  const waits = sum(reading, ({ waits }) => waits);
  const calls = sum(reading, ({ submitCalls }) => submitCalls);
  const iodepth = Math.max(1, Math.round(inFlight / reading.length));
  return {
    mode: modeOf(busiest.flags),
    wait: waits / reads >= WAITING ? "wait" : "peek",
    workers: reading.length,
    iodepth,
    bs: bytes === undefined
      ? undefined
      : Math.max(1, Math.round(bytes / SECTOR)) * SECTOR,
    iodepthBatch: calls > 0
      ? Math.min(iodepth, Math.max(1, Math.round(submitted / calls)))
      : 1,
    submitAndWait: waits > 0 &&
      sum(reading, ({ waitsOnly }) => waitsOnly) < waits / 2,
    fixedbufs: most(({ fixedBuffer }) => fixedBuffer),
    registerfiles: most(({ fixedFile }) => fixedFile),
    sqarray: (busiest.flags & setupFlag("NO_SQARRAY")) === 0,
    readShare: reads / all,
  };
}

/** What a process does most, where it does not read: "WRITE". */
export function mainOperation({ rings }: ProcessActivity): string | undefined {
  const [first] = rings.reduce(
    (all: RequestCount[], { traced }) =>
      addRequests(all, traced?.requests ?? []),
    [],
  ).sort((a, b) => b.completed - a.completed);
  return first && first.completed > 0 ? operationName(first.opcode) : undefined;
}
