import * as v from "valibot";
import { TraceError } from "./trace_error.ts";
import { RUN_CLASSES, THREAD_COUNTS, WAKE_CLASSES } from "./names.ts";
import {
  count,
  digits,
  known,
  pairs,
  puntSchema,
  ringFields,
  summed,
} from "./ring_schema.ts";
import { mergedPunts, type TracedRing } from "./rings.ts";
import {
  type Counts,
  type IpiCount,
  ipiKey,
  MAPS,
  type SampledStack,
  type Snapshot,
  stackKey,
} from "./snapshot.ts";

/** The number of the protocol, PROTOCOL in c/trace/main.c. */
export const PROTOCOL = 4;

const text = v.string();
/** Times are texts, as they may not fit into a number. */
const time = digits(20);

const probe = v.object({
  name: text,
  event: text,
  state: v.picklist(["seen", "not needed", "not seen"]),
  why: text,
  errno: count,
  cost: text,
});

const obstacle = v.object({ what: text, why: text, remedy: text });

const hello = v.object({
  type: v.literal("hello"),
  protocol: count,
  kernel: text,
  machine: text,
  tracing: v.boolean(),
  why: text,
  symbols: v.boolean(),
  requests: v.boolean(),
  globalPid: count,
  runClasses: v.array(text),
  wakeClasses: v.array(text),
  threadCounts: v.array(text),
  probes: v.array(probe),
  obstacles: v.array(obstacle),
});

/** A probe of the tracer: whether this kernel lets us see it, or why not. */
export type Probe = Readonly<v.InferOutput<typeof probe>>;

/** What the tracer says when it starts. */
export type Hello = Readonly<v.InferOutput<typeof hello>>;

const windowSet = v.object({
  type: v.literal("window"),
  startNs: time,
  endNs: time,
});

/** A list of counts in the order of these names. */
function countsOf<K extends string>(names: readonly K[]) {
  return v.pipe(
    v.array(count),
    v.length(names.length),
    v.transform((numbers) =>
      Object.fromEntries(
        names.map((name, i) => [name, numbers[i] ?? 0]),
      ) as Counts<K>
    ),
  );
}

const thread = v.object({
  tid: count,
  globalTid: count,
  pid: count,
  kind: v.picklist(["user", "sq", "wq"]),
  comm: text,
  counts: countsOf(THREAD_COUNTS),
  runs: countsOf(RUN_CLASSES),
  wakes: countsOf(WAKE_CLASSES),
});

const ipi = v.object({
  cpu: count,
  from: text,
  callback: text,
  ours: v.boolean(),
  count,
});

const stack = v.pipe(
  v.object({
    wake: v.boolean(),
    class: count,
    samples: count,
    events: count,
    frames: v.array(text),
  }),
  v.transform(({ wake, class: index, ...rest }): SampledStack => ({
    ...rest,
    of: wake
      ? { wake: WAKE_CLASSES[index] ?? "other" }
      : { run: RUN_CLASSES[index] ?? "unknown" },
  })),
);

/** Calls from several places in a function are one key to us. */
function mergedIpis(ipis: readonly IpiCount[]): IpiCount[] {
  const merged = new Map<string, IpiCount>();
  for (const one of ipis) {
    const key = ipiKey(one);
    const before = merged.get(key)?.count ?? 0;
    merged.set(key, { ...one, count: before + one.count });
  }
  return [...merged.values()];
}

/** Stacks that differ only in offsets are one stack to us. */
function mergedStacks(stacks: readonly SampledStack[]): SampledStack[] {
  const merged = new Map<string, SampledStack>();
  for (const one of stacks) {
    const key = stackKey(one);
    const before = merged.get(key);
    merged.set(key, {
      ...one,
      samples: one.samples + (before?.samples ?? 0),
      events: one.events + (before?.events ?? 0),
    });
  }
  return [...merged.values()];
}

const process = v.object({
  pid: count,
  globalPid: count,
  comm: text,
  usedNs: v.pipe(v.nullable(time), v.transform((ns) => ns ?? undefined)),
  endedNs: v.pipe(v.nullable(time), v.transform((ns) => ns ?? undefined)),
});

