import * as v from "valibot";
import { systemReason, UsageError } from "../base/errors.ts";
import { PROGRAM } from "../base/program.ts";
import {
  type Experiment,
  FINDING_NAMES,
  MACHINE_OPTIONS,
  MAX_VALUES,
  type Preset,
  type PresetName,
} from "../model/experiment.ts";
import { FIGURES } from "../model/figures/mod.ts";
import { LATENCY_KINDS } from "../model/measurement/histogram.ts";
import { FIO_LOOP } from "../model/parameters/fio_loop.ts";
import {
  DESCRIPTIONS,
  PARAMETER_NAMES,
  type ParameterName,
} from "../model/parameters/params.ts";
import { askedSchema } from "./parameter_schema.ts";
import { complaint, object, oneLine, whole, words } from "./schema.ts";

/** More than anybody looks at. */
const MAX_CHARTS = 64;

/** Names become names of files. */
const name = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/,
    "a name is made of letters, digits, _ and -",
  ),
);
/** Charts that a run draws itself. */
const TAKEN = /^(kicks|triggers(_.*)?|kstack_.*)$/;

/** Text for a terminal and for a chart: nothing that either would obey. */
const prose = v.pipe(
  v.string(),
  v.check(
    (text) => !/[^\P{C}\s]/u.test(text),
    "there are control characters in it",
  ),
);
const figure = words(FIGURES.map((f) => f.name));
const parameter = words(PARAMETER_NAMES);
const scale = words(["linear", "log"]);

/** The parameters that an axis of a chart can show. */
const numeric = words(
  PARAMETER_NAMES.filter((name) =>
    ["integer", "microseconds"].includes(DESCRIPTIONS[name].domain.kind)
  ),
);

/** An object that may hold any of the parameters. */
function parameters(
  schemaOf: (name: ParameterName) => v.GenericSchema,
): v.GenericSchema {
  return v.pipe(
    v.custom((value) => !Array.isArray(value), "a list is no object"),
    object(Object.fromEntries(
      PARAMETER_NAMES.map((name) => [name, v.optional(schemaOf(name))]),
    )),
  );
}

const values = parameters(askedSchema);

function axis(name: ParameterName): v.GenericSchema {
  return v.pipe(
    v.array(askedSchema(name)),
    v.minLength(1, "an axis needs values"),
    v.maxLength(MAX_VALUES, `an axis has at most ${MAX_VALUES} values`),
    v.check(
      (list) => new Set(list).size === list.length,
      "an axis has every value once",
    ),
  );
}

const preset = object({
  runtime: askedSchema("runtime"),
  rampTime: askedSchema("rampTime"),
  repeats: v.pipe(v.number(), whole, v.minValue(1), v.maxValue(1000)),
  order: words(["random", "sequential"]),
  turns: v.optional(object({
    runtime: askedSchema("runtime"),
    repeats: v.pipe(v.number(), whole, v.minValue(1), v.maxValue(1000)),
  })),
  axes: v.optional(parameters(axis)),
  traced: v.optional(parameters(axis)),
  withoutDisk: v.optional(object({
    axes: parameters(axis),
    repeats: v.pipe(v.number(), whole, v.minValue(1), v.maxValue(1000)),
  })),
});

const head = {
  name: v.pipe(
    name,
    v.check((name) => !TAKEN.test(name), "a run writes such a file itself"),
  ),
  title: v.pipe(prose, v.maxLength(200, "more than 200 letters do not fit")),
};
const grid = {
  columns: v.optional(parameter),
  rows: v.optional(parameter),
};
const lines = v.array(parameter);

const figures = (most: number) =>
  v.pipe(
    v.array(figure),
    v.minLength(1, "a chart needs figures"),
    v.maxLength(most, `more than ${most} do not fit`),
  );

const chart = v.variant("kind", [
  object({
    kind: v.literal("lines"),
    ...head,
    metric: figure,
    x: numeric,
    lines,
    scale,
  }),
  object({
    kind: v.literal("panels"),
    ...head,
    metrics: figures(4),
    x: numeric,
    xScale: words(["linear", "log", "log2"]),
    lines,
    scale,
    ...grid,
    references: v.optional(v.array(words(["tick", "equal"]))),
  }),
  object({
    kind: v.literal("distribution"),
    ...head,
    latency: words(LATENCY_KINDS),
    scale: v.optional(words(["share", "tail"])),
    lines,
    ...grid,
    maxRows: v.optional(
      v.pipe(v.number(), whole, v.minValue(2), v.maxValue(12)),
    ),
    where: v.optional(values),
  }),
  object({
    kind: v.literal("matrix"),
    ...head,
    groups: parameter,
    items: parameter,
    points: parameter,
    panels: v.pipe(
      v.array(object({
        metric: figure,
        where: v.optional(values),
        better: words(["lower", "higher"]),
        scale,
      })),
      v.minLength(1, "a chart needs figures"),
      v.maxLength(8, "more than 8 do not fit"),
    ),
  }),
  object({
    kind: v.literal("ratios"),
    ...head,
    metrics: figures(6),
    items: parameter,
    axis: v.optional(parameter),
    where: v.optional(values),
    at: v.optional(object(Object.fromEntries(
      FIGURES.map(({ name }) => [name, v.optional(values)]),
    ))),
  }),
]);

