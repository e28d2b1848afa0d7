import { UsageError } from "../base/errors.ts";
import type { Cell } from "../model/cell.ts";
import { type Axes, MAX_VALUES } from "../model/experiment.ts";
import {
  hasConnections,
  hasMessages,
  isAsked,
  isPosted,
  isSocket,
} from "../model/parameters/loads.ts";
import type { Params } from "../model/parameters/params.ts";
import { maySubmitAndWait } from "./lean.ts";

/** PIPE_BUF, include/uapi/linux/limits.h: what a pipe takes in one piece. */
const MAX_PIPED = 4096;
/** MESSAGE_BYTES_MAX, c/message.h: the buffers of both ends are as long. */
const MAX_MESSAGE = 4096;
/** A time of the clock and a number, the head of each message of a socket. */
const MIN_MESSAGE = 16;
/** Four SQEs for each, with an SQ thread, are IORING_MAX_ENTRIES. */
const MAX_CONNECTIONS = 8192;

/** More than anybody waits for; a slip of the finger is. */
const MAX_CELLS = 100_000;

/**
 * Throws {@linkcode UsageError} where a plan would have more cells, or an axis
 * more values, than there may be: before any cell is made.
 */
export function checkCount(axes: Axes, repeats: number): void {
  for (const [name, { length }] of Object.entries(axes)) {
    if (length > MAX_VALUES) {
      throw new UsageError(
        `${name}: ${length} values are more than ${MAX_VALUES}`,
      );
    }
  }
  const count = Object.values(axes).reduce(
    (all, { length }) => all * length,
    repeats,
  );
  if (count > MAX_CELLS) {
    throw new UsageError(`${count} cells are more than ${MAX_CELLS}`);
  }
}

/**
 * Throws {@linkcode UsageError} for a cell whose parameters are good each by
 * itself, but not together.
 */
export function checkReaping({ params: p }: Cell): void {
  if (p.submitAndWait && !maySubmitAndWait(p)) {
    throw new UsageError(
      "--submit-and-wait: " +
        (isPosted(p)
          ? `workers submit nothing with --load ${p.load}`
          : isAsked(p)
          ? `the waker of --load ${p.load} hears of an I/O when its submit ` +
            "call has returned, which would wait for it"
          : "needs --wait wait and a mode whose submit calls submit, not " +
            `--wait ${p.wait} in mode ${p.mode}`),
    );
  }
  checkMessage(p);
  if (hasConnections(p) && p.iodepth > MAX_CONNECTIONS) {
    throw new UsageError(
      `--connections: ${p.iodepth} of one worker are above ` +
        `${MAX_CONNECTIONS}, for which a ring has room`,
    );
  }
  const { iodepthBatchCompleteMin: min, iodepthBatchCompleteMax: max } = p;
  if (min > max) {
    throw new UsageError(
      `--iodepth-batch-complete-min: ${min} is above ` +
        `--iodepth-batch-complete-max, ${max}`,
    );
  }
  for (
    const [name, value] of [
      ["iodepth-batch", p.iodepthBatch],
      ["iodepth-batch-complete-min", min],
    ] as const
  ) {
    if (value > p.iodepth) {
      throw new UsageError(
        `--${name}: ${value} is above --iodepth, ${p.iodepth}`,
      );
    }
  }
}

/** Throws {@linkcode UsageError} for messages too long or too short for a load. */
function checkMessage(p: Params): void {
  if (!hasMessages(p)) return;
  if (isSocket(p) && p.bs > MAX_MESSAGE) {
    throw new UsageError(
      `--bs: a message of ${p.bs} bytes is longer than the buffers of this ` +
        `program for messages on sockets; those of --load ${p.load} may have ` +
        `${MIN_MESSAGE} to ${MAX_MESSAGE}`,
    );
  }
  if (isSocket(p) && p.bs < MIN_MESSAGE) {
    throw new UsageError(
      `--bs: a message of ${p.bs} bytes has no room for the ${MIN_MESSAGE} ` +
        "of its number and the time at which it was sent",
    );
  }
  if (!isSocket(p) && p.bs > MAX_PIPED) {
    throw new UsageError(
      `--bs: a message of ${p.bs} bytes is above ${MAX_PIPED}, what a pipe ` +
        "takes in one piece",
    );
  }
}
