/** Tracing that did not work; the message is for the user. */
export class TraceError extends Error {
  override name = "TraceError";
}
