import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { notValid } from "../../../lib/report/trace/reconciled.ts";
import { brokenTrace } from "../../../lib/trace/reconciliation.ts";
import { TracingExecutor } from "../../../lib/trace/tracing_executor.ts";
import { shortCell, withTarget } from "../../ffi/target.ts";
import { row } from "../../model/fixtures.ts";
import { hindrance } from "./hindrance.ts";

const NATIVE = new URL("../../../c/", import.meta.url).pathname;

/** Keys that each map has room for; the cell has more threads. */
const KEYS = 2;
const WORKERS = 8;

/** The tracer, built with maps that are soon full. */
async function tinyTracer(): Promise<string> {
  const program = "build/tiny/uringlab-trace";
  const { success, stderr } = await new Deno.Command("make", {
    args: [
      ...["-s", "-C", NATIVE, "BUILD=build/tiny"],
      `BPF_DEFINES=-DKEYS_MAX=${KEYS}`,
      program,
    ],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return `${NATIVE}${program}`;
}

const why = await hindrance();

Deno.test({
  name: "a tracer whose maps are full counts what they refuse, and its trace " +
    "is not valid" + (why ? ` (not run: ${why})` : ""),
  ignore: why !== undefined,
  async fn() {
    const program = await tinyTracer();
    await withTarget(4096, async (engine, path) => {
      const cell = shortCell(path, {
        workers: WORKERS,
        iodepth: 4,
        runtime: 0.3,
        rampTime: 0.05,
        numberIos: 0,
      });
      await using tracing = new TracingExecutor(engine, {
        pid: Deno.pid,
        nowNs: () => engine.nowNs(),
        command: [program],
      });
      const { workers } = await tracing.measure(cell);
      const ios = workers.reduce((sum, worker) => sum + worker.ios, 0);
      const trace = tracing.traceOf(cell);
      const { missed = 0, events = 0 } = trace?.reconcilable ?? {};
      assert(ios > 0 && missed > 0.01 * events, `${missed} of ${events}`);
      assert(missed < events, `${missed} of ${events}`);
      // What it knows of nobody is missing in its counts.
      assert((trace?.completions ?? ios) < ios);
      const traced = {
        row: row(cell.params, { metrics: { ios } }),
        trace,
        untracedIops: undefined,
      };
      assertEquals(
        brokenTrace(traced).find(({ premise }) => premise === "missed"),
        { premise: "missed", traced: events - missed, counted: events },
      );
      assertStringIncludes(
        notValid([traced], {}),
        `missed ${missed} of ${events} events`,
      );
    });
  },
});
