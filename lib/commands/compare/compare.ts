import { UsageError } from "../../base/errors.ts";
import type { RunIdentity } from "../../model/row.ts";
import { holdsClaims } from "../../files/claims_json.ts";
import { isWatch } from "../../files/watch_json.ts";
import { readRun } from "../../files/read_run.ts";
import { estimateText } from "../../report/ratio_text.ts";
import { failure, OutputDirectory } from "../../files/output_directory.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import { runCompareClaims } from "./claims.ts";
import { comparedSvg } from "./chart.ts";
import {
  type ComparedRuns,
  compareRuns,
  type RunGroup,
} from "./compared_runs.ts";
import { comparedJson } from "./json.ts";
import { comparedCsv } from "./csv.ts";
import { type FailOn, failOnText, fails } from "./fail_on.ts";
import { comparedMarkdown } from "./markdown.ts";
import type { CompareOptions } from "./options.ts";
import { comparisonText } from "./sentences.ts";
import { comparedText } from "./text.ts";
import { compareWatches } from "./watches.ts";

/** Where a path leads; the path itself where there is nothing. */
function placeOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path; // Reading it will tell why.
  }
}

/** What two directories with the same run have in common. */
function copyKey({ run, host, seed }: RunIdentity): string {
  return JSON.stringify([run, host, seed]);
}

/** The first two that have the same key. */
function alike<T>(
  all: readonly T[],
  keyOf: (one: T) => string,
): readonly [T, T] | undefined {
  const known = new Map<string, T>();
  for (const one of all) {
    const key = keyOf(one);
    const other = known.get(key);
    if (other !== undefined) return [other, one];
    known.set(key, one);
  }
  return undefined;
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/**
 * The directory of that name: one of `results/` where there is none here, as
 * the recipes for many machines leave one of every host there.
 */
function directoryOf(name: string): string {
  const usual = `results/${name}`;
  return !isDirectory(name) && isDirectory(usual) ? usual : name;
}

/** Reads the runs of a side. Throws {@linkcode RunError}. */
function readGroup([first = "", ...others]: readonly string[]): RunGroup {
  return [readRun(first), ...others.map(readRun)];
}

function writeAll(compared: ComparedRuns, path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true });
  } catch (error) {
    throw failure("make", path, error);
  }
  const directory = new OutputDirectory(path);
  directory.write("compare.csv", comparedCsv(compared));
  directory.write("compare.svg", comparedSvg(compared));
  directory.write("compare.md", comparedMarkdown(compared));
}

/**
 * Says which comparisons fail which condition, and what B does not tell;
 * whether there is any of that.
 */
function checkConditions(
  { comparisons, names, leftOut }: ComparedRuns,
  conditions: readonly FailOn[],
  say: (line: string) => void,
): boolean {
  const failed = conditions.flatMap((condition) =>
    comparisons.filter((one) => fails(condition, one)).map((one) =>
      `--fail-on ${failOnText(condition)}: ${comparisonText(one, names)}: ` +
      estimateText(one)
    )
  );
  for (const line of failed) say(`uringlab: ${line}`);
  if (conditions.length === 0) return false;
  const few = comparisons.filter(({ verdict }) => verdict.kind === "too_few");
  const blind = few.length === comparisons.length;
  if (few.length > 0) {
    say(
      `${blind ? "uringlab: --fail-on" : "note"}: ${few.length} of ` +
        `${comparisons.length} comparisons have no interval (fewer than 3 ` +
        "repeats)" + (blind ? ", so that nothing can be told" : ""),
    );
  }
  // A gate that passes what was not measured is none.
  const missing = leftOut.filter(({ inA, inB }) => inA && !inB);
  for (const { why, cells } of missing) {
    say(
      `uringlab: --fail-on: ${cells.length} cells that A has figures of are ` +
        `missing in B (${why})`,
    );
  }
  return failed.length > 0 || blind || missing.length > 0;
}

/**
 * Compares two results directories, or groups of them. Returns the exit status: 1 where a
 * condition of `failOn` holds. Throws {@linkcode UsageError} where the two
 * cannot be compared and {@linkcode RunError} where their files are not what
 * uringlab writes.
 */
export function runCompare(
  options: CompareOptions,
  { print, status }: Pick<Surroundings, "print" | "status">,
): number {
  const { metrics, family, failOn, out, json } = options;
  const [groupA, groupB] = [options.a, options.b].map((names) =>
    names.map(directoryOf)
  ) as [string[], string[]];
  const all = [...groupA, ...groupB];
  const same = alike(all, placeOf);
  if (same) {
    throw new UsageError(
      `compare: ${same[0]} and ${same[1]} are the same directory`,
    );
  }
  const pair = all.length === 2 ? [all[0]!, all[1]!] as const : undefined;
  const watches = all.filter(isWatch);
  if (pair && watches.length === 2) {
    return compareWatches(pair, options, { print, status });
  }
  const claims = all.filter(holdsClaims);
  if (pair && claims.length === 2) {
    if (failOn.length > 0 || metrics) {
      throw new UsageError(
        "compare: --fail-on and --metric are for runs, not for claims",
      );
    }
    return runCompareClaims(pair, options, { print, status });
  }
  if (claims.length > 0 || (watches.length > 0 && !pair)) {
    const [odd] = [...claims, ...watches];
    throw new UsageError(
      `compare: ${odd} holds ${claims.length > 0 ? "claims" : "a watch"} and ` +
        (pair ? "the other does not" : "groups are of runs"),
    );
  }
  const [from, to] = [readGroup(groupA), readGroup(groupB)];
  const copies = alike([...from, ...to], ({ identity }) => copyKey(identity));
  if (copies) {
    const [one, other] = copies;
    throw new UsageError(
      `compare: ${one.directory} and ${other.directory} hold the same run, ` +
        one.identity.run,
    );
  }
  const compared = compareRuns(from, to, { metrics, family });
  if (json) print(comparedJson(compared), "data");
  else print(comparedText(compared));
  if (out !== undefined) {
    writeAll(compared, out);
    status.say(`compare.csv, compare.svg and compare.md are in ${out}`);
  }
  return checkConditions(compared, failOn, (line) => status.say(line)) ? 1 : 0;
}
