/** The uringlab command: parses, runs, and turns errors into exit statuses. */
import { EXPERIMENTS } from "./experiments/all.ts";
import { exp7 } from "./experiments/exp7.ts";
import config from "./deno.json" with { type: "json" };
import { experimentHelp, programHelp } from "./lib/options/help.ts";
import { parseOptions } from "./lib/options/options.ts";
import { suggestion } from "./lib/base/suggestion.ts";
import { RunError, UsageError } from "./lib/base/errors.ts";
import type { Experiment } from "./lib/model/experiment.ts";
import { hostFiles } from "./lib/host/system.ts";
import { checkPlatform } from "./lib/setup/preflight.ts";
import type { Surroundings } from "./lib/run/surroundings.ts";
import { printable, printableLines } from "./lib/base/terminal_text.ts";
import { standardError, StatusLine } from "./lib/process/status_line.ts";

const status = new StatusLine(standardError());

/** What may stand in place of an experiment. */
const COMMANDS = [
  "bench",
  "compare",
  "doctor",
  "list",
  "report",
  "run",
  "validate",
];

const DEFAULT_PATH =
  "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The signal that ended the run. */
class Interrupted extends Error {
  override name = "Interrupted";
}

/** Writes what fits; a pipe whose other end asked not to wait is waited for. */
function writeSome(bytes: Uint8Array): number {
  for (;;) {
    try {
      return Deno.stdout.writeSync(bytes);
    } catch (error) {
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** Writes to standard output, even when its reader or terminal has gone. */
function print(text: string): void {
  try {
    const bytes = new TextEncoder().encode(printableLines(text));
    for (let done = 0; done < bytes.length;) {
      done += writeSome(bytes.subarray(done));
    }
  } catch (error) {
    if (
      error instanceof Deno.errors.BrokenPipe ||
      (error as { code?: string }).code === "EIO"
    ) return;
    throw new RunError(`cannot write output: ${(error as Error).message}`);
  }
}

/** Aborts at the first signal; at the second leaves at once. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  // A file that is too large for RLIMIT_FSIZE is then an error like others.
  Deno.addSignalListener("SIGXFSZ", () => {});
  // Comes every second from then on.
  Deno.addSignalListener("SIGXCPU", () => {
    controller.abort(new Interrupted("SIGXCPU: RLIMIT_CPU is used up"));
  });
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(name, () => {
      if (controller.signal.aborted) Deno.exit(130);
      controller.abort(new Interrupted(name));
    });
  }
  return controller.signal;
}

/** Opens the native library and lets a command use it. */
async function withMachine(
  command: (around: Surroundings) => Promise<number>,
): Promise<number> {
  checkPlatform(Deno.build.os);
  const signal = abortOnSignals();
  // Not at the top: --help and wrong usage need no library.
  const { buildLibrary, Engine, errnoText } = await import("./ffi/mod.ts");
  await buildLibrary((line) => status.say(`uringlab: ${line}`));
  using machine = new Engine();
  try {
    return await command({
      machine,
      files: hostFiles(),
      status,
      print,
      errnoText,
      version: config.version,
      args: Deno.args,
      signal,
    });
  } finally {
    if (machine.held) {
      status.say(
        "note: all is written, but Linux may keep this process until the disk " +
          `answers: ${machine.held} of its threads wait there, and nothing ` +
          "ends them",
      );
    }
  }
}

/** An experiment by its name. Throws {@linkcode UsageError}. */
function named(name: string, others: readonly string[] = []): Experiment {
  const found = EXPERIMENTS.find((e) => e.name === name);
  if (found) return found;
  const names = [...EXPERIMENTS.map((e) => e.name), ...others];
  throw new UsageError(
    `unknown experiment "${name}"${suggestion(name, names)}`,
  );
}

/** Prints the experiments, or as JSON what `run` takes. */
function list(args: string[]): number {
  const json = args.includes("--json");
  const names = args.filter((arg) => arg !== "--json");
  const chosen = names.length ? names.map((name) => named(name)) : EXPERIMENTS;
  if (json) {
    // One alone is what `run` takes.
    const value = names.length === 1 ? chosen[0] : chosen;
    print(`${JSON.stringify(value, null, 2)}\n`);
    return 0;
  }
  for (const { name, summary } of chosen) {
    print(`${name.padEnd(8)}${summary}\n`);
  }
  return 0;
}

/** The experiment of a user's own file. */
async function fromFile([file, ...args]: string[]): Promise<number> {
  if (file === undefined || file.startsWith("--")) {
    throw new UsageError(
      "run: name a file; `uringlab list --json exp7` prints one to start with",
    );
  }
  const { readExperiment } = await import("./lib/files/experiment_file.ts");
  return await experiment(readExperiment(file), args);
}

async function experiment(found: Experiment, args: string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    print(experimentHelp(found));
    return 0;
  }
  const { runExperiment } = await import("./lib/session/run_experiment.ts");
  return await withMachine((around) => runExperiment(found, options, around));
}

async function report(args: string[]): Promise<number> {
  const [directory] = args;
  if (args.length !== 1 || directory === undefined) {
    throw new UsageError("report: name one results directory");
  }
  const { reportRun } = await import("./lib/commands/report/report_run.ts");
  return reportRun(directory, { print, status });
}

async function compare(args: string[]): Promise<number> {
  const { COMPARE_HELP, parseCompareOptions } = await import(
    "./lib/commands/compare/options.ts"
  );
  const options = parseCompareOptions(args);
  if (options.help) {
    print(COMPARE_HELP);
    return 0;
  }
  const { runCompare } = await import("./lib/commands/compare/compare.ts");
  return runCompare(options, { print, status });
}

async function validate(args: string[]): Promise<number> {
  const { runValidate, VALIDATE } = await import(
    "./lib/commands/validate/validate.ts"
  );
  const options = parseOptions(args);
  if (options.help) {
    print(experimentHelp(VALIDATE));
    return 0;
  }
  return await withMachine((around) => runValidate(options, around));
}

async function bench(args: string[]): Promise<number> {
  const { BENCH_HELP, parseBenchOptions } = await import(
    "./lib/commands/bench/options.ts"
  );
  const options = parseBenchOptions(args);
  if (options.help) {
    print(BENCH_HELP);
    return 0;
  }
  const { runBench } = await import("./lib/commands/bench/bench.ts");
  return await withMachine((around) => runBench(options, around));
}

async function doctor(args: string[]): Promise<number> {
  const { DOCTOR_HELP, parseDoctorOptions } = await import(
    "./lib/commands/doctor/options.ts"
  );
  const options = parseDoctorOptions(args);
  if (options.help) {
    print(DOCTOR_HELP);
    return 0;
  }
  const { runDoctor } = await import("./lib/commands/doctor/doctor.ts");
  return await withMachine((around) => runDoctor(options, exp7, around));
}

async function main([command, ...rest]: string[]): Promise<number> {
  // Deno looks for no program without it; a shell has such a default too.
  if (!Deno.env.get("PATH")) Deno.env.set("PATH", DEFAULT_PATH);
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
    case "bench":
      return await bench(rest);
    case "compare":
      return await compare(rest);
    case "doctor":
      return await doctor(rest);
    case "list":
      return list(rest);
    case "report":
      return await report(rest);
    case "validate":
      return await validate(rest);
    case "run":
      return await fromFile(rest);
    default:
      return await experiment(
        named(command, COMMANDS),
        rest,
      );
  }
}

/** The exit status for an error, which is told in one line. */
function exitStatus(error: unknown): number {
  if (error instanceof Interrupted) {
    status.say(`uringlab: interrupted by ${error.message}`);
    return 130;
  }
  if (error instanceof UsageError) {
    status.say(printable(`uringlab: ${error.message}`));
    return 2;
  }
  if (error instanceof RunError || (error as Error).name === "NativeError") {
    status.say(printable(`uringlab: ${(error as Error).message}`));
    return 1;
  }
  throw error;
}

if (import.meta.main) {
  Deno.exit(await main(Deno.args).catch(exitStatus));
}
