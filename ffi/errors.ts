import { errnoText } from "../lib/base/errno.ts";
import { RunError } from "../lib/base/errors.ts";
import { type Step, stepText } from "../lib/model/measurement/steps.ts";
import type { Refusal } from "../lib/run/machine.ts";

/** One line: what was refused, the error where there is one, and more of it. */
function line(step: string, errno: number, detail?: string): string {
  const parts = [step, errno ? errnoText(errno) : "", detail ?? ""];
  return parts.filter((part) => part !== "").join(": ");
}

/** That the native library cannot be had, with what was in the way as cause. */
export class NativeError extends RunError {
  override name = "NativeError";
  /** Where it failed. */
  readonly step: "unpack" | "dlopen" | "ABI";

  constructor(step: NativeError["step"], detail: string, cause?: unknown) {
    super(line(step, 0, detail), { cause });
    this.step = step;
  }
}

/**
 * A step that the kernel refused with an errno, as a value; its message ends
 * with `detail`, what a user should know about it.
 */
export function refusalOf(
  step: Step,
  errno: number,
  detail?: string,
): Refusal {
  return { step, errno, message: line(stepText(step), errno, detail) };
}
