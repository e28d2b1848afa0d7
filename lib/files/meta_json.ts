/**
 * meta.json: what a run was, on which machine, what was planned and how it was
 * traced; all that the other files of its directory are read by. It is written
 * when a run begins, again when its plan grows, and with its end at the end.
 */

import * as v from "valibot";
import { RunError, UsageError } from "../base/errors.ts";
import { FIGURES } from "../model/figures/mod.ts";
import { inWordsOf } from "../model/parameters/loads.ts";
import { MODES } from "../model/parameters/modes.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import type { RunIdentity } from "../model/row.ts";
import type { Survey, SurveyedDisk } from "../source/block/survey.ts";
import type { Obstacle, Tracing } from "../trace/ability.ts";
import type { TracedCell } from "../trace/traced_cell.ts";
import { type Unseen, unseenOf } from "../trace/unseen.ts";
import { planJson, readPlan } from "./plan_json.ts";
import {
  isFile,
  maxBytes,
  parseStranger,
  readStranger,
} from "./stranger_file.ts";

/** How a run was traced. */
export interface TracingRecord {
  /** By which program, in words for people. */
  by: string;
  /** Of a class's runs and wake-ups: every stack, or of frequent ones some. */
  stacks: "all" | "sampled";
  obstacles: readonly Obstacle[];
  /** What the kernel did not show. */
  unseen: readonly Unseen[];
  /** Names of the system calls that occur, by number. */
  syscalls: Readonly<Record<number, string>>;
}

/** What is to be recorded of a run's tracing. */
export function tracingRecord(
  { probes, obstacles }: Tracing,
  stacks: TracingRecord["stacks"],
  cells: readonly TracedCell[],
  syscallName: (number: number) => string,
): TracingRecord {
  const numbers = cells.flatMap(({ trace }) => [
    ...trace?.otherSyscalls.keys() ?? [],
  ]);
  return {
    by: "uringlab-trace",
    stacks,
    obstacles,
    unseen: unseenOf(probes),
    syscalls: Object.fromEntries(
      numbers.map((number) => [number, syscallName(number)]),
    ),
  };
}

/** What a run is, was to do and did it on. */
export interface MetaOfRun {
  readonly identity: RunIdentity;
  readonly run: PlannedRun;
  /** Of the machine; a value of JSON. */
  readonly environment: unknown;
}

/** What else is known when a run begins. */
export interface MetaAtStart {
  /** The words of the command, its name among them. */
  readonly commandLine: readonly string[];
  /** ISO 8601. */
  readonly startedAt: string;
  /** Of uringlab; undefined where it is not known. */
  readonly commit: string | undefined;
  /** Versions. */
  readonly deno: string;
  readonly liburing: string;
  /** What is known of the target's disks and of the CPUs; undefined: nothing. */
  readonly survey: Survey | undefined;
  /** Of workers and hogs, above that of uringlab itself. */
  readonly nice: number;
}

/** What is known when a run ends. */
export interface MetaAtEnd {
  /** ISO 8601. */
  readonly endedAt: string;
  /** How many rows there are. */
  readonly rows: number;
  /** irqbalance may have moved interrupts meanwhile; null: not known. */
  readonly disks: readonly SurveyedDisk[] | null;
  /** Null where nothing was traced. */
  readonly tracing: TracingRecord | null;
}

/**
 * The text of meta.json. A run that goes on keeps what `recorded` says of its
 * beginning, and of its end until there is another.
 */
