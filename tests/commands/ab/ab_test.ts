import { assert, assertEquals, assertRejects } from "@std/assert";
import { buildLibrary, Engine } from "../../../ffi/mod.ts";
import { nativeFiles } from "../../../ffi/native_files.ts";
import { RunError, UsageError } from "../../../lib/base/errors.ts";
import { runAb } from "../../../lib/commands/ab/ab.ts";
import { parseAbOptions } from "../../../lib/commands/ab/options.ts";
import { hostFiles } from "../../../lib/host/system.ts";
import { command } from "../../faults/faulty_target.ts";
import { fakeMachine } from "../../session/fake_machine.ts";
import { fakeProcess } from "../fake_process.ts";

await buildLibrary(() => {});

/** What a comparison with these options says, and its status or error. */
async function compare(
  args: readonly string[],
  signal = new AbortController().signal,
) {
  const process = fakeProcess();
  const { timed, tracer } = nativeFiles();
  const engine = new Engine();
  const machine = fakeMachine({
    timedPath: timed,
    tracerPath: tracer,
    nowNs: () => engine.nowNs(),
  });
  const around = { ...process, machine, files: hostFiles(), signal };
  const told = { stdout: "", stderr: "" };
  around.print = (text) => told.stdout += text;
  const result = await runAb(parseAbOptions(args), around)
    .catch((error: unknown) => error)
    .finally(() => engine[Symbol.dispose]());
  return { ...told, stderr: process.stderr, result };
}

const NUMBERS = [
  "--a=echo 100",
  "--b=echo 200",
  "--metric=iops=\\d+",
  "--runs=3",
];

Deno.test("two commands are compared, and conditions give the status", async () => {
  const { stdout, result } = await compare(NUMBERS);
  assert(stdout.includes("B / A, iops: +100.0 % (95 % CI"), stdout);
  assert(stdout.includes("higher\n"), stdout);
  assertEquals(result, 0);
  const failed = await compare([...NUMBERS, "--fail-on=faster:5%"]);
  assertEquals(failed.result, 1);
  assert(failed.stderr.includes("--fail-on faster:5%: iops: +100.0 %"));
  // That times differ, too, would be a fault of the machine's.
  const { result: passed, stderr } = await compare([
    ...NUMBERS,
    "--fail-on=slower:90%",
  ]);
  assertEquals([passed, stderr.includes("--fail-on")], [0, false], stderr);
});

Deno.test("a gate is not passed by too few runs", async () => {
  const { result, stderr } = await compare([
    "--a=true",
    "--b=true",
    "--runs=2",
    "--fail-on=slower:5%",
  ]);
  assertEquals(result, 1);
  assert(stderr.includes("nothing can be told"), stderr);
});

Deno.test("more is run for a precision, until it is reached or time is over", async () => {
  const precise = await compare([...NUMBERS, "--precision=1%"]);
  assertEquals(precise.result, 0);
  // One interval alone may be narrow by chance before.
  assert(precise.stdout.includes("8 runs of each"), precise.stdout);
  const late = await compare([
    "--a=sleep 0.3",
    "--b=sleep 0.5",
    "--runs=2",
    "--precision=0.1%",
    "--max-time=1s",
  ]);
  assert(late.stderr.includes("but --max-time is over"), late.stderr);
  assert(late.stdout.includes("B / A, wall time"), late.stdout);
});

Deno.test("equal commands are not said to be equal after too few runs", async () => {
  const { result, stdout, stderr } = await compare([
    "--a=sleep 0.6",
    "--aa",
    "--runs=2",
    "--precision=0.1%",
    "--max-time=1s",
  ]);
  assertEquals(result, 1);
  assert(!stdout.includes("0 of 1 comparison"), stdout);
  assert(stderr.includes("--aa: fewer than 3 runs of each"), stderr);
});

Deno.test("what was measured before a failure or an interrupt is told", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const count = `${directory}/count`;
    // Its third run fails.
    const command = `echo >>${count}; [ $(wc -l <${count}) -lt 3 ]`;
    const file = `${directory}/out.json`;
    const failed = await compare([
      "--a=true",
      `--b=${command}`,
      `--export-json=${file}`,
    ]);
    assert(failed.result instanceof RunError);
    assert(failed.result.message.includes("B, run 3, failed with status 1"));
    assert(failed.stdout.includes("too few runs to tell (2; it takes 3)"));
    const { results } = JSON.parse(await Deno.readTextFile(file));
    assertEquals(results[1].exit_codes, [0, 0]);

    const controller = new AbortController();
    const running = compare(
      ["--a=true", `--b=echo >>${count}; sleep 0.05`, "--runs=1000"],
      controller.signal,
    );
    while ((await Deno.readTextFile(count)).length < 6) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    controller.abort(new Error("SIGINT"));
    const { result, stdout } = await running;
    assertEquals((result as Error).message, "SIGINT");
    assert(stdout.includes("B / A, wall time"), stdout);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("an export that cannot be written is refused before anything is run", async () => {
  const { result, stdout } = await compare([
    "--a=true",
    "--b=true",
    "--export-json=/no/such/directory/out.json",
  ]);
  assert(result instanceof UsageError);
  await assertRejects(() => Promise.reject(result), UsageError, "no directory");
  assertEquals(stdout, "");
});

Deno.test("equal commands are told to be equal", async () => {
  const { stdout } = await compare(["--a=true", "--aa", "--runs=4"]);
  assert(/Equal commands, wall time: [01] of 1/.test(stdout), stdout);
});

Deno.test("delivery is told of runs that are watched, and not timed", async () => {
  const c = new URL("../../../c", import.meta.url).pathname;
  command("make", "-s", "-C", c, "build/rings");
  const directory = await Deno.makeTempDir();
  try {
    const file = `${directory}/out.json`;
    const { stdout, result } = await compare([
      `--a=timeout 0.3 ${c}/build/rings nops || true`,
      "--b=true",
      "--runs=1",
      "--watch",
      `--export-json=${file}`,
    ]);
    assertEquals(result, 0);
    const [, told = ""] = stdout.split("\nDelivery, in ");
    assert(told.startsWith("3 runs of each that were watched and not timed"));
    assert(/^completions +1000 +\?$/m.test(told), told);
    assert(told.includes("No ring was seen in B.\n"), told);
    const { results, watched } = JSON.parse(await Deno.readTextFile(file));
    assertEquals(results[0].times.length, 1);
    assertEquals(watched.length, 6);
    assert("wake_ups_per_completion" in watched[0], JSON.stringify(watched));
    assertEquals(
      watched.filter(({ side }: { side: string }) => side === "A")
        .map(({ completions }: { completions: number }) => completions),
      [1000, 1000, 1000],
    );
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a watched run that fails ends it, as a timed one does", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const count = `${directory}/count`;
    // Its second run fails.
    const { stdout, result } = await compare([
      `--a=echo >>${count}; [ $(wc -l <${count}) -lt 2 ]`,
      "--b=true",
      "--runs=1",
      "--watch",
    ]);
    assert(result instanceof RunError);
    assert(
      result.message.includes("A, watched run 1, failed with status 1"),
      result.message,
    );
    assert(stdout.includes("B / A, wall time"), stdout);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
