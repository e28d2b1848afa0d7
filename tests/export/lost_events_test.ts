import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { exp7 } from "../../experiments/exp7.ts";
import { exportTraces } from "../../lib/export/export_traces.ts";
import { readCsv } from "../../lib/files/csv_text.ts";
import { OutputDirectory } from "../../lib/files/output_directory.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import { planRun } from "../../lib/setup/plan.ts";
import { TracingExecutor } from "../../lib/trace/tracing_executor.ts";
import { cell, IDENTITY, rawMeasurement, row } from "../model/fixtures.ts";
import { fakeMachine } from "../session/fake_machine.ts";
import { checkedOn, disk } from "../setup/disks.ts";
import {
  failedOf,
  programOf,
  snapshotLine,
  threadOf,
} from "../trace/capture/lines.ts";
import { fakeTracer } from "../trace/fake_tracer.ts";

/** What is told of a cell whose tracer lost some of 1000 events. */
async function told({ missed = 0, refused = 0 }) {
  // What a map refused had fired.
  const fired = 1000 - missed;
  using fake = fakeTracer({
    snapshots: [snapshotLine({
      threads: [threadOf({ runs: { timer: 9 } })],
      programs: [programOf({ name: "switched", fired, missed })],
      failed: failedOf({ threads: refused, stacks: 7 }),
    })],
  });
  const one = cell({ mode: "coop", iodepth: 8 }, { index: 5 });
  await using tracing = new TracingExecutor({
    measure: () => Promise.resolve(rawMeasurement()),
  }, { pid: 1, nowNs: () => 0n, command: fake.command });
  await tracing.measure(one);
  const on = disk(4);
  const run = planRun(checkedOn(on, exp7, parseOptions(["--seed=1"])), {
    files: on.files,
    machine: fakeMachine(),
  });
  const files = new Map<string, string>();
  class Kept extends OutputDirectory {
    override write(name: string, text: string): void {
      files.set(name, text);
    }
  }
  const traced = [{
    row: { ...row(one.params, { metrics: { ios: 9 } }), cell: one },
    trace: tracing.traceOf(one),
    untracedIops: undefined,
  }];
  const { text } = exportTraces(
    { traced, run, identity: IDENTITY },
    { by: "", stacks: "sampled", obstacles: [], unseen: [], syscalls: {} },
    new Kept("/none"),
  );
  const [header = [], line = []] = readCsv(files.get("trace.csv") ?? "");
  const field = (name: string) => line[header.indexOf(name)];
  return { text, findings: files.get("findings.md") ?? "", field };
}

Deno.test("more than 1 % of the events lost: the trace is not valid, and says how many", async () => {
  for (const lost of [{ missed: 11 }, { missed: 4, refused: 7 }]) {
    const { text, findings, field } = await told(lost);
    assertEquals([field("missed_events"), field("events")], ["11", "1000"]);
    assert(field("broken")?.split(" ").includes("missed"));
    assertEquals([field("stacks_taken"), field("stacks_failed")], ["0", "7"]);
    for (const where of [text.replaceAll("\n", " "), findings]) {
      assertStringIncludes(where, "7 of 7 stacks (100.0 %) could not be taken");
      assertStringIncludes(where, "missed 11 of 1000 events");
      assertStringIncludes(where, "Not valid: 1 of 1 traces");
    }
    assertStringIncludes(findings, "**11 of 1000**");
    assertStringIncludes(findings, "should lose no more than 1 % of the");
  }
});

Deno.test("few events lost are told, and no more", async () => {
  const { text, findings, field } = await told({ missed: 10 });
  assertEquals([field("missed_events"), field("events")], ["10", "1000"]);
  assert(!field("broken")?.split(" ").includes("missed"));
  assert(!text.includes("missed 10"));
  assertStringIncludes(findings, "| 10 of 1000 |");
});