export function metaJson(
  { identity, run, environment }: MetaOfRun,
  start: MetaAtStart,
  recorded: Readonly<Record<string, unknown>> = {},
  end?: MetaAtEnd,
): string {
  const { survey } = start;
  const plan = planJson(run);
  const value = {
    ...identity,
    command_line: start.commandLine,
    started_at: start.startedAt,
    commit: start.commit ?? null,
    deno: start.deno,
    liburing: start.liburing,
    plan,
    modes: Object.fromEntries(
      (run.axes.mode ?? [run.base.mode]).map((mode) => {
        const { help: _, ...recorded } = MODES[mode];
        return [mode, recorded];
      }),
    ),
    columns: Object.fromEntries(
      FIGURES.map(({ name, unit, doc }) => [
        name,
        { unit, doc: inWordsOf(run.base.load, doc) },
      ]),
    ),
    disks: survey?.disks ?? null,
    cores: survey?.cores ?? null,
    caveats: survey?.caveats ?? null,
    nice: start.nice,
    environment,
    ...recorded,
    // The plan of now, since more blocks than recorded may be planned.
    ...(Object.keys(recorded).length > 0 && { plan }),
    ...(end && {
      ended_at: end.endedAt,
      rows: end.rows,
      disks_at_end: end.disks,
      tracing: end.tracing,
    }),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What meta.json of a directory holds, checked. */
export interface ReadMeta {
  readonly identity: RunIdentity;
  readonly run: PlannedRun;
  /** Undefined if it was not traced. */
  readonly tracing: TracingRecord | undefined;
  /** All of it, as it stands there. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** What a directory without meta.json is, and what would work. */
function lacksMeta(directory: string): string {
  return isFile(`${directory}/results.csv`)
    ? `${directory} has no meta.json, without which its other files tell ` +
      "nothing: a run that is killed before its first cell leaves it so; run " +
      "it again into another directory"
    : `${directory} holds no results of uringlab: there is no meta.json`;
}

function readValue(directory: string, path: string): Record<string, unknown> {
  const text = readStranger(path, maxBytes("meta.json"));
  if (text === undefined) throw new UsageError(lacksMeta(directory));
  const value = parseStranger(text, path);
  if (typeof value !== "object" || value === null) {
    throw new RunError(`${path}: it holds no object`);
  }
  return value as Record<string, unknown>;
}

function readIdentity(
  meta: Readonly<Record<string, unknown>>,
  path: string,
): RunIdentity {
  const text = (name: string) => {
    const value = meta[name];
    if (typeof value === "string") return value;
    throw new RunError(`${path}: ${name} is no text`);
  };
  const { seed } = meta;
  if (typeof seed !== "number" || !Number.isSafeInteger(seed)) {
    throw new RunError(`${path}: seed is no number`);
  }
  return {
    experiment: text("experiment"),
    run: text("run"),
    version: text("version"),
    host: text("host"),
    kernel: text("kernel"),
    seed,
  };
}

const tracingEntries = {
  obstacles: v.array(
    v.object({ what: v.string(), why: v.string(), remedy: v.string() }),
  ),
  syscalls: v.record(v.string(), v.string()),
};

const storedTracing = v.object({
  ...tracingEntries,
  by: v.string(),
  stacks: v.optional(v.picklist(["all", "sampled"]), "sampled"),
  unseen: v.array(
    v.object({ event: v.string(), why: v.string(), cost: v.string() }),
  ),
});

/** Until 0.1.0 bpftrace traced, as far as the kernel let it. */
const tracedByBpftrace = v.pipe(
  v.object({
    ...tracingEntries,
    tier: v.picklist(["kprobes", "tracepoints", "none"]),
  }),
  v.transform(({ tier, ...rest }): TracingRecord => ({
    ...rest,
    by: `bpftrace, tier "${tier}"`,
    stacks: "all",
    unseen: [],
  })),
);

function readTracing(value: unknown, path: string): TracingRecord | undefined {
  if (value == null) return undefined;
  const isOld = typeof value === "object" && "tier" in value;
  const schema = isOld ? tracedByBpftrace : storedTracing;
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new RunError(
    `${path}: tracing.${v.getDotPath(issue) ?? ""}: ${issue.message}`,
  );
}

/**
 * Reads meta.json of a results directory. Throws {@linkcode UsageError} where
 * there is none and {@linkcode RunError} where it is not what uringlab writes.
 */
export function readMeta(directory: string): ReadMeta {
  const path = `${directory}/meta.json`;
  const meta = readValue(directory, path);
  return {
    identity: readIdentity(meta, path),
    run: readPlan(meta.plan, path),
    tracing: readTracing(meta.tracing, path),
    meta,
  };
}
