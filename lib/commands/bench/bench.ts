import { RunError, UsageError } from "../../base/errors.ts";
import {
  chooseTarget,
  ensureDefaultTarget,
} from "../../setup/choose_target.ts";
import { makeRoom } from "../../run/make_room.ts";
import { usableCpus } from "../../run/usable_cpus.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { commands } from "./programs.ts";
import {
  type Bench,
  type BenchTarget,
  compareBuilds,
  compareOptions,
  compareTools,
} from "./comparisons.ts";
import { otherBuild } from "./against.ts";
import { compareEchoes } from "./echo.ts";
import type { BenchOptions } from "./options.ts";
import { BenchOutput } from "./output.ts";
import { measureProgram, programTable } from "./program.ts";
import { compareTraced, exp7Params, modesParams } from "./tracing.ts";
import { measureScaling, scaledFigures, scaledTable } from "./scaling.ts";
import {
  type MadeTarget,
  makeLoop,
  makeZram,
  type TargetSystem,
} from "./targets.ts";
import { benchParams } from "./tools.ts";
import { compareWatched } from "./watching.ts";

function targetSystem(signal: AbortSignal): TargetSystem {
  return {
    run: commands(signal),
    cleanUp: commands(),
    read: (path) => Deno.readTextFileSync(path),
    write: (path, text) => Deno.writeTextFileSync(path, text),
    remove: (path) => Deno.removeSync(path),
    sleep: (time) => new Promise((resolve) => setTimeout(resolve, time)),
  };
}

/** Makes what this user may make, and says what not and why. */
async function makeTargets(
  around: Surroundings,
  stack: AsyncDisposableStack,
): Promise<MadeTarget[]> {
  const system = targetSystem(around.signal);
  const made: MadeTarget[] = [];
  for (
    const make of [
      () => makeZram(system),
      () => makeLoop(system, `/dev/shm/uringlab-bench-${Deno.pid}`),
    ]
  ) {
    try {
      made.push(stack.use(await make()));
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      around.status.say(`note: ${error.message}`);
    }
  }
  return made;
}

/** Whether any part reads: echoes need no disk. */
function readsTargets({ parts, against }: BenchOptions): boolean {
  return against !== undefined || parts.some((part) => part !== "echo");
}

/** What is read: what can be made, and the default file, which stays. */
async function targetsOf(
  around: Surroundings,
  stack: AsyncDisposableStack,
): Promise<BenchTarget[]> {
  const file = chooseTarget({ bs: 4096 }, around.machine);
  if (file.isDefault) await ensureDefaultTarget(file, around);
  return [
    ...await makeTargets(around, stack),
    { name: "file on the disk", path: file.path, bytes: file.size },
  ];
}

/** Before anything is measured: whether there is such a file. */
function checkProgram(path: string): void {
  try {
    if (Deno.statSync(path).isFile) return;
  } catch (error) {
    throw new UsageError(`--t-io-uring: ${(error as Error).message}`);
  }
  throw new UsageError(`--t-io-uring: ${path} is no file`);
}

/**
 * Measures uringlab itself. Returns the exit status. Throws
 * {@linkcode RunError} and {@linkcode UsageError}.
 */
export async function runBench(
  chosen: BenchOptions,
  around: Surroundings,
): Promise<number> {
  const { machine, status, print, signal } = around;
  const refusal = machine.probeAffinity([chosen.cpu]);
  if (refusal) {
    throw new UsageError(`--cpus: ${chosen.cpu}: ${refusal.message}`);
  }
  if (chosen.tIoUring !== undefined) checkProgram(chosen.tIoUring);
  if (chosen.against !== undefined) otherBuild(chosen.against);
  await using stack = new AsyncDisposableStack();
  const targets = readsTargets(chosen) ? await targetsOf(around, stack) : [];
  const bench: Bench = {
    options: chosen,
    around,
    run: commands(signal),
    output: new BenchOutput(print, chosen.json),
    targets,
  };
  const [first] = targets;
  if (first) makeRoom(around)(benchParams(first, chosen.cpu, chosen.runtime));
  // The far ends of connections are on another CPU where there is one.
  const farCpu =
    usableCpus(around.files, machine).find((cpu) => cpu !== chosen.cpu) ??
      chosen.cpu;
  const { output } = bench;
  const parts = {
    tools: () => compareTools(bench),
    options: () => compareOptions(bench),
    trace: () => compareTraced(bench, "trace", exp7Params),
    "trace-modes": () => compareTraced(bench, "trace-modes", modesParams),
    watch: () => compareWatched(bench),
    echo: () => compareEchoes(bench, farCpu),
    scaling: async () => {
      output.begin("scaling", `--lean on ${first!.name}, a ring per worker:`);
      const shapes = await measureScaling(first!, machine, signal, status);
      output.measured(scaledFigures(shapes), `${scaledTable(shapes)}\n`);
    },
    program: async () => {
      output.begin("program", "What the program takes around its cells:");
      const figures = await measureProgram(first!, chosen.cpu, around);
      output.measured(figures, `${programTable(figures)}\n`);
    },
  };
  try {
    if (chosen.against !== undefined) {
      await compareBuilds(bench, chosen.against);
    } else for (const part of chosen.parts) await parts[part]();
  } finally {
    // What was measured before something failed is told too.
    output.end(chosen);
  }
  return 0;
}
