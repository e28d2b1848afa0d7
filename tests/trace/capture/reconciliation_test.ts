import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { hindrance } from "./hindrance.ts";
import { CELLS, type TracedCounts } from "./traced_engine.ts";

const PROGRAM = new URL("traced_engine.ts", import.meta.url).pathname;
const NAMESPACE = ["unshare", "--pid", "--fork", "--mount-proc"];
const why = await hindrance();

async function canUnshare(): Promise<boolean> {
  const [program = "", ...args] = [...NAMESPACE, "true"];
  const { success } = await new Deno.Command(program, {
    args,
    stdout: "null",
    stderr: "null",
  }).output();
  return success;
}

async function tracedCells(before: readonly string[]): Promise<TracedCounts[]> {
  const [program = "", ...args] = [
    ...before,
    Deno.execPath(),
    "run",
    "-A",
    PROGRAM,
  ];
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert(success, text(stderr));
  return text(stdout).trim().split("\n").map((line) => JSON.parse(line));
}

function assertNear(actual: number, wanted: number, edge: number, of: string) {
  assertAlmostEquals(actual, wanted, 0.01 * wanted + edge, of);
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
  assertNear(all.counts.completions, engine.ios, edge, `completions: ${seen}`);
  assertNear(all.counts.submissions, engine.ios, edge, `submissions: ${seen}`);
  assertNear(
    workers.counts.sleeps,
    engine.nvcsw,
    2 * engine.workers,
    `sleeps: ${seen}`,
  );
  const wakes = Object.values(workers.wakes).reduce((sum, n) => sum + n, 0);
  assert(workers.counts.waits_slept > 0, seen);
  assert(workers.counts.waits <= engine.waitingCalls + engine.workers, seen);
  assert(workers.counts.waits_slept <= workers.counts.waits + 1, seen);
  // Who is woken on the way to sleep does not sleep.
  assert(wakes <= 1.02 * workers.counts.sleeps + engine.workers, seen);
  assert(wakes >= 0.98 * workers.counts.waits_slept - engine.workers, seen);
  assert(lost.missed <= 0.01 * lost.of, seen);
  if (mode === "sqpoll") {
    assert(kernel.runs.sq_thread > 0, seen);
    assertNear(kernel.counts.completions, engine.ios, edge, seen);
    assert(workers.wakes.other_completion >= 0.9 * wakes, seen);
  } else {
    assertEquals(kernel.runs.sq_thread, 0, seen);
    assert(workers.runs.getevents_after_sleep > 0, seen);
    assert(workers.wakes.other_completion <= 0.1 * wakes, seen);
  }
}

for (
  const { where, before, missing } of [
    { where: "on this machine", before: [], missing: why },
    {
      where: "in a PID namespace",
      before: NAMESPACE,
      missing: why ??
        (await canUnshare() ? undefined : "no PID namespace can be made here"),
    },
  ]
) {
  Deno.test({
    name: `the native tracer counts what the engine counted, ${where}` +
      (missing ? ` (not run: ${missing})` : ""),
    ignore: missing !== undefined,
    async fn() {
      const cells = await tracedCells(before);
      assertEquals(cells.length, CELLS.length);
      for (const traced of cells) assertReconciled(traced);
    },
  });
}
