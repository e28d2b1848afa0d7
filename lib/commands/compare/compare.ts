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
import { type ComparedRuns, compareRuns } from "./compared_runs.ts";
import { comparedCsv } from "./csv.ts";
import { type FailOn, failOnText, fails } from "./fail_on.ts";
import { comparedMarkdown } from "./markdown.ts";
import type { CompareOptions } from "./options.ts";
import { comparisonText } from "./sentences.ts";
import { comparedText } from "./text.ts";
import { compareWatches } from "./watches.ts";

/** Whether two paths lead to one directory; false where there is none. */
function isSame(a: string, b: string): boolean {
  try {
    return Deno.realPathSync(a) === Deno.realPathSync(b);
  } catch {
    return false; // Reading it will tell why.
  }
}

/** Whether both are the same run, in two directories. */
function isCopy(a: RunIdentity, b: RunIdentity): boolean {
  return a.run === b.run && a.host === b.host && a.seed === b.seed;
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
 * Compares two results directories. Returns the exit status: 1 where a
 * condition of `failOn` holds. Throws {@linkcode UsageError} where the two
 * cannot be compared and {@linkcode RunError} where their files are not what
 * uringlab writes.
 */
export function runCompare(
  options: CompareOptions,
  { print, status }: Pick<Surroundings, "print" | "status">,
): number {
  const { directories, metrics, family, failOn, out } = options;
  const [a = "", b = ""] = directories;
  if (isSame(a, b)) {
    throw new UsageError(`compare: ${a} and ${b} are the same directory`);
  }
  if (isWatch(a) && isWatch(b)) {
    return compareWatches([a, b], options, { print, status });
  }
  const claims = [a, b].filter(holdsClaims);
  if (claims.length === 2) {
    if (failOn.length > 0 || metrics) {
      throw new UsageError(
        "compare: --fail-on and --metric are for runs, not for claims",
      );
    }
    return runCompareClaims([a, b], out, { print, status });
  }
  if (claims.length === 1) {
    throw new UsageError(
      `compare: ${claims[0]} holds claims and the other does not`,
    );
  }
  const [from, to] = [readRun(a), readRun(b)];
  if (isCopy(from.identity, to.identity)) {
    throw new UsageError(
      `compare: ${a} and ${b} hold the same run, ${from.identity.run}`,
    );
  }
  const compared = compareRuns(from, to, { metrics, family });
  print(comparedText(compared));
  if (out !== undefined) {
    writeAll(compared, out);
    status.say(`compare.csv, compare.svg and compare.md are in ${out}`);
  }
  return checkConditions(compared, failOn, (line) => status.say(line)) ? 1 : 0;
}
