import { UsageError } from "../../base/errors.ts";
import { duration } from "../../base/terminal_text.ts";
import { failure, replaceFile } from "../../files/output_directory.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { isNarrow } from "../../session/add_blocks.ts";
import { MIN_BLOCKS } from "../../stats/bootstrap.ts";
import { failOnText, fails } from "../compare/fail_on.ts";
import { estimateText } from "../../report/ratio_text.ts";
import { deliveryText } from "./delivery_text.ts";
import { type AbComparison, abFigures, compareSides } from "./comparison.ts";
import { exportedJson } from "./export_json.ts";
import type { AbOptions } from "./options.ts";
import { type RunPair, runPairs, type Side } from "./pairs.ts";
import { abText, falseClaims, shortText } from "./text.ts";
import { runTimed } from "./timed_command.ts";
import { WATCHED_RUNS, watchedRuns, type WatchedSide } from "./watched_runs.ts";

/** What is needed of what surrounds it. */
type Around = Pick<
  Surroundings,
  "machine" | "files" | "print" | "status" | "signal"
>;

/** Whether the first figure's interval is as narrow as wanted, not by chance. */
function isPrecise(
  pairs: readonly RunPair[],
  { precision, metric }: AbOptions,
): boolean {
  if (precision === undefined) return true;
  const half = (some: readonly RunPair[]) =>
    compareSides(some, abFigures(metric))[0]?.verdict.precision ?? Infinity;
  const narrowness = {
    half: half(pairs),
    before: half(pairs.slice(0, -1)),
    repeats: pairs.length,
    compared: 1,
  };
  return isNarrow(narrowness, precision);
}

/** Says which conditions hold; whether any does, or nothing can be told. */
function checkConditions(
  compared: readonly AbComparison[],
  { failOn }: AbOptions,
  say: (line: string) => void,
): boolean {
  if (failOn.length === 0) return false;
  const failed = failOn.flatMap((condition) =>
    compared.filter((one) => fails(condition, one)).map((one) =>
      `--fail-on ${failOnText(condition)}: ${one.figure.name}: ` +
      estimateText(one)
    )
  );
  for (const line of failed) say(`uringlab: ${line}`);
  const blind = compared.every(({ verdict }) => verdict.kind === "too_few");
  if (blind) {
    say(
      `uringlab: --fail-on: fewer than ${MIN_BLOCKS} runs of each, so that ` +
        "nothing can be told",
    );
  }
  return failed.length > 0 || blind;
}

/** Finds out before hours of runs that their file cannot be written. */
function checkExport(path: string): void {
  const isDirectory = (name: string) => {
    try {
      return Deno.statSync(name).isDirectory;
    } catch {
      return false;
    }
  };
  const folder = path.includes("/") ? path.replace(/\/[^/]*$/, "") || "/" : ".";
  if (!isDirectory(folder)) {
    throw new UsageError(`--export-json: there is no directory ${folder}`);
  }
  if (path.endsWith("/") || isDirectory(path)) {
    throw new UsageError(`--export-json: ${path} is a directory, not a file`);
  }
}

/**
 * Compares two commands. Returns the exit status: 1 where a condition of
 * `failOn` holds or equal commands differ, or too few runs do not tell. What was measured until an interrupt
 * or an error is told before that is thrown: {@linkcode RunError} for a command
 * that fails or cannot be run.
 */
export async function runAb(
  options: AbOptions,
  { machine, files, print, status, signal }: Around,
): Promise<number> {
  const { commands, prepare, warmup, runs, metric, shell } = options;
  const { ignoreFailure, exportJson, maxTime, aa } = options;
  if (exportJson !== undefined) checkExport(exportJson);
  const seed = options.seed ?? crypto.getRandomValues(new Uint16Array(1))[0]!;
  const timing = { timedPath: machine.timedPath, shell, signal };
  const [a, b] = commands;
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1e3;
  /** Of the pairs, once they are over. */
  let timedSeconds: number | undefined;
  const pairs: RunPair[] = [];
  const watched: WatchedSide[] = [];
  const compared = () => compareSides(pairs, abFigures(metric));

  const tell = () => {
    status.clear();
    if (pairs.length === 0) return;
    print(abText({
      commands,
      compared: compared(),
      seconds: timedSeconds ?? seconds(),
      aa,
    }));
    const short = shortText(compared(), shell);
    if (short) status.say(short);
    const unseen = new Set(watched.flatMap(({ unseen }) => unseen));
    if (watched.length > 0) print(deliveryText(watched, [...unseen]));
    if (exportJson === undefined) return;
    const text = exportedJson({
      commands,
      metric,
      pairs,
      compared: compared(),
      seed,
      watched,
    });
    try {
      replaceFile(exportJson, text);
    } catch (error) {
      throw failure("write", exportJson, error);
    }
  };

  try {
    const commandOf = (side: Side) => side === "A" ? a : b;
    const prepared = prepare === undefined ? {} : {
      prepare: () => runTimed(prepare, { ...timing, shell: true }, false),
    };
    const all = runPairs({
      run: (side) => runTimed(commandOf(side), timing, !!metric),
      ...prepared,
      warmup,
      metric,
      ignoreFailure,
      seed,
      onRun: (side, done) =>
        status.show(
          `${done} of ${runs} pairs, ${duration(seconds())}: ${side}`,
        ),
    });
    for await (const pair of all) {
      pairs.push(pair);
      if (pairs.length < runs) continue;
      if (isPrecise(pairs, options)) break;
      if (seconds() * (1 + 1 / pairs.length) > maxTime) {
        status.say(
          `after ${pairs.length} pairs and ${duration(seconds())} not as ` +
            `narrow as ${options.precision} %, but --max-time is over`,
        );
        break;
      }
    }
    timedSeconds = seconds();
    if (options.watch) {
      const runs = watchedRuns({
        run: (side, beforeStart) =>
          runTimed(commandOf(side), { ...timing, beforeStart }, false),
        ...prepared,
        ignoreFailure,
        seed,
        context: { machine, files, signal },
        onRun: (side, done) =>
          status.show(`watched, ${done} of ${WATCHED_RUNS}: ${side}`),
      });
      for await (const run of runs) watched.push(run);
    }
  } finally {
    tell();
  }
  const { claims, most } = falseClaims(compared());
  const isBlind = aa && compared()[0]?.verdict.kind === "too_few";
  if (isBlind) {
    status.say(
      `uringlab: --aa: fewer than ${MIN_BLOCKS} runs of each, so that nothing ` +
        "can be told",
    );
  }
  const failed = checkConditions(
    compared(),
    options,
    (line) => status.say(line),
  );
  return failed || isBlind || (aa && claims > most) ? 1 : 0;
}
