import * as v from "valibot";
import { type Options, parseOptions } from "../options/experiment_options.ts";
import { differences, leafText } from "../base/differences.ts";
import { RunError, UsageError } from "../base/errors.ts";
import type { Cell } from "../model/cell.ts";
import type { ParameterName } from "../model/parameters/params.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import { planJson } from "../files/plan_json.ts";
import type { RecordedRun } from "../files/read_run.ts";
import type { MachineIdentity } from "../run/identity.ts";

/** Words that a shell can give to a program. */
const commandLine = v.array(
  v.pipe(v.string(), v.check((word) => !word.includes("\0"))),
);

/** Options that say where and how, not what: they may differ. */
const FREE = [
  "out",
  "resume",
  "trace",
  "no-trace",
  "dry-run",
  "max-time",
  "export",
  "json",
] as const satisfies readonly (keyof Options)[];

/** The options of the run in a directory, with those given now on top. */
export function resumedOptions(
  given: Options,
  { directory, meta, identity }: RecordedRun,
): Options {
  const line = v.safeParse(commandLine, meta.command_line);
  if (!line.success) {
    throw new RunError(`--resume: ${directory}/meta.json has no command line`);
  }
  const words = line.output;
  const first = words[1] === "run" ? 3 : 2;
  const recorded = parseOptions(words.slice(first));
  for (const name of FREE) delete recorded[name];
  return {
    ...recorded,
    ...given,
    seed: given.seed ?? identity.seed,
    parameters: { ...recorded.parameters, ...given.parameters },
  };
}

/** What must be the same for rows to belong to one run. */
function frame({ places, ...run }: PlannedRun): unknown {
  const { cells: _, preset, places: __, ...plan } = planJson({
    ...run,
    places,
  });
  const { repeats: ___, ...rest } = preset as Record<string, unknown>;
  // How the cores were found may be told in other words now.
  const where = [...places].map(([core, place]) =>
    typeof place === "string" ? [core, place] : [
      core,
      place.core,
      place.cpus,
      place.partnerCpus,
      place.busyCpus ?? null,
    ]
  );
  return JSON.parse(JSON.stringify({ ...plan, preset: rest, places: where }));
}

/** What tells a planned cell from others. */
function cellText(
  { repeat, seed, arm, params }: Cell,
  { axes }: PlannedRun,
): string {
  const names = Object.keys(axes) as ParameterName[];
  const values = names.map((name) => params[name]);
  return JSON.stringify([repeat, seed, arm ?? null, ...values]);
}

/** Refuses a plan whose cells are in another order, which another version made. */
function refuseMoved(then: PlannedRun, now: PlannedRun): void {
  const moved = now.cells.findIndex((cell, index) => {
    const before = then.cells[index];
    return before && cellText(cell, now) !== cellText(before, now);
  });
  if (moved < 0) return;
  throw new UsageError(
    `--resume: cell ${moved} is another one in the plan of this version; ` +
      "their rows do not belong together",
  );
}

/**
 * Refuses to go on with a run where anything that its rows depend on has
 * changed: the options, the target, the kernel, the machine. Throws
 * {@linkcode UsageError} that names the first difference.
 */
export function refuseDifferences(
  recorded: RecordedRun,
  run: PlannedRun,
  machine: MachineIdentity & { environment?: unknown },
): void {
  const { identity } = recorded;
  const cpuModel = (environment: unknown) =>
    (environment as { cpuModel?: unknown } | null)?.cpuModel ?? null;
  const then = {
    host: identity.host,
    kernel: identity.kernel,
    version: identity.version,
    cpuModel: cpuModel(recorded.environment),
    plan: frame(recorded.run),
  };
  const now = {
    host: machine.host,
    kernel: machine.kernel,
    version: machine.version,
    cpuModel: cpuModel(machine.environment),
    plan: frame(run),
  };
  if (!recorded.isSame) {
    throw new UsageError(
      `--resume: ${recorded.directory}/results.csv has not the columns of ` +
        "this version; their rows do not belong together",
    );
  }
  const [found] = differences(then, now);
  if (!found) {
    refuseMoved(recorded.run, run);
    return;
  }
  const path = found.path.filter((name) => name !== "plan").join(".");
  throw new UsageError(
    `--resume: ${path} is ${leafText(found.to)} now, but ` +
      `${leafText(found.from)} in the run to go on with; their rows do not ` +
      "belong together",
  );
}
