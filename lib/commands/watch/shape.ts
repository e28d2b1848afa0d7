import { percent, plural } from "../../base/number_text.ts";
import { formatCpuList } from "../../base/cpu_list.ts";
import { PROGRAM } from "../../base/program.ts";
import { parseExperimentValue } from "../../files/experiment_file.ts";
import { MODE_NAMES } from "../../model/parameters/modes.ts";
import { failure, replaceFile } from "../../files/output_directory.ts";
import type { Status } from "../../run/surroundings.ts";
import { byCompletions } from "./text.ts";
import type { WatchInterval } from "../../watch/interval.ts";
import { mainOperation, type Shape, shapeOf } from "../../watch/shape.ts";

/** An experiment, and what of it is not as the program was. */
export interface ShapeFile {
  readonly json: string;
  readonly notes: readonly string[];
}

/** Why there is no shape; for the user. */
export class NoShape extends Error {
  override name = "NoShape";
}

/** How long the cells of such an experiment run, as those of `modes`. */
const PRESETS = {
  quick: {
    runtime: 0.5,
    rampTime: 0.1,
    repeats: 1,
    order: "random",
    turns: { runtime: 0.1, repeats: 5 },
  },
  default: {
    runtime: 1,
    rampTime: 0.2,
    repeats: 5,
    order: "random",
    turns: { runtime: 0.2, repeats: 25 },
  },
  document: {
    runtime: 18,
    rampTime: 1,
    repeats: 10,
    order: "random",
    turns: { runtime: 4.5, repeats: 40 },
  },
} as const;

function experimentOf(
  name: string,
  { mode, bs, readShare: _, ...shape }: Shape,
  { filename, cpus }: {
    readonly filename: string | undefined;
    readonly cpus: readonly number[] | undefined;
  },
) {
  return {
    name: `like_${name.replaceAll(/[^A-Za-z0-9_-]+/g, "_").slice(0, 50)}`,
    summary: `the reads of ${name}, in all modes`,
    question: `What would each mode change for ${name}? Its reads as ` +
      "`uringlab watch` saw them.",
    base: {
      ...shape,
      iodepthBatchCompleteMax: shape.iodepth,
    },
    options: {
      ...filename !== undefined && { filename },
      ...bs !== undefined && { bs: `${bs}` },
      ...cpus && { cpus: formatCpuList(cpus) },
    },
    // The mode that it has comes first: the others are compared with it.
    axes: { mode: [mode, ...MODE_NAMES.filter((other) => other !== mode)] },
    answer: "iops",
    presets: PRESETS,
    table: [
      "iops",
      "lat_avg_us",
      "lat_p99_us",
      "cpu_per_io_us",
      "kicks_per_io",
      "syscalls_per_io",
    ],
    findings: ["modes"],
    traced: true,
    charts: [{
      kind: "ratios",
      name: "answer",
      title: "What each mode changes",
      metrics: ["iops", "lat_avg_us", "lat_p99_us", "cpu_per_io_us"],
      items: "mode",
    }],
  };
}

/** What is known of a program beside its rings. */
export interface ShapeContext {
  /** The file that it reads; undefined where that is not clear. */
  readonly filename: string | undefined;
  /** The CPUs that it is bound to; undefined where it is not. */
  readonly cpus: readonly number[] | undefined;
}

/**
 * An experiment with what the busiest process did, which `uringlab run` takes.
 * Throws {@linkcode NoShape} where nothing was read that could be measured.
 */
export function shapeFile(
  all: WatchInterval,
  context: ShapeContext,
): ShapeFile {
  if (!all.tracer) {
    throw new NoShape("what a program reads only the tracer sees");
  }
  const [process, ...others] = byCompletions(all);
  const shape = process && shapeOf(process);
  if (!process || !shape) {
    const operation = process && mainOperation(process);
    throw new NoShape(
      operation === undefined
        ? "nothing completed"
        : `nothing was read: most of it is ${operation}, and uringlab measures ` +
          "reads",
    );
  }
  const experiment = experimentOf(process.name, shape, context);
  // What is written is what `run` takes.
  parseExperimentValue(experiment, "--shape");
  const notes = [
    ...shape.readShare < 0.99
      ? [`${percent(1 - shape.readShare)} of what completes are no reads`]
      : [],
    ...others.length > 0
      ? [
        `it is of process ${process.pid} alone, the busiest; ` +
        `${plural(others.length, "other")} did something too`,
      ]
      : [],
    ...context.filename === undefined
      ? ["which file is read is not clear: give it with --filename"]
      : [],
  ];
  return { json: `${JSON.stringify(experiment, null, 2)}\n`, notes };
}

/**
 * Writes the experiment to a file and says what it is; false, and why, where
 * there is none. Throws {@linkcode RunError} where it cannot be written.
 */
export function keepShape(
  path: string,
  all: WatchInterval,
  context: ShapeContext,
  status: Pick<Status, "say" | "insist">,
): boolean {
  try {
    const { json, notes } = shapeFile(all, context);
    try {
      replaceFile(path, json);
    } catch (error) {
      throw failure("write", path, error);
    }
    for (const note of notes) status.say(`note: ${note}`);
    status.say(`its shape is in ${path}: ${PROGRAM} run ${path}`);
    return true;
  } catch (error) {
    if (!(error instanceof NoShape)) throw error;
    status.insist(`uringlab: --shape: no shape: ${error.message}`);
    return false;
  }
}
