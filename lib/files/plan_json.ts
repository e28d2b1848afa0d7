import * as v from "valibot";
import { parseExperimentValue } from "./experiment_file.ts";
import { RunError } from "../base/errors.ts";
import type { Cell } from "../model/cell.ts";
import {
  ALL_NAMES,
  type Core,
  PARAMETER_NAMES,
  type ParameterName,
  type Params,
} from "../model/parameters/params.ts";
import { PARAMETERS } from "../model/parameters/table.ts";
import { askedCore, type Place, placed } from "../model/places.ts";
import { MAX_CELLS } from "./limits.ts";
import { MACHINE_SCHEMAS, RECORDED_SCHEMAS } from "./parameter_schema.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import type { Timing } from "../model/turns.ts";

/** What turns decide for each cell: it is told where it is not the run's. */
const TIMING = ["runtime", "rampTime", "turn"] as const satisfies readonly (
  keyof Timing
)[];

/** Whether a cell may have a value of its own that no axis and no turn tells. */
function isOwn(name: string, axes: PlannedRun["axes"]): boolean {
  return !(name in axes) && !TIMING.some((known) => known === name);
}

/** What a cell has by its place on the axes alone. */
function onAxes(
  cell: Cell,
  { base, axes, places }: Pick<PlannedRun, "base" | "axes" | "places">,
): Partial<Params> {
  const values = Object.fromEntries(
    (Object.keys(axes) as ParameterName[]).map((name) => [
      name,
      name === "core" ? askedCore(cell.params, places) : cell.params[name],
    ]),
  );
  return placed({ ...cell, params: { ...base, ...values } }, places).params;
}

/**
 * What a cell has besides, as the batches of --lean, which follow from its
 * place by a rule that the reader need not know.
 */
function ownValues(cell: Cell, run: PlannedRun): { own?: Partial<Params> } {
  const told = onAxes(cell, run);
  const own = ALL_NAMES.filter((name) =>
    isOwn(name, run.axes) &&
    JSON.stringify(cell.params[name]) !== JSON.stringify(told[name])
  ).map((name) => [name, cell.params[name]]);
  return own.length > 0 ? { own: Object.fromEntries(own) } : {};
}

