/**
 * watch.json: everything that a watch leaves behind, from which its tables,
 * charts and advice are made again.
 */

import * as v from "valibot";
import { RunError } from "../base/errors.ts";
import {
  RUN_CLASSES,
  THREAD_COUNTS,
  WAKE_CLASSES,
} from "../trace/capture/names.ts";
import {
  count,
  known,
  puntSchema,
  ringFields,
} from "../trace/capture/ring_schema.ts";
import { TRIGGERS } from "../trace/trigger.ts";
import type { WatchRecord } from "../watch/watch_record.ts";
import { MAX_SECONDS } from "../model/parameters/table.ts";
import { MAX_FIGURE } from "./limits.ts";
import { maxBytes, parseStranger, readStranger } from "./stranger_file.ts";

/** The name of the file in a results directory. */
export const WATCH_JSON = "watch.json";

/** Changes whenever a field changes its meaning. */
const VERSION = 1;
const SCHEMA = "uringlab-watch-record";

/** Maps as lists of pairs, numbers of 64 bits as texts, null for the unknown. */
function plain(_: string, value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Map) return [...value];
  return typeof value === "bigint" ? `${value}` : value;
}

/** The text of watch.json. */
export function watchJson(record: WatchRecord): string {
  const whole = { schema: SCHEMA, version: VERSION, ...record };
  return `${JSON.stringify(whole, plain)}\n`;
}

const number = v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_FIGURE));
/** Of what took no time there is no rate. */
const seconds = v.pipe(v.number(), v.minValue(1e-6), v.maxValue(MAX_SECONDS));
const text = v.pipe(v.string(), v.maxLength(4096));

/** A field that is not there where nothing was traced. */
function traced<T extends v.GenericSchema>(schema: T) {
  return v.optional(known(schema));
}

/** A map that was written as a list of pairs. */
function map<K extends v.GenericSchema, V extends v.GenericSchema>(
  key: K,
  value: V,
) {
  return v.pipe(
    v.array(v.tuple([key, value])),
    v.transform((pairs): ReadonlyMap<v.InferOutput<K>, v.InferOutput<V>> =>
      new Map(pairs)
    ),
  );
}

const tracedRing = v.object({
  ...ringFields(text),
  lastFd: traced(count),
  inode: traced(count),
});

const ring = v.object({
  fd: known(count),
  inode: known(count),
  sqEntries: known(count),
  cqEntries: known(count),
  submitted: known(count),
  completed: known(count),
  sqThread: known(v.object({
    tid: count,
    cpu: v.number(),
    totalUs: known(number),
    workUs: known(number),
  })),
  files: known(count),
  buffers: known(count),
  overflowed: count,
});

const ringActivity = v.object({
  ring,
  completions: known(count),
  submissions: known(count),
  sqWork: v.object({ totalUs: number, workUs: number }),
  looks: count,
  overflowLooks: count,
  sharedCpuLooks: count,
  traced: traced(tracedRing),
  requestsUnseen: v.optional(known(v.boolean())),
});

/** A count for each of these names; one that is missing is 0. */
function counts<const K extends readonly string[]>(names: K) {
  return v.object(v.entriesFromList(names, v.optional(count, 0)));
}

const byKind = v.object({ user: number, sq: number, wq: number });

const processFields = v.object({
  pid: count,
  name: text,
  seconds,
  lookedSeconds: v.optional(number),
  rings: v.array(ringActivity),
  cpuSeconds: byKind,
  threads: byKind,
  sleeps: count,
  looks: count,
  iowaitSeconds: known(number),
  sleepLooks: count,
  iowaitLooks: count,
  delivery: traced(v.object({
    counts: counts(THREAD_COUNTS),
    runs: counts(RUN_CLASSES),
    wakes: counts(WAKE_CLASSES),
    punts: v.array(puntSchema(text)),
    kicksSeen: v.boolean(),
    landingSeen: v.boolean(),
  })),
});

const process = v.pipe(
  processFields,
  // It came later than the others.
  v.transform(({ lookedSeconds, ...rest }) => ({
    ...rest,
    lookedSeconds: lookedSeconds ?? rest.seconds,
  })),
);

const interval = v.object({
  at: number,
  seconds,
  processes: v.array(process),
  tracer: traced(v.object({
    cpuSeconds: known(number),
    events: count,
    missed: count,
    latenciesLost: traced(count),
    ringsLost: traced(count),
    stackSamples: traced(v.object({ taken: count, failed: count })),
    wqCpus: map(count, count),
  })),
});

const sample = v.object({
  at: number,
  seconds,
  tracerCpuSeconds: known(number),
  processes: v.array(v.object({
    pid: count,
    name: text,
    seconds,
    completed: known(count),
    cpuSeconds: known(number),
    kicks: known(count),
    waits: known(count),
    slept: known(count),
    enters: known(count),
    punted: known(count),
    requests: v.array(v.object({
      opcode: count,
      completed: count,
      failed: count,
      p50: known(number),
      p99: known(number),
      longest: known(number),
    })),
  })),
});

/** Longer than a symbol of the kernel can be (KSYM_NAME_LEN), and deeper. */
const frames = v.pipe(
  v.array(v.pipe(v.string(), v.maxLength(1024))),
  v.maxLength(1024),
);
const trigger = v.picklist(Object.keys(TRIGGERS) as (keyof typeof TRIGGERS)[]);
const stacks = v.array(v.union([
  v.strictTuple([frames, count]),
  v.strictTuple([frames, count, trigger]),
]));

const head = v.object({ schema: v.literal(SCHEMA), version: count });

const record = v.object({
  run: text,
  machine: v.object({ version: text, host: text, kernel: text }),
  commandLine: v.array(v.string()),
  startedAt: text,
  watched: text,
  unseen: v.array(text),
  errnos: map(count, text),
  samples: v.array(sample),
  all: interval,
  runStacks: stacks,
  wakeStacks: stacks,
});

/**
 * Reads what {@linkcode watchJson} wrote. Throws {@linkcode RunError} where it
 * is something else.
 */
export function readWatchJson(json: string, path: string): WatchRecord {
  const value = parseStranger(json, path);
  const known = v.safeParse(head, value);
  if (known.success && known.output.version > VERSION) {
    throw new RunError(
      `${path}: it is of a newer uringlab (version ${known.output.version}, ` +
        `this one reads ${VERSION})`,
    );
  }
  const result = known.success
    ? v.safeParse(record, value, { abortEarly: true })
    : known;
  if (!result.success) {
    const [issue] = result.issues;
    throw new RunError(
      `${path}: ${v.getDotPath(issue) ?? ""}: ${issue.message}`,
    );
  }
  return result.output;
}

/** Whether a directory is that of a watch. */
export function isWatch(directory: string): boolean {
  try {
    return Deno.statSync(`${directory}/${WATCH_JSON}`).isFile;
  } catch {
    return false;
  }
}

/**
 * Reads the directory of a watch. Throws {@linkcode RunError} where it holds
 * none, or one that cannot be read.
 */
export function readWatch(directory: string): WatchRecord {
  const path = `${directory}/${WATCH_JSON}`;
  const text = readStranger(path, maxBytes(WATCH_JSON));
  if (text === undefined) throw new RunError(`there is no ${path}`);
  return readWatchJson(text, path);
}
