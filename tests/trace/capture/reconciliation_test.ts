import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { outputOf, surroundings } from "../../surroundings.ts";
import { hindrance } from "./hindrance.ts";
import { CELLS, seesWakers, type TracedCounts } from "./traced_engine.ts";

const PROGRAM = new URL("traced_engine.ts", import.meta.url).pathname;
const why = await hindrance();

function assertNear(actual: number, wanted: number, edge: number, of: string) {
  assertAlmostEquals(actual, wanted, 0.01 * wanted + edge, of);
}

/**
 * A message is sent, and received unless a receive stays for all of them; a
 * connection is accepted likewise, and closed.
 */
function sqesPerIo({ load, recv, accept }: TracedCounts["change"]): number {
  return (load === "tcp" && recv !== "multishot") ||
      (load === "accept" && accept !== "multishot")
    ? 2
    : 1;
}

/** What the engine and the kernel count must be what the tracer saw. */
function assertReconciled(traced: TracedCounts): void {
  const { change, engine, workers, kernel, all, lost } = traced;
  const seen = JSON.stringify(traced);
  const { mode, iodepth = 1 } = change;
  // The window cuts through what is on its way, at either end.
  const edge = 2 * engine.workers * iodepth;
  assert(engine.ios > 0, seen);
  assertEquals(workers.threads, engine.workers, seen);
  assertNear(
    all.counts.completions,
    engine.completions,
    edge,
    `completions: ${seen}`,
  );
  // What is sent together on a connection is one send.
  const submissions = sqesPerIo(change) * engine.ios;
  if ((change.pipeline ?? 1) > 1) {
    assert(all.counts.submissions <= submissions + edge, seen);
  } else {
    assertNear(
      all.counts.submissions,
      submissions,
      sqesPerIo(change) * edge,
      `submissions: ${seen}`,
    );
  }
  const { sleeps, kicks, preemptions } = workers.counts;
  // A thread that is kicked between setting its state and __schedule() stays
  // runnable there (signal_pending_state()), but if another runs in its place
  // the switch counts as voluntary. What another CPU sends comes that early.
  const kickedBefore = change.load !== undefined
    ? Math.min(kicks, preemptions, 0.03 * engine.nvcsw)
    : 0;
  const slept = `sleeps: ${seen}`;
  assert(sleeps <= 1.01 * engine.nvcsw + 2 * engine.workers, slept);
  assertNear(sleeps, engine.nvcsw, 2 * engine.workers + kickedBefore, slept);
  const wakes = Object.values(workers.wakes).reduce((sum, n) => sum + n, 0);
  assert(workers.counts.waits_slept > 0, seen);
  assert(workers.counts.waits <= engine.waitingCalls + engine.workers, seen);
  assert(workers.counts.waits_slept <= workers.counts.waits + 1, seen);
  // Who is woken on the way to sleep waits without a sleep.
  const { waits, waits_slept: waitsSlept } = workers.counts;
  const awake = waits - Math.min(waits, waitsSlept);
  assert(wakes <= 1.02 * sleeps + awake + engine.workers, seen);
  // Wake-ups that nobody saw are counted too; the edges may cut one off each.
  assert(wakes >= waitsSlept - engine.workers, seen);
  assert(lost.missed <= 0.01 * lost.of, seen);
  if (change.load === "msg_ring") {
    const runs = Object.values(workers.runs).reduce((sum, n) => sum + n, 0);
    assertEquals([runs, kicks], [0, 0], seen);
    assert(workers.wakes.other_completion >= 0.9 * wakes, seen);
  } else if (mode === "sqpoll") {
    assert(kernel.runs.sq_thread > 0, seen);
    assertNear(kernel.counts.completions, engine.completions, edge, seen);
    assert(workers.wakes.other_completion >= 0.9 * wakes, seen);
  } else {
    assertEquals(kernel.runs.sq_thread, 0, seen);
    assert(workers.runs.getevents_after_sleep > 0, seen);
    assert(workers.wakes.other_completion <= 0.1 * wakes, seen);
  }
}

for (const surrounding of await surroundings(why)) {
  const { where, missing } = surrounding;
  Deno.test({
    name: `the native tracer counts what the engine counted, ${where}` +
      (missing ? ` (not run: ${missing})` : ""),
    ignore: missing !== undefined,
    async fn() {
      const lines = (await outputOf(PROGRAM, surrounding)).trim().split("\n");
      const cells: TracedCounts[] = lines.map((line) => JSON.parse(line));
      for (const traced of cells) assertReconciled(traced);
      const whole = cells.filter(seesWakers).map(({ change }) => change);
      assertEquals(whole, [...CELLS], "cells of which no wake-up was missed");
    },
  });
}
