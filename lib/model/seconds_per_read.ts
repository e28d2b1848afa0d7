import { isPosted } from "./parameters/loads.ts";
import type { Params } from "./parameters/params.ts";
import { WAITS } from "./parameters/waits.ts";

/** Of a read of one thread, more or less, in seconds. */
const READ = 0.0001;
/** Of a kernel with CONFIG_HZ=250, in seconds. */
const TICK = 0.004;

/**
 * Seconds until a worker with one read in flight sees it, more or less: when it
 * looks next, or where nobody interrupts it, at the tick or never.
 */
export function secondsPerRead(
  params: Params,
): number {
  // Work of random length, a tick at most, comes before each.
  const before = params.phase === "random" ? TICK / 2 : 0;
  return before + secondsUntilSeen(params);
}

function secondsUntilSeen(
  { mode, wait, core, thinktime, thinkGetevents, load }: Params,
): number {
  if (!WAITS[wait].thinks) return READ;
  const seen = Math.max(READ, thinktime / 1e6);
  if (core === "interrupt" || thinkGetevents) return seen;
  if (mode === "defer") return Infinity;
  // What another ring posts is in the CQ without any work of the thread's own.
  return mode === "coop" && !isPosted({ load }) ? Math.max(seen, TICK) : seen;
}
