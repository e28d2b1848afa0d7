// @ts-types="@types/d3-array"
import { extent, groups } from "d3-array";
import { cellName } from "../model/cell.ts";
import { PREMISES } from "../model/premises.ts";
import type { Row } from "../model/row.ts";

function figure(value: number | undefined): string {
  return `${Number((value ?? 0).toPrecision(3))}`;
}

function without(
  status: "failed" | "impossible",
  rows: readonly Row[],
): string[] {
  const some = rows.filter((row) => row.status === status);
  return groups(some, (row) => row.reason).map(([reason, some]) =>
    some.length === 1
      ? `${status}: ${cellName(some[0]!.cell)}: ${reason}`
      : `${status}: ${some.length} runs, the first of ${
        cellName(some[0]!.cell)
      }: ${reason}`
  );
}

function premises(rows: readonly Row[]): string[] {
  const notes = rows.flatMap((row) => row.notes);
  return groups(notes, ({ premise }) => premise).map(([premise, some]) => {
    const [least, most] = extent(some, ({ value }) => value).map(figure);
    const range = least === most ? least : `${least} to ${most}`;
    return `note: ${PREMISES[premise].wanted}; ${premise} was ${range} in ` +
      `${some.length} of ${rows.length} runs`;
  });
}

/** Which runs have no figures and why; one sentence each. */
export function incidents(rows: readonly Row[]): string[] {
  return [...without("failed", rows), ...without("impossible", rows)];
}

/**
 * What a reader of the table must know: which runs failed and why, and which
 * premises did not hold how often. One sentence each.
 */
export function remarks(rows: readonly Row[]): string[] {
  return [
    ...incidents(rows),
    ...premises(rows),
  ];
}