const PRESETS: Record<PresetName, Preset> = {
  quick: { runtime: 1, rampTime: 0.4, repeats: 1, order: "random" },
  default: { runtime: 3, rampTime: 0.4, repeats: 3, order: "random" },
  document: { runtime: 60, rampTime: 1, repeats: 10, order: "random" },
};

const experiment = object({
  name,
  alias: v.optional(name),
  summary: v.optional(prose, ""),
  question: v.optional(prose, ""),
  base: v.optional(values, {}),
  axes: parameters(axis),
  compared: v.optional(v.array(parameter)),
  interactions: v.optional(v.array(v.strictTuple([parameter, parameter]))),
  answer: v.optional(figure),
  presets: v.optional(
    object({ quick: preset, default: preset, document: preset }),
    PRESETS,
  ),
  table: v.optional(
    v.pipe(
      v.array(figure),
      v.minLength(1, "a table needs figures"),
      v.maxLength(12, "more than 12 do not fit"),
    ),
    ["iops", "clat_avg_us", "clat_p99_us", "syscalls_per_io"],
  ),
  findings: v.optional(v.array(words(FINDING_NAMES)), []),
  traced: v.optional(v.boolean(), false),
  // What each may be is the option's own.
  options: v.optional(object(v.entriesFromList(
    MACHINE_OPTIONS,
    v.optional(v.pipe(prose, v.maxLength(4096, "it is too long"))),
  ))),
  charts: v.optional(
    v.pipe(
      v.array(chart),
      v.maxLength(MAX_CHARTS, `there are more than ${MAX_CHARTS} charts`),
      v.check(
        (charts) => new Set(charts.map((c) => c.name)).size === charts.length,
        "every chart needs a name of its own",
      ),
    ),
    [],
  ),
});

/** In the order of the file, which decides the order of the cells. */
function inOrder<T extends object>(values: T, { axes }: { axes: object }): T {
  return Object.fromEntries(
    Object.keys(axes).map((name) => [name, values[name as keyof T]]),
  ) as T;
}

/**
 * Checks an experiment as `list --json` prints them. What is left out is as in
 * a loop of fio with one worker. Throws {@linkcode UsageError} that names the
 * first field that is wrong.
 */
export function parseExperimentValue(
  value: unknown,
  file: string,
): Experiment {
  if (Array.isArray(value)) {
    throw new UsageError(
      `${file}: this is a list; \`${PROGRAM} list --json exp7\` prints one ` +
        "experiment",
    );
  }
  const result = v.safeParse(experiment, value, { abortEarly: true });
  if (!result.success) {
    throw new UsageError(`${file}: ${complaint(result.issues[0])}`);
  }
  const { output } = result;
  return {
    ...output,
    axes: inOrder(output.axes as object, value as { axes: object }),
    base: { ...FIO_LOOP, ...(output.base as Partial<Experiment["base"]>) },
  } as Experiment;
}

/** As {@linkcode parseExperimentValue}, of a JSON text. */
export function parseExperiment(text: string, file: string): Experiment {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${file}: no JSON: ${oneLine((error as Error).message)}`,
    );
  }
  return parseExperimentValue(value, file);
}

/** Files larger than that are no experiments. */
const MAX_BYTES = 1 << 20;

/**
 * The text of a file that a user names as one to run. Throws
 * {@linkcode UsageError}.
 */
export function readText(file: string): string {
  try {
    const { size, isFile } = Deno.statSync(file);
    // Files of the kernel say that they are empty, and some never end.
    if (!isFile || size === 0 || size > MAX_BYTES) {
      throw new UsageError(`${file}: this is no file of an experiment`);
    }
    return Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${file}: ${systemReason(error)}`);
  }
}

/** As {@linkcode parseExperiment}, from a file. Throws {@linkcode UsageError}. */
export function readExperiment(file: string): Experiment {
  return parseExperiment(readText(file), file);
}
