import { ERRNO } from "../base/errno.ts";
import type { Params } from "../model/parameters/params.ts";
import { CellError, TargetLostError } from "./executor.ts";
import {
  isRefusal,
  type Refusal,
  type Target,
  type TargetRefusal,
} from "./machine.ts";

function lost(filename: string, refusal: Refusal): TargetLostError {
  return new TargetLostError(
    `${filename} does not answer: ${refusal.message}`,
  );
}

/**
 * The target of a cell, if it is still what the cell was planned for: it
 * answers, can be read as the cell does, and has as many bytes as are to be
 * read. Throws {@linkcode TargetLostError} where it does not answer, else
 * {@linkcode CellError}.
 */
export function fitTarget(
  answer: Target | TargetRefusal,
  { filename, size }: Pick<Params, "filename" | "size">,
): Target {
  const isRefused = isRefusal(answer);
  if (isRefused && answer.errno === ERRNO.ETIMEDOUT) {
    throw lost(filename, answer);
  }
  // A read that was refused may have failed for the want of these very bytes.
  if (answer.bytes < size && !(isRefused && answer.step !== "read")) {
    throw new CellError(
      `the target has shrunk: of ${size} bytes that are to be read it has ` +
        `${answer.bytes}`,
    );
  }
  if (isRefused) throw new CellError(answer.message);
  return answer;
}
