/** The uringlab command: parses, runs, and turns errors into exit statuses. */
import { EXPERIMENTS } from "./experiments/all.ts";
import config from "./deno.json" with { type: "json" };
import { experimentHelp, programHelp } from "./lib/cli/help.ts";
import { parseOptions } from "./lib/cli/options.ts";
import { suggestion } from "./lib/cli/suggestion.ts";
import { RunError, UsageError } from "./lib/errors.ts";
import { hostFiles } from "./lib/host/system.ts";
import { checkPlatform } from "./lib/session/preflight.ts";
import { standardError, StatusLine } from "./lib/report/status_line.ts";

const status = new StatusLine(standardError());

/** The signal that ended the run. */
class Interrupted extends Error {
  override name = "Interrupted";
}

/** Writes to standard output, even when its reader has gone. */
function print(text: string): void {
  try {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length;) {
      done += Deno.stdout.writeSync(bytes.subarray(done));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** Aborts at the first signal; at the second leaves at once. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(name, () => {
      if (controller.signal.aborted) Deno.exit(130);
      controller.abort(new Interrupted(name));
    });
  }
  return controller.signal;
}

async function experiment(name: string, args: string[]): Promise<number> {
  const found = EXPERIMENTS.find((e) => e.name === name);
  if (!found) {
    const names = [...EXPERIMENTS.map((e) => e.name), "list"];
    throw new UsageError(
      `unknown experiment "${name}"${suggestion(name, names)}`,
    );
  }
  const options = parseOptions(args);
  if (options.help) {
    print(experimentHelp(found));
    return 0;
  }
  checkPlatform(Deno.build.os);
  const signal = abortOnSignals();
  // Not at the top: --help and wrong usage need neither library nor charts.
  const { buildLibrary, Engine, errnoText } = await import("./ffi/mod.ts");
  const { runExperiment } = await import("./lib/session/run_experiment.ts");
  await buildLibrary((line) => status.say(`uringlab: ${line}`));
  using machine = new Engine();
  return await runExperiment(found, options, {
    machine,
    files: hostFiles(),
    status,
    print,
    errnoText,
    version: config.version,
    args: Deno.args,
    signal,
  });
}

async function main([command, ...rest]: string[]): Promise<number> {
  switch (command) {
    case undefined:
      throw new UsageError("name an experiment; `uringlab list` shows them");
    case "--help":
    case "-h":
    case "help":
      print(programHelp(EXPERIMENTS));
      return 0;
    case "--version":
      print(`uringlab ${config.version}\n`);
      return 0;
    case "list":
      for (const { name, summary } of EXPERIMENTS) {
        print(`${name.padEnd(8)}${summary}\n`);
      }
      return 0;
    default:
      return await experiment(command, rest);
  }
}

/** The exit status for an error, which is told in one line. */
function exitStatus(error: unknown): number {
  if (error instanceof Interrupted) {
    status.say(`uringlab: interrupted by ${error.message}`);
    return 130;
  }
  if (error instanceof UsageError) {
    status.say(`uringlab: ${error.message}`);
    return 2;
  }
  if (error instanceof RunError || (error as Error).name === "NativeError") {
    status.say(`uringlab: ${(error as Error).message}`);
    return 1;
  }
  throw error;
}

if (import.meta.main) {
  Deno.exit(await main(Deno.args).catch(exitStatus));
}
