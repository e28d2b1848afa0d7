/** What tracing costs: cells while they are traced against the same without. */

import { cellName } from "../../model/cell.ts";
import { MODE_NAMES } from "../../model/parameters/modes.ts";
import type { Params } from "../../model/parameters/params.ts";
import { WAIT_NAMES } from "../../model/parameters/waits.ts";
import { CellError } from "../../run/executor.ts";
import { readFailure } from "../../run/runner.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { makeRoom } from "../../run/make_room.ts";
import { usableCpus } from "../../run/usable_cpus.ts";
import { findTracing } from "../../trace/ability.ts";
import { TracingExecutor } from "../../trace/tracing_executor.ts";
import { startBeside } from "./beside.ts";
import { type Bench, compareAll } from "./comparisons.ts";
import { ownFigures } from "./figures.ts";
import type { BenchPart } from "./options.ts";
import type { Arm } from "./pairs.ts";
import { benchCell, benchParams, ownArm } from "./tools.ts";

/** Seconds for which a cell is tried before it is compared. */
const TRIAL_SECONDS = 0.3;

/** The modes that exp7 compares. */
const COMPARED = ["default", "coop"] as const;

/** Cells of exp7: without hogs, at three depths. */
export function exp7Params(plain: Params): Params[] {
  return [1, 8, 64].flatMap((iodepth) =>
    COMPARED.map((mode) => ({ ...plain, workers: 16, iodepth, mode }))
  );
}

/**
 * Cells of `modes`: every mode that waits in the kernel, and every way to wait
 * in the two modes that exp7 compares.
 */
export function modesParams(plain: Params): Params[] {
  return [1, 32].flatMap((iodepth) => {
    const one: Params = {
      ...plain,
      workers: 1,
      iodepth,
      thinktime: 50,
      iodepthBatchCompleteMax: 32,
    };
    return [
      ...MODE_NAMES.map((mode) => ({ ...one, mode })),
      ...WAIT_NAMES.filter((wait) => wait !== "wait").flatMap((wait) =>
        COMPARED.map((mode) => ({ ...one, mode, wait }))
      ),
    ];
  });
}

/** "16 workers: default, iodepth 8" */
function nameOf(params: Params): string {
  const name = cellName({ params }, {});
  return params.workers === 1 ? name : `${params.workers} x ${name}`;
}

/** Measures a cell with our tracer attached for it alone. */
function tracedArm(params: Params, { around }: Bench): Arm {
  const { machine, signal } = around;
  return {
    name: "traced",
    measure: async () => {
      await using tracing = new TracingExecutor(machine, {
        pid: Deno.pid,
        nowNs: () => machine.nowNs(),
        command: [machine.tracerPath],
      });
      return ownFigures(await tracing.measure(benchCell(params), { signal }));
    },
  };
}

/** Measures a cell while another tracer runs. */
function besideArm(command: string, own: Arm): Arm {
  return {
    name: "beside",
    measure: async () => {
      await using _ = await startBeside(command);
      return await own.measure();
    },
  };
}

/** Why this machine has no figures of a cell; undefined if it has. */
export async function refusal(
  params: Params,
  { machine, signal }: Pick<Surroundings, "machine" | "signal">,
): Promise<string | undefined> {
  try {
    const cell = benchCell({ ...params, runtime: TRIAL_SECONDS });
    const { workers, errors } = await machine.measure(cell, { signal });
    const failure = readFailure(errors);
    if (failure !== undefined) return failure;
    return workers.some(({ ios }) => ios > 0) ? undefined : "no read completed";
  } catch (error) {
    if (error instanceof CellError) return error.message;
    throw error;
  }
}

/**
 * Cells traced against untraced, and where a command is given with it beside
 * them against untraced too. Prints; throws {@linkcode RunError}.
 */
export async function compareTraced(
  bench: Bench,
  part: BenchPart,
  cellsOf: (plain: Params) => readonly Params[],
): Promise<void> {
  const { options, around } = bench;
  const { machine, status, signal, files } = around;
  const { works, obstacles } = await findTracing(machine.tracerPath);
  if (!works) {
    const why = obstacles.map(({ what, remedy }) => `${what}: ${remedy}`);
    status.say(`note: nothing can be traced here: ${why.join("; ")}`);
    return;
  }
  // Elsewhere reads complete without an interrupt, as exp7's do not.
  const target = bench.targets.at(-1);
  if (!target) return;
  const partner = usableCpus(files, machine).find((cpu) => cpu !== options.cpu);
  const plain: Params = {
    ...benchParams(target, options.cpu, options.runtime),
    partnerCpus: [partner ?? options.cpu],
  };
  const room = makeRoom(around);
  const comparisons: { target: string; to: Arm; from: Arm }[] = [];
  for (const params of cellsOf(plain)) {
    room(params);
    const name = nameOf(params);
    const why = await refusal(params, bench.around);
    if (why !== undefined) {
      status.say(`note: ${name}: ${why}`);
      continue;
    }
    const from = ownArm("", params, machine, signal);
    const { beside } = options;
    comparisons.push({ target: name, to: tracedArm(params, bench), from });
    if (beside !== undefined) {
      comparisons.push({ target: name, to: besideArm(beside, from), from });
    }
  }
  bench.output.begin(
    part,
    `Each cell while it is traced, on the ${target.name}, CPU ` +
      `${options.cpu}, 4 KiB, against the same untraced: ${options.pairs} ` +
      `pairs of ${Number(options.runtime.toPrecision(3))} s. The tracer is ` +
      "attached for the traced half of a pair only.",
    options.beside === undefined ? "" : `beside: ${options.beside}.`,
  );
  await compareAll(comparisons, bench);
}
