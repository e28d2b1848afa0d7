// @ts-types="@types/d3-array"
import { ascending } from "d3-array";
import { type Difference, differences } from "../../base/differences.ts";
import { planJson } from "../../files/plan_json.ts";
import type { RecordedRun } from "../../files/read_run.ts";

type Told = Pick<RecordedRun, "meta" | "run">;

/** What differs between any two runs, or says nothing on its own. */
const SKIPPED: readonly RegExp[] = [
  /^(run|experiment|seed|command_line|started_at|ended_at|rows)$/,
  /^(columns|modes|tracing|disks_at_end)\b/,
  /^plan\.(seed|cells|experiment)\b/,
  /^plan\.places\.[^.]+\.why$/,
  /^cores\.\d+\.reason$/,
  /^environment\.(loadAverage|cgroup|kernelRelease)\b/,
  // Numbers of interrupts are dealt out at boot.
  /^disks\.\d+\.irqs\.irqs\.\d+\.irq$/,
];

/** What a reader wants to know first. */
const FIRST: readonly RegExp[] = [
  /^version$/,
  /^host$/,
  /^kernel$/,
  /^environment\.cpuModel$/,
  /^(liburing|deno)$/,
  /^plan\.(base|aa|axes)\b/,
  /^plan\./,
  /^environment\.(?!kernelVersion|kernelCommandLine|mitigations)/,
  /^environment\./,
  /^disks\./,
];

function rank(path: string): number {
  const index = FIRST.findIndex((pattern) => pattern.test(path));
  return index < 0 ? FIRST.length : index;
}

/**
 * What is recorded of a run. Of its plan, what was read: a parameter that its
 * version did not know yet had the value that it has without its option.
 */
function told({ meta, run }: Told): unknown {
  return { ...meta, plan: JSON.parse(JSON.stringify(planJson(run))) };
}

/**
 * What differs between two runs according to their meta.json, leaf by leaf and
 * the most telling first, without what always differs.
 */
export function runDifferences(from: Told, to: Told): Difference[] {
  return differences(told(from), told(to))
    .filter(({ path }) =>
      !SKIPPED.some((pattern) => pattern.test(path.join(".")))
    )
    .sort((a, b) => ascending(rank(a.path.join(".")), rank(b.path.join("."))));
}

/**
 * What differs between two groups of runs, in each of which all agree in it:
 * what differs among the runs of one group tells nothing of the groups.
 */
export function groupDifferences(
  from: readonly [Told, ...Told[]],
  to: readonly [Told, ...Told[]],
): Difference[] {
  const key = ({ path }: Difference) => path.join(".");
  const inside = new Set(
    [from, to].flatMap(([first, ...others]) =>
      others.flatMap((other) => runDifferences(first, other).map(key))
    ),
  );
  return runDifferences(from[0], to[0]).filter((one) => !inside.has(key(one)));
}
