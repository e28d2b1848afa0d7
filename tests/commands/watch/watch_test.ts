/** Real programs are watched, each with one fault; c/tests/rings has them. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { buildLibrary } from "../../../ffi/mod.ts";
import { RunError } from "../../../lib/base/errors.ts";
import { parseWatchOptions } from "../../../lib/commands/watch/options.ts";
import { runWatch } from "../../../lib/commands/watch/watch.ts";
import { hostFiles } from "../../../lib/host/system.ts";
import { parseAllowedCpus } from "../../../lib/host/topology.ts";
import { command } from "../../faults/faulty_target.ts";
import { until } from "../../program/program.ts";
import { fakeMachine } from "../../session/fake_machine.ts";
import { type FakeProcess, fakeProcess } from "../fake_process.ts";

const C = new URL("../../../c", import.meta.url).pathname;
const RINGS = `${C}/build/rings`;

await buildLibrary(() => {});
command("make", "-s", "-C", C, "build/rings");

/** Where results go, unless a test says otherwise. */
const RESULTS = await Deno.makeTempDir({ prefix: "uringlab-watch-test-" });
globalThis.addEventListener(
  "unload",
  () => Deno.removeSync(RESULTS, { recursive: true }),
);

let watches = 0;

/** What watching with these options says, and its status. */
async function watch(
  args: readonly string[],
  signal = new AbortController().signal,
  process = fakeProcess(),
) {
  const told = { stdout: "" };
  const status = await runWatch(withOut(args), {
    ...around(process, signal),
    print: (text) => told.stdout += text,
  });
  return { status, stderr: process.stderr, ...told };
}

/** What these options say, with results where they are taken away again. */
function withOut(args: readonly string[]) {
  return parseWatchOptions([`--out=${RESULTS}/${++watches}`, ...args]);
}

/** A machine with a clock and without a tracer. */
function around(process: FakeProcess, signal: AbortSignal) {
  return {
    ...process,
    files: hostFiles(),
    machine: fakeMachine({
      nowNs: () => BigInt(Math.round(performance.now() * 1e6)),
    }),
    signal,
  };
}

/** A program with one fault, which has committed it when this returns. */
async function faulty(...words: string[]) {
  const child = new Deno.Command(RINGS, {
    args: words,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  // Those that go on for ever say nothing.
  if (!["wq", "shared"].includes(words[0] ?? "")) {
    const reader = child.stdout.getReader();
    await reader.read();
    reader.releaseLock();
  }
  return {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await Promise.all([child.status, child.stdout.cancel()]);
    },
  };
}

/** What was advised of a program after it was watched for a second. */
async function advised(...words: string[]): Promise<string[]> {
  await using program = await faulty(...words);
  const { stdout } = await watch([
    `--pid=${program.pid}`,
    "--seconds=1",
    "--json",
  ]);
  const { kind, processes } = JSON.parse(stdout.trim().split("\n").at(-1)!);
  assertEquals([kind, processes.length], ["all", 1]);
  return processes[0].advice.map(({ rule }: { rule: string }) => rule);
}

const [cpu = 0] = parseAllowedCpus(
  hostFiles().read("/proc/self/status") ?? "",
) ?? [];

Deno.test("each fault is found by its own rule, and by no other", async () => {
  assertEquals(await advised("overflow"), ["cq_overflow"]);
  assertEquals(await advised("wq"), ["io_wq"]);
  assertEquals(await advised("idle"), ["sq_thread_idle"]);
  assertEquals(await advised("shared", `${cpu}`), ["sq_thread_shares_cpu"]);
  assertEquals(await advised("nops"), []);
});

Deno.test("a command that is started is counted from its beginning", async () => {
  const seen = await Deno.makeTempFile();
  await Deno.remove(seen);
  const process = fakeProcess();
  const script = `${RINGS} nops >/dev/null & until [ -e ${seen} ]; do ` +
    "sleep 0.05; done; kill $!; exit 9";
  const running = watch(
    ["--json", "--interval=0.1s", "--", "sh", "-c", script],
    undefined,
    process,
  );
  try {
    await until(
      "its requests are seen",
      () => process.stderr.includes('"completed":1000'),
    );
  } finally {
    await Deno.writeTextFile(seen, "");
  }
  // Its own status is the result.
  const { status, stdout, stderr } = await running;
  await Deno.remove(seen);
  assertEquals([status, stdout], [9, ""]);
  const { processes } = JSON.parse(stderr.trim().split("\n").at(-1)!);
  assertEquals(processes.length, 1);
  assertEquals([processes[0].name, processes[0].completed], ["rings", 1000]);
});

Deno.test("what is to end us ends the command that was started", async () => {
  const controller = new AbortController();
  const process = fakeProcess();
  const running = watch(
    ["--interval=0.1s", "--", RINGS, "nops"],
    controller.signal,
    process,
  );
  await until("it is watched", () => process.stderr.includes("rings"));
  controller.abort(new Error("SIGTERM"));
  assertEquals((await running).status, 128 + 15);
});

Deno.test("processes of a name are told apart, and an end ends it", async () => {
  await using one = await faulty("nops");
  const other = await faulty("nops");
  const ending = setTimeout(() => other[Symbol.asyncDispose](), 300);
  const { stdout, status } = await watch(["--name=rings", "--seconds=0.8"]);
  clearTimeout(ending);
  assertEquals(status, 0);
  assert(stdout.includes(`rings (PID ${one.pid})`), stdout);
  assert(stdout.includes(`rings (PID ${other.pid})`), stdout);
  const alone = await faulty("nops");
  setTimeout(() => alone[Symbol.asyncDispose](), 300);
  const ended = await watch([`--pid=${alone.pid}`, "--seconds=0"]);
  assert(ended.stdout.includes(`rings (PID ${alone.pid})`), ended.stdout);
});

Deno.test("an interrupt ends it, and what was seen is told before", async () => {
  await using program = await faulty("nops");
  const controller = new AbortController();
  const process = fakeProcess();
  let stdout = "";
  setTimeout(() => controller.abort(new Error("SIGINT")), 400);
  await assertRejects(
    () =>
      runWatch(withOut([`--pid=${program.pid}`, "--seconds=0"]), {
        ...around(process, controller.signal),
        print: (text) => stdout += text,
      }),
    Error,
    "SIGINT",
  );
  assert(stdout.includes("over "), stdout);
});

Deno.test("what cannot be watched is told, not shown as zeros", async () => {
  await assertRejects(
    () => watch(["--pid=4194304"]),
    RunError,
    "there is no process 4194304",
  );
  await assertRejects(
    () => watch(["--name=no such name"]),
    RunError,
    "there is no process of the name",
  );
  // This process may have children that are watched by other tests.
  const sleeper = new Deno.Command("sleep", { args: ["60"] }).spawn();
  await assertRejects(
    () => watch([`--pid=${sleeper.pid}`, "--seconds=0.2"]),
    RunError,
    "none of its processes has a ring",
  );
  sleeper.kill();
  await sleeper.status;
  await assertRejects(
    () => watch(["--", "/no/such/program"]),
    RunError,
    "cannot start /no/such/program",
  );
  const { status, stderr } = await watch(["--", "true"]);
  assertEquals(status, 0);
  assert(stderr.includes("no ring of true was seen in "), stderr);
});
