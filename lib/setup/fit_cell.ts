/**
 * What becomes of a combination of the axes before it is a cell: whether it is
 * worth one, and what of its loop follows from its depth and its load.
 */

import type { GivenParameters } from "../options/experiment_options.ts";
import type { Cell } from "../model/cell.ts";
import { impossibleEngine } from "../model/parameters/engines.ts";
import {
  hasMessages,
  impossibleLoad,
  LOADS,
} from "../model/parameters/loads.ts";
import type { Params } from "../model/parameters/params.ts";
import { impossiblePipeline } from "../model/parameters/pipeline.ts";
import type { PlannedRun } from "../model/planned_run.ts";
import type { Checked } from "./check.ts";
import { leanLoop, maySubmitAndWait } from "./lean.ts";

/**
 * Whether a combination of the axes is worth a cell. Where engines are compared,
 * those without a ring have their cells where the ring's own axes have their
 * usual values; and where --pipeline has several values, only those have some
 * that the number of messages is a multiple of. The other combinations would all
 * be impossible.
 */
export function isMeant(
  params: Params,
  { axes }: Pick<PlannedRun, "axes">,
): boolean {
  return ((axes.engine ?? []).length < 2 ||
    impossibleEngine(params) === undefined) &&
    ((axes.pipeline ?? []).length < 2 ||
      impossiblePipeline(params) === undefined);
}

/**
 * The cell with batches that fit it, unless somebody has said how large they
 * are: a reap takes as many CQEs as it waits for, at least, which is fio's
 * default too, and a submit call takes no more SQEs than can be in flight. Nor
 * does one wait, unless asked to, that would wait for ever or cannot.
 */
export function withFittingBatches(
  cell: Cell,
  { axes, checked }: Pick<PlannedRun, "axes"> & { readonly checked: Checked },
): Cell {
  const { params } = cell;
  const given = { ...axes, ...checked.options.parameters };
  const batch = Math.min(params.iodepthBatch, params.iodepth);
  const most = Math.max(
    params.iodepthBatchCompleteMax,
    params.iodepthBatchCompleteMin,
  );
  return {
    ...cell,
    params: {
      ...params,
      ...(!("submitAndWait" in given) && !maySubmitAndWait(params) &&
        { submitAndWait: false }),
      ...(!("iodepthBatch" in given) && { iodepthBatch: batch }),
      ...(!("iodepthBatchCompleteMax" in given) &&
        { iodepthBatchCompleteMax: most }),
    },
  };
}

/** The cell with buffers as its load needs them, where that has no target. */
export function withBuffers(
  { params, ...cell }: Cell,
  given?: { readonly bs?: number | undefined },
): Cell {
  const { load } = params;
  const { bytes = params.bs } = LOADS[load];
  return load === "read" || (hasMessages(params) && given?.bs !== undefined)
    ? { ...cell, params }
    : { ...cell, params: { ...params, bs: bytes, size: bytes } };
}

/** The cell, with the reason where its load cannot be as it is asked for. */
export function withObstacle(cell: Cell): Cell {
  const impossible = cell.impossible ?? impossibleLoad(cell.params) ??
    impossibleEngine(cell.params) ?? impossiblePipeline(cell.params);
  return impossible === undefined ? cell : { ...cell, impossible };
}

/** The cell with the loop of --lean that fits it, but for what was given. */
export function withLeanLoop(
  { params, ...cell }: Cell,
  given: GivenParameters,
): Cell {
  const loop = Object.entries(leanLoop(params)).filter(
    ([name]) => !(name in given),
  );
  return { ...cell, params: { ...params, ...Object.fromEntries(loop) } };
}

/** The cell with the ramp that was asked for, if one was. */
export function withRamp(cell: Cell, rampTime: number | undefined): Cell {
  return rampTime === undefined
    ? cell
    : { ...cell, params: { ...cell.params, rampTime } };
}
