import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { RunError, UsageError } from "../../../lib/base/errors.ts";
import {
  buildArm,
  figuresOf,
  loadArguments,
  LOOPS,
  otherBuild,
} from "../../../lib/commands/bench/against.ts";
import { benchParams } from "../../../lib/commands/bench/tools.ts";
import { exp7 } from "../../../experiments/exp7.ts";
import { parseOptions } from "../../../lib/options/experiment_options.ts";

const HEAD = "mode,ios,iops,user_s,system_s\n";
const CSV = `${HEAD}default,1000,2000,0.001,0.003\n`;

Deno.test("figuresOf() reads the only cell of a run, whatever else is there", () => {
  assertEquals(figuresOf(CSV, "x.csv"), {
    iops: 2000,
    userNs: 1000,
    cpuNs: 4000,
  });
  for (
    const bad of [HEAD, `${CSV}coop,1,1,1,1\n`, "mode,ios\ndefault,1\n"]
  ) {
    assertThrows(() => figuresOf(bad, "x.csv"), RunError, "x.csv has not one");
  }
});

/** A program that writes such results, and says what it was started with. */
function fakeBuild(help: string, csv = CSV) {
  const calls: string[][] = [];
  const run = (name: string, args: readonly string[]) => {
    calls.push([name, ...args]);
    const out = args.find((arg) => arg.startsWith("--out="))?.slice(6);
    if (out === undefined) return Promise.resolve(help);
    Deno.mkdirSync(out);
    Deno.writeTextFileSync(`${out}/results.csv`, csv);
    return Promise.resolve("");
  };
  return { calls, run };
}

Deno.test("a build that knows turns is told to take none, another is not", async () => {
  for (
    const [help, turns] of [
      ["  --turn TIME  arms take turns\n", ["--turn=0"]],
      ["  --repeats N  of every cell\n", []],
    ] as const
  ) {
    const { calls, run } = fakeBuild(help);
    const arm = buildArm("old", ["deno", "main.ts"], ["exp7", "--x"], run);
    assertEquals((await arm.measure()).iops, 2000);
    await arm.measure();
    const [asked, first = [], second] = calls;
    // It is asked once.
    assertEquals(asked, ["deno", "main.ts", "exp7", "-h"]);
    assertEquals(calls.length, 3);
    assertEquals(second?.length, first.length);
    assertEquals(first.slice(0, -1), [
      "deno",
      "main.ts",
      "exp7",
      "--x",
      ...turns,
    ]);
    const out = first.at(-1)?.slice("--out=".length) ?? "";
    assertThrows(() => Deno.statSync(out), Deno.errors.NotFound);
  }
});

Deno.test("a run without figures ends the comparison and leaves nothing", async () => {
  const { calls, run } = fakeBuild("", HEAD);
  const arm = buildArm("old", ["deno"], ["exp7"], run);
  await assertRejects(() => arm.measure(), RunError, "has not one cell");
  const out = calls[1]?.at(-1)?.slice("--out=".length) ?? "";
  assertThrows(() => Deno.statSync(`${out}/..`), Deno.errors.NotFound);
});

Deno.test("the load is one arm, in options that exp7 has", () => {
  const params = benchParams({ path: "/dev/x", bytes: 1 << 20 }, 3, 0.5);
  for (const loop of Object.values(LOOPS)) {
    const [name, ...args] = loadArguments(loop, params);
    assertEquals(name, exp7.name);
    const { parameters: given, runtime, cpus, size } = parseOptions(args);
    assertEquals(given.mode?.length, 1);
    assertEquals([given.busy, given.workers], [[false], [1]]);
    assertEquals([runtime, cpus, size], [0.5, [3], 1 << 20]);
  }
});

Deno.test("a directory without uringlab is wrong usage", () => {
  assertThrows(() => otherBuild("/nonexistent"), UsageError, "is no checkout");
  const root = new URL("../../..", import.meta.url).pathname;
  assertEquals(otherBuild(root).at(-1), `${root}/main.ts`);
});
