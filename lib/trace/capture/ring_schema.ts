/**
 * The shape of what the tracer counts of rings, as it stands in its own lines
 * and in recorded watches.
 */

import * as v from "valibot";
import { FILE_KINDS } from "./rings.ts";

/** A whole number, 0 or more. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A value that is null where it is not known. */
export function known<T extends v.GenericSchema>(schema: T) {
  return v.pipe(
    v.nullable(schema),
    v.transform((value): v.InferOutput<T> | undefined => value ?? undefined),
  );
}

/** A number of many digits, as a text, since it may not fit into a number. */
export function digits(most: number) {
  return v.pipe(
    v.string(),
    v.maxLength(most),
    v.regex(/^\d+$/),
    v.transform((digits) => BigInt(digits)),
  );
}

/** The sum of the counts of each number. */
export function summed<K>(
  pairs: readonly (readonly [K, number])[],
): Map<K, number> {
  const sums = new Map<K, number>();
  for (const [key, n] of pairs) sums.set(key, (sums.get(key) ?? 0) + n);
  return sums;
}

/** Numbers and how often each was seen, as a list of pairs. */
export const pairs = v.pipe(
  v.array(v.tuple([count, count])),
  v.transform((all): ReadonlyMap<number, number> => summed(all)),
);

const latency = v.object({
  counts: pairs,
  // That of many snapshots is longer than 64 bits.
  sumNs: digits(30),
  maxNs: count,
  samples: count,
});

const request = v.object({
  opcode: count,
  submitted: count,
  completed: count,
  failures: pairs,
  short: known(count),
  sized: count,
  bytesAsked: count,
  linked: count,
  multishot: count,
  fixedFile: count,
  fixedBuffer: count,
  silent: count,
  latency,
});

/** The schema of a text: a recorded one is of limited length. */
type Text = v.GenericSchema<unknown, string>;

/** The fields of a ring, but for what tells whether it is open. */
export function ringFields<T extends Text>(text: T) {
  return {
    id: text,
    pid: count,
    fd: known(count),
    flags: count,
    sqEntries: count,
    cqEntries: count,
    submitters: v.array(count),
    waiters: v.array(count),
    submitCalls: count,
    waits: count,
    waitsOnly: count,
    overflows: count,
    unattributed: count,
    notifications: count,
    localRuns: count,
    localItems: count,
    cappedRuns: known(count),
    requests: v.array(request),
  };
}

/** What was given to io-wq. */
export function puntSchema<T extends Text>(text: T) {
  return v.object({
    ring: text,
    opcode: count,
    count,
    forced: v.boolean(),
    file: known(text),
    kind: known(v.picklist(FILE_KINDS)),
    direct: v.boolean(),
    nowait: v.boolean(),
    filesystem: known(text),
  });
}
