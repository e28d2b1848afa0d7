/** What the user typed cannot be run: one line on stderr and exit status 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The machine cannot do what was asked: one line on stderr, exit status 1. */
export class RunError extends Error {
  override name = "RunError";
}

/**
 * What the system says of a call that failed, "No such file or directory",
 * without the number, the call and the path that Deno puts behind it: whoever
 * tells it names the path in words of their own.
 */
export function systemReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/ \(os error \d+\)(: \w+ '.*')?( -> '.*')?$/s, "");
}
