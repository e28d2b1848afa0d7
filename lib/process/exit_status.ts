import { RunError, UsageError } from "../base/errors.ts";
import type { Status } from "../run/surroundings.ts";
import { printable } from "../base/terminal_text.ts";
import { INTERRUPTED, Interrupted } from "./signals.ts";

/** What was asked for is not done, or found something wrong. */
const FAILED = 1;

/** What was asked for cannot be understood. */
export const WRONG_USAGE = 2;

/**
 * The exit status for an error, which is told in one message. An error that
 * nobody foresaw is thrown again, with its stack.
 */
export function exitStatus(error: unknown, status: Status): number {
  const tell = (message: string) =>
    status.insist(printable(`uringlab: ${message}`));
  if (error instanceof Interrupted) {
    tell(`interrupted by ${error.message}`);
    return INTERRUPTED;
  }
  if (error instanceof UsageError) {
    tell(error.message);
    return WRONG_USAGE;
  }
  if (error instanceof RunError) {
    tell(error.message);
    return FAILED;
  }
  throw error;
}
