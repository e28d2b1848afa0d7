/** What the user typed cannot be run: one line on stderr and exit status 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** The machine cannot do what was asked: one line on stderr, exit status 1. */
export class RunError extends Error {
  override name = "RunError";
}
