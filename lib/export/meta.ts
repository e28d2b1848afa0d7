import { captureEnvironment } from "../host/environment.ts";
import { FIGURES } from "../model/figures.ts";
import { MODES } from "../model/modes.ts";
import type { RunIdentity } from "../model/row.ts";
import { planJson } from "../files/plan_json.ts";
import type { Prepared } from "../setup/plan.ts";
import { niceOf } from "../setup/priority.ts";
import type { Surroundings } from "../run/surroundings.ts";

/** Everything about a run and its machine that results.csv does not hold. */
export function metaOf(
  run: Prepared,
  identity: RunIdentity,
  { files, machine, args }: Surroundings,
): Record<string, unknown> {
  const { survey } = run;
  return {
    ...identity,
    command_line: ["uringlab", ...args],
    started_at: new Date().toISOString(),
    deno: Deno.version.deno,
    liburing: machine.liburingVersion,
    plan: planJson(run),
    modes: Object.fromEntries(
      (run.axes.mode ?? [run.base.mode]).map((mode) => [mode, MODES[mode]]),
    ),
    columns: Object.fromEntries(
      FIGURES.map(({ name, unit, doc }) => [name, { unit, doc }]),
    ),
    disks: survey?.disks ?? null,
    cores: survey?.cores ?? null,
    caveats: survey?.caveats ?? null,
    // Of workers and hogs, above that of uringlab itself.
    nice: niceOf(run),
    environment: captureEnvironment(files),
  };
}
