/** A signal that is aborted, with its name, by those that end a program. */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(name, () => controller.abort(new Error(name)));
  }
  return controller.signal;
}
