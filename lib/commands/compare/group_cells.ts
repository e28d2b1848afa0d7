// @ts-types="@types/d3-array"
import { group } from "d3-array";
import type { RecordedRun } from "../../files/read_run.ts";
import { compareByAxes } from "../../model/plan.ts";
import { type MachineRows, type RunCell, runCells } from "./run_cells.ts";

/** Runs of one machine are together. */
function byMachine(machines: readonly MachineRows[]): MachineRows[] {
  return [...group(machines, ({ host }) => host)].map(([host, some]) => ({
    host,
    runs: some.flatMap(({ runs }) => runs),
  }));
}

/**
 * The cells of a group of runs, in the order of the axes of the first: those
 * that agree in their parameters are one. Only runs that have figures of a cell
 * count in it.
 */
export function groupCells(
  runs: readonly Pick<RecordedRun, "run" | "rows">[],
): RunCell[] {
  const [first] = runs;
  if (!first || runs.length === 1) return first ? runCells(first) : [];
  const cells = group(
    runs.flatMap((run) => runCells(run)),
    ({ values }) => JSON.stringify([...values]),
  );
  return [...cells.values()].map((some): RunCell => ({
    ...some[0]!,
    rows: some.flatMap(({ rows }) => rows),
    machines: byMachine(some.flatMap(({ machines }) => machines)),
    absence: some.some(({ absence }) => absence === "") ? "" : some[0]!.absence,
  })).sort((a, b) => compareByAxes(a.params, b.params, first.run.axes));
}
