// @ts-types="@types/d3-array"
import { ascending } from "d3-array";
import { type Difference, differences } from "../../base/differences.ts";
import type { RecordedRun } from "../../files/read_run.ts";

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
 * What differs between two runs according to their meta.json, leaf by leaf and
 * the most telling first, without what always differs.
 */
export function runDifferences(
  from: Pick<RecordedRun, "meta">,
  to: Pick<RecordedRun, "meta">,
): Difference[] {
  return differences(from.meta, to.meta)
    .filter(({ path }) =>
      !SKIPPED.some((pattern) => pattern.test(path.join(".")))
    )
    .sort((a, b) => ascending(rank(a.path.join(".")), rank(b.path.join("."))));
}
