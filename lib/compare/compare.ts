import { UsageError } from "../errors.ts";
import { readRun } from "../recorded/read_run.ts";
import { estimateText } from "../report/comparing.ts";
import { failure, OutputDirectory } from "../report/output_directory.ts";
import type { Surroundings } from "../session/surroundings.ts";
import { comparedSvg } from "./chart.ts";
import { type ComparedRuns, compareRuns } from "./compared_runs.ts";
import { comparedCsv } from "./csv.ts";
import { type FailOn, failOnText, fails } from "./fail_on.ts";
import { comparedMarkdown } from "./markdown.ts";
import type { CompareOptions } from "./options.ts";
import { comparisonText } from "./sentences.ts";
import { comparedText } from "./text.ts";

/** Whether two paths lead to one directory; false where there is none. */
function isSame(a: string, b: string): boolean {
  try {
    return Deno.realPathSync(a) === Deno.realPathSync(b);
  } catch {
    return false; // Reading it will tell why.
  }
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

/** Says which comparisons fail which condition; whether there are any. */
function checkConditions(
  { comparisons, names }: ComparedRuns,
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
  const few = comparisons.filter(({ verdict }) => verdict.kind === "too_few");
  if (conditions.length > 0 && few.length > 0) {
    say(
      `note: ${few.length} of ${comparisons.length} comparisons have no ` +
        "interval (fewer than 3 repeats) and cannot fail --fail-on",
    );
  }
  return failed.length > 0;
}

/**
 * Compares two results directories. Returns the exit status: 1 where a
 * condition of `failOn` holds. Throws {@linkcode UsageError} where the two
 * cannot be compared and {@linkcode RunError} where their files are not what
 * uringlab writes.
 */
export function runCompare(
  { directories, metrics, family, failOn, out }: CompareOptions,
  { print, status }: Pick<Surroundings, "print" | "status">,
): number {
  const [a = "", b = ""] = directories;
  if (isSame(a, b)) {
    throw new UsageError(`compare: ${a} and ${b} are the same directory`);
  }
  const compared = compareRuns(readRun(a), readRun(b), { metrics, family });
  print(comparedText(compared));
  if (out !== undefined) {
    writeAll(compared, out);
    status.say(`compare.csv, compare.svg and compare.md are in ${out}`);
  }
  return checkConditions(compared, failOn, (line) => status.say(line)) ? 1 : 0;
}
