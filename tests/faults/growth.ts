/** What has grown while connections were made and closed: the rule of churn.ts. */
import type { Belongings } from "./belongings.ts";
import type { MemoryInUse } from "./memory_in_use.ts";

/** What there was after so many connections. */
export interface Reading {
  readonly connections: number;
  readonly belongings: Belongings;
  /** Undefined where a sanitizer looks for leaks: it has memory of its own. */
  readonly memory: MemoryInUse | undefined;
}

/**
 * Bytes that may be kept for each connection that has gone: malloc(3) has no
 * piece of less than 24. It is five times what was seen (README.md).
 */
const KEPT_PER_CONNECTION = 8;
/** What V8 and the runtime keep once, at some time: compiled code, pools. */
const KEPT_ONCE = 256 * 2 ** 10;
/** However many connections there were. */
const KEPT_AT_MOST = 32 * 2 ** 20;
const MAPPED_AT_MOST = 8 * 2 ** 20;

/**
 * What there may not be more of, and what it is called. Orphans and those in
 * TIME_WAIT are not among it: they end by themselves, within a minute.
 */
const COUNTED = [
  ["descriptors", "descriptors"],
  ["threads", "threads"],
  ["sockets", "sockets"],
  ["locked", "locked memory"],
] as const;

/** Names of what there is more of than there was. */
export function grown(first: Reading, last: Reading): string[] {
  const more = (name: keyof MemoryInUse) =>
    (last.memory?.[name] ?? 0) - (first.memory?.[name] ?? 0);
  const mayKeep = Math.min(
    KEPT_ONCE + KEPT_PER_CONNECTION * (last.connections - first.connections),
    KEPT_AT_MOST,
  );
  return [
    ...COUNTED.filter(([name]) =>
      last.belongings[name] > first.belongings[name]
    ).map(([, word]) => word),
    ...more("kept") > mayKeep ? ["memory"] : [],
    ...more("mapped") > MAPPED_AT_MOST ? ["mapped memory"] : [],
  ];
}