/** What meta.json holds of a plan; cells are told by what differs. */
export function planJson(run: PlannedRun): Record<string, unknown> {
  const { cells, places } = run;
  const compared = Object.keys(run.axes) as ParameterName[];
  // A record has one name, so that it stays the same when the other changes.
  const { alias: _, ...experiment } = run.experiment;
  return {
    experiment,
    base: run.base,
    axes: run.axes,
    aa: run.aa,
    preset: run.preset,
    seed: run.seed,
    disks: run.disks,
    targetIrqActions: run.targetIrqActions,
    hz: run.hz,
    places: Object.fromEntries(places),
    cells: cells.map((cell) => ({
      repeat: cell.repeat,
      seed: cell.seed,
      ...(cell.arm && { arm: cell.arm }),
      ...Object.fromEntries(compared.map((name) => [
        name,
        name === "core" ? askedCore(cell.params, places) : cell.params[name],
      ])),
      ...Object.fromEntries(
        TIMING.filter((name) => cell.params[name] !== run.base[name])
          .map((name) => [name, cell.params[name]]),
      ),
      ...ownValues(cell, run),
    })),
  };
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const { cpus, partnerCpus, runtime, rampTime, turn } = MACHINE_SCHEMAS;
const { values, found } = PARAMETERS.core.domain;
const core = v.picklist([...values, ...found]);
const place = v.union([
  v.string(),
  v.strictObject({
    cpus,
    core,
    partnerCpus,
    busyCpus: v.optional(v.union([cpus, v.string()])),
    why: v.string(),
  }),
]);

/** What a cell has beside the parameters of an experiment. */
const machines = v.object(MACHINE_SCHEMAS);

const plan = v.object({
  experiment: v.unknown(),
  base: v.objectWithRest(machines.entries, v.unknown()),
  axes: v.record(v.string(), v.array(v.unknown())),
  preset: v.object({
    runtime,
    rampTime,
    repeats: count,
    order: v.picklist(["random", "sequential"]),
    turn: v.optional(v.union([turn, v.literal("rule")])),
  }),
  seed: count,
  aa: v.boolean(),
  places: v.record(core, place),
  cells: v.pipe(
    v.array(v.objectWithRest({
      repeat: count,
      seed: count,
      arm: v.optional(v.picklist(["A", "B"])),
      runtime: v.optional(runtime),
      rampTime: v.optional(rampTime),
      turn: v.optional(turn),
      own: v.optional(v.strictObject(RECORDED_SCHEMAS)),
    }, v.unknown())),
    v.maxLength(MAX_CELLS),
  ),
  disks: v.array(v.string()),
  targetIrqActions: v.array(v.string()),
  hz: v.nullable(v.pipe(v.number(), v.minValue(1), v.maxValue(1e6))),
});

/** Throws {@linkcode RunError} for a value that is not on its axis. */
function checkCell(
  cell: Record<string, unknown>,
  axes: PlannedRun["axes"],
  where: string,
): void {
  const own = ["repeat", "seed", "arm", "own", ...TIMING];
  for (const [name, value] of Object.entries(cell)) {
    if (own.includes(name)) continue;
    const known: readonly unknown[] = axes[name as ParameterName] ?? [];
    if (known.includes(value)) continue;
    throw new RunError(
      `${where}: ${name} is ${JSON.stringify(value)}, which is not on its axis`,
    );
  }
}

/** Throws {@linkcode RunError} where a block holds one thing twice. */
function checkBlocks(cells: readonly Record<string, unknown>[], where: string) {
  const seen = new Set<string>();
  for (const [index, { seed: _, ...cell }] of cells.entries()) {
    const key = JSON.stringify(Object.entries(cell).sort());
    if (seen.has(key)) {
      throw new RunError(
        `${where}.${index}: its block has such a cell already`,
      );
    }
    seen.add(key);
  }
}

/**
 * Reads what {@linkcode planJson} wrote. Throws {@linkcode RunError} that says
 * what is wrong.
 */
export function readPlan(value: unknown, file: string): PlannedRun {
  const result = v.safeParse(plan, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new RunError(
      `${file}: plan.${v.getDotPath(issue) ?? ""}: ${issue.message}`,
    );
  }
  const { output } = result;
  const experiment = parseExperimentValue(output.experiment, file);
  // The axes and base of a run are checked as those of an experiment.
  const { axes, base: parameters } = parseExperimentValue({
    name: "run",
    base: Object.fromEntries(
      Object.entries(output.base).filter(([name]) =>
        (PARAMETER_NAMES as string[]).includes(name) && name !== "core"
      ),
    ),
    axes: output.axes,
  }, file);
  const places = new Map<Core, Place | string>(
    Object.entries(output.places) as [Core, Place | string][],
  );
  const { core: _, ...rest } = parameters;
  const base: Params = { ...v.parse(machines, output.base), ...rest };
  output.cells.forEach((cell, index) =>
    checkCell(cell, axes, `${file}: plan.cells.${index}`)
  );
  checkBlocks(output.cells, `${file}: plan.cells`);
  const cells = output.cells.map((
    { repeat, seed, arm, own, ...values },
    index,
  ): Cell => {
    const cell = placed({
      index,
      repeat,
      seed,
      ...(arm && { arm }),
      params: { ...base, ...values as Partial<Params> },
    }, places);
    return own
      ? { ...cell, params: { ...cell.params, ...own as Partial<Params> } }
      : cell;
  });
  const { turn: length, ...preset } = output.preset;
  return {
    ...output,
    preset: { ...preset, ...(length !== undefined && { turn: length }) },
    experiment,
    axes,
    base,
    places,
    cells,
  };
}