const openRing = v.object({
  ...ringFields(text),
  inode: known(count),
  open: v.boolean(),
});

const ring: v.GenericSchema<unknown, TracedRing> = v.pipe(
  openRing,
  v.transform(({ open, fd, ...rest }) => ({
    ...rest,
    fd: open ? fd : undefined,
    lastFd: fd,
  })),
);

const snapshot = v.pipe(
  v.object({
    type: v.literal("snapshot"),
    atNs: time,
    startNs: time,
    endNs: time,
    threads: v.array(thread),
    ipis: v.pipe(v.array(ipi), v.transform((all) => mergedIpis(all))),
    syscalls: v.pipe(
      v.array(v.object({ number: count, count })),
      v.transform((all) => summed(all.map((s) => [s.number, s.count]))),
    ),
    callbacks: v.pipe(
      v.array(v.object({ function: text, count })),
      v.transform((all) => summed(all.map((c) => [c.function, c.count]))),
    ),
    stacks: v.pipe(v.array(stack), v.transform((all) => mergedStacks(all))),
    kicksOfOthers: count,
    failed: v.object(v.entriesFromList(MAPS, count)),
    programs: v.array(v.object({
      name: text,
      fired: count,
      missed: count,
      timedRuns: count,
      timedNs: count,
    })),
    // Without --watch there are none of these.
    processes: v.optional(v.array(process), []),
    rings: v.optional(v.array(ring), []),
    punts: v.optional(
      v.pipe(v.array(puntSchema(text)), v.transform((all) => mergedPunts(all))),
      [],
    ),
    wqCpus: v.optional(pairs, []),
  }),
  v.transform(({ type: _, ...rest }): Snapshot => rest),
);

const added = v.object({
  type: v.literal("added"),
  pid: count,
  found: v.boolean(),
});

const failure = v.object({ type: v.literal("error"), what: text });

function parse<T extends v.GenericSchema>(
  schema: T,
  line: string,
): v.InferOutput<T> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new TraceError(`the tracer said what is no JSON: ${abridged(line)}`);
  }
  const refused = v.safeParse(failure, value);
  if (refused.success) {
    throw new TraceError(`the tracer refused: ${refused.output.what}`);
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? "the line";
  throw new TraceError(
    `the tracer's ${where} cannot be read: ${issue.message}`,
  );
}

function abridged(line: string): string {
  return line.length > 80 ? `${line.slice(0, 80)}...` : line;
}

function compareNames(
  what: string,
  theirs: readonly string[],
  ours: readonly string[],
): void {
  const length = Math.max(theirs.length, ours.length);
  for (let i = 0; i < length; i++) {
    if (theirs[i] !== ours[i]) {
      throw new TraceError(
        `the tracer is of another version: ${what} ${i} is ` +
          `${theirs[i] ?? "missing"} there, ${ours[i] ?? "missing"} here`,
      );
    }
  }
}

/**
 * Reads the tracer's greeting. Throws {@linkcode TraceError} where it is not of
 * this version.
 */
export function parseHello(line: string): Hello {
  const greeting = parse(
    v.object({ type: v.literal("hello"), protocol: count }),
    line,
  );
  if (greeting.protocol !== PROTOCOL) {
    throw new TraceError(
      `the tracer speaks protocol ${greeting.protocol}, this program ` +
        `${PROTOCOL}`,
    );
  }
  const said = parse(hello, line);
  compareNames("run class", said.runClasses, RUN_CLASSES);
  compareNames("wake class", said.wakeClasses, WAKE_CLASSES);
  compareNames("thread count", said.threadCounts, THREAD_COUNTS);
  return said;
}

/** Reads the answer to "window". Throws {@linkcode TraceError}. */
export function parseWindow(line: string): { startNs: bigint; endNs: bigint } {
  const { startNs, endNs } = parse(windowSet, line);
  return { startNs, endNs };
}

/** Reads the answer to "add": whether the process was there. */
export function parseAdded(line: string): boolean {
  return parse(added, line).found;
}

/** Reads the answer to "snapshot". Throws {@linkcode TraceError}. */
export function parseSnapshot(line: string): Snapshot {
  return parse(snapshot, line);
}
