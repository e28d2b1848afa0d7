/** The signal that ended the run. */
export class Interrupted extends Error {
  override name = "Interrupted";
}

/** The exit status of a process that a signal ended. */
export const INTERRUPTED = 130;

/** The signals with which users and machines end programs. */
const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Aborts at the first signal, with {@linkcode Interrupted} as the reason; at
 * the second the process ends at once.
 */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  // A file that is too large for RLIMIT_FSIZE is then an error like others.
  Deno.addSignalListener("SIGXFSZ", () => {});
  // The kernel repeats it every second, which must not end the process.
  Deno.addSignalListener("SIGXCPU", () => {
    controller.abort(new Interrupted("SIGXCPU: RLIMIT_CPU is used up"));
  });
  for (const name of ENDING) {
    Deno.addSignalListener(name, () => {
      if (controller.signal.aborted) Deno.exit(INTERRUPTED);
      controller.abort(new Interrupted(name));
    });
  }
  return controller.signal;
}
