import { captureEnvironment } from "../host/environment.ts";
import { METRICS } from "../model/metrics.ts";
import { MODES } from "../model/modes.ts";
import type { RunIdentity } from "../model/row.ts";
import type { Prepared } from "./prepare.ts";
import type { Surroundings } from "./surroundings.ts";

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
    preset: run.preset,
    axes: run.axes,
    base: run.base,
    modes: Object.fromEntries(
      (run.axes.mode ?? [run.base.mode]).map((mode) => [mode, MODES[mode]]),
    ),
    cpus: run.cpus,
    order: run.cells.map(({ index, repeat, seed, params }) => ({
      index,
      repeat,
      seed,
      mode: params.mode,
      busy: params.busy,
      iodepth: params.iodepth,
    })),
    columns: Object.fromEntries(
      METRICS.map(({ name, unit, doc }) => [name, { unit, doc }]),
    ),
    disks: survey?.disks ?? null,
    cores: survey?.cores ?? null,
    caveats: survey?.caveats ?? null,
    environment: captureEnvironment(files),
  };
}
