import { getSystemErrorMessage, getSystemErrorName } from "node:util";
import { RunError } from "../lib/base/errors.ts";
import { type Step, stepText } from "../lib/model/measurement/steps.ts";
import type { Refusal } from "../lib/run/machine.ts";

/** What the block layer answers and Deno, after libuv, has no name for. */
const BLOCK_ERRNOS: Record<number, string> = {
  // blk_errors[] in block/blk-core.c: BLK_STS_RESV_CONFLICT, _MEDIUM,
  // _TIMEOUT, _TRANSPORT, _PROTECTION, _TARGET.
  52: "EBADE (invalid exchange)",
  61: "ENODATA (no data available)",
  62: "ETIME (timer expired)",
  67: "ENOLINK (link has been severed)",
  84: "EILSEQ (illegal byte sequence)",
  121: "EREMOTEIO (remote I/O error)",
};

/** "EIO (i/o error)" for an errno. */
export function errnoText(errno: number): string {
  const block = BLOCK_ERRNOS[errno];
  if (block) return block;
  try {
    const name: string | undefined = getSystemErrorName(-errno);
    if (name) return `${name} (${getSystemErrorMessage(-errno)})`;
  } catch {
    // Not an errno.
  }
  return `errno ${errno}`;
}

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
