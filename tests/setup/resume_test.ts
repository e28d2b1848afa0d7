import { assertEquals, assertThrows } from "@std/assert";
import { exp7 } from "../../experiments/exp7.ts";
import { parseOptions } from "../../lib/options/experiment_options.ts";
import { UsageError } from "../../lib/base/errors.ts";
import type { PlannedRun } from "../../lib/model/planned_run.ts";
import type { RecordedRun } from "../../lib/files/read_run.ts";
import { refuseDifferences, resumedOptions } from "../../lib/setup/resume.ts";
import { plan } from "../../lib/model/plan.ts";
import { IDENTITY, params, plannedRun } from "../model/fixtures.ts";

function run(change: Partial<PlannedRun> = {}): PlannedRun {
  return plannedRun(exp7, { base: params(), ...change });
}

function recorded(...args: string[]): RecordedRun {
  return {
    directory: "there",
    run: run(),
    identity: IDENTITY,
    rows: [],
    traced: [],
    tracing: undefined,
    environment: { cpuModel: "one" },
    meta: {
      command_line: ["uringlab", "exp7", ...args],
    },
    torn: false,
    isSame: true,
  };
}

const HERE = { ...IDENTITY, environment: { cpuModel: "one" } };

Deno.test("a run goes on with its own options, those given on top", () => {
  const options = resumedOptions(
    parseOptions(["--resume=there", "--iodepth=1"]),
    recorded("--iodepth=1,8", "--runtime=2", "--out=elsewhere", "--trace"),
  );
  assertEquals(options, {
    resume: "there",
    runtime: 2,
    seed: 42,
    parameters: { iodepth: [1] },
  });
});

Deno.test("the same run is gone on with, whatever its repetitions", () => {
  refuseDifferences(recorded(), run(), HERE);
  const preset = { ...exp7.presets.quick, repeats: 9 };
  refuseDifferences(recorded(), run({ preset }), HERE);
});

Deno.test("what differs is named with both values", () => {
  const refused = (message: string, now: PlannedRun, here = HERE) =>
    assertThrows(
      () => refuseDifferences(recorded(), now, here),
      UsageError,
      message,
    );
  refused("base.bs is 4096 now, but 512", run({ base: params({ bs: 4096 }) }));
  refused("hz is 1000 now, but 250", run({ hz: 1000 }));
  refused('kernel is "6.2" now', run(), { ...HERE, kernel: "6.2" });
  refused('cpuModel is "two" now, but "one"', run(), {
    ...HERE,
    environment: { cpuModel: "two" },
  });
});

Deno.test("a plan in another order is another run", () => {
  const cells = (seed: number) =>
    plan(params(), exp7.axes, { repeats: 2, order: "random", seed });
  const then = { ...recorded(), run: run({ cells: cells(42) }) };
  refuseDifferences(then, run({ cells: cells(42) }), HERE);
  refuseDifferences(then, run({ cells: cells(42).slice(0, 30) }), HERE);
  assertThrows(
    () => refuseDifferences(then, run({ cells: cells(43) }), HERE),
    UsageError,
    "cell 0 is another one in the plan of this version",
  );
});
