// @ts-types="@types/d3-array"
import { extent, groups } from "d3-array";
import { cellName } from "../../model/cell.ts";
import type { Axes } from "../../model/experiment.ts";
import {
  type AdvisedTarget,
  type Effect,
  type PremiseName,
  PREMISES,
} from "../../model/premises/mod.ts";
import { isUsable, isValid, type Row } from "../../model/row.ts";

/** What a reader of the figures must know. */
export interface Warning {
  /**
   * `failed`, `impossible`: runs without figures; `validity`: how many runs
   * cannot be trusted or do not count; else what a premise that did not hold
   * does to its runs.
   */
  readonly kind: "failed" | "impossible" | "validity" | Effect;
  /** The premise that did not hold. */
  readonly premise?: PremiseName;
  /** One sentence. */
  readonly text: string;
  /** What to do about it, with the command where there is one. */
  readonly advice?: string;
}

/** "0.31", or "0.31 to 0.42". */
export function rangeText(values: readonly number[]): string {
  const figure = (value = 0) => `${Number(value.toPrecision(3))}`;
  const [least, most] = extent(values);
  return figure(least) === figure(most)
    ? figure(least)
    : `${figure(least)} to ${figure(most)}`;
}

/** A reason without its figures, which are others in every run. */
function sameReason(reason: string): string {
  return reason.replaceAll(/\d+(\.\d+)?/g, "#");
}

function without(
  status: "failed" | "impossible",
  rows: readonly Row[],
  axes: Axes,
): Warning[] {
  const some = rows.filter((row) => row.status === status);
  return groups(some, (row) => sameReason(row.reason)).map(([, some]) => ({
    kind: status,
    text: some.length === 1
      ? `${cellName(some[0]!.cell, axes)}: ${some[0]!.reason}`
      : `${some.length} runs, the first of ${cellName(some[0]!.cell, axes)}: ${
        some[0]!.reason
      }`,
  }));
}

function validity(rows: readonly Row[]): Warning[] {
  const ok = rows.filter(({ status }) => status === "ok");
  const usable = ok.filter(isUsable);
  const invalid = usable.filter((row) => !isValid(row)).length;
  const excluded = ok.length - usable.length;
  const parts = [
    invalid > 0 && `${invalid} of ${ok.length} runs are not valid: ` +
      "they count, but are marked with !, and drawn hollow where they are " +
      "a quarter or more of a point",
    excluded > 0 && `${excluded} of ${ok.length} runs are left out, ` +
      "as they measured something else",
  ].filter((part) => part !== false);
  return parts.length > 0 ? [{ kind: "validity", text: parts.join("; ") }] : [];
}

function premises(
  rows: readonly Row[],
  target: AdvisedTarget,
): Warning[] {
  const ok = rows.filter(({ status }) => status === "ok");
  const all = ok.flatMap(({ broken, cell }) =>
    broken.map((one) => ({ ...one, cell }))
  );
  return groups(all, ({ premise }) => premise).map(([premise, some]) => {
    const { wanted, effect, advice } = PREMISES[premise];
    const range = rangeText(some.map(({ value }) => value));
    return {
      kind: effect,
      premise,
      text: `${wanted}; ${premise} was ${range} in ${some.length} of ` +
        `${ok.length} runs`,
      advice: advice(some[0]!.cell.params, target),
    };
  });
}

/** Which runs have no figures and why; `axes` are those of the run. */
export function incidents(rows: readonly Row[], axes: Axes): Warning[] {
  return [
    ...without("failed", rows, axes),
    ...without("impossible", rows, axes),
  ];
}

/**
 * What a reader of the table must know: which runs failed and why, how many
 * are not valid, and which premises did not hold how often; `axes` are those
 * of the run.
 */
export function warnings(
  rows: readonly Row[],
  target: AdvisedTarget,
  axes: Axes,
): Warning[] {
  return [
    ...incidents(rows, axes),
    ...validity(rows),
    ...premises(rows, target),
  ];
}

const HEADS: Readonly<Record<Warning["kind"], string>> = {
  failed: "failed",
  impossible: "impossible",
  validity: "validity",
  note: "note",
  invalid: "not valid",
  excluded: "left out",
};

/** A warning as a sentence, without its advice. */
export function warningText({ kind, text }: Warning): string {
  return `${HEADS[kind]}: ${text}`;
}
