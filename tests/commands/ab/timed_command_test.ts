import { assert, assertEquals, assertRejects } from "@std/assert";
import { buildLibrary } from "../../../ffi/mod.ts";
import { nativeFiles } from "../../../ffi/native_files.ts";
import { RunError, UsageError } from "../../../lib/base/errors.ts";
import { runTimed } from "../../../lib/commands/ab/timed_command.ts";
import { until } from "../../program/program.ts";

await buildLibrary(() => {});
const timedPath = nativeFiles().timed;

function run(
  command: string,
  { shell = true, output = true, signal = new AbortController().signal } = {},
) {
  return runTimed(command, { timedPath, shell, signal }, output);
}

Deno.test("a command's times, output and status are told", async () => {
  const { wallSeconds, userSeconds, systemSeconds, maxRssBytes, ...told } =
    await run("echo out; echo first >&2; echo last >&2; sleep 0.02");
  assertEquals(told, {
    exitStatus: 0,
    failure: "",
    stdout: "out\n",
    complaint: "last",
  });
  assert(wallSeconds >= 0.02);
  assert(userSeconds + systemSeconds < wallSeconds);
  assert(maxRssBytes > 0);
});

Deno.test("how a command failed is told", async () => {
  const status = async (command: string) => {
    const { exitStatus, failure } = await run(command);
    return [exitStatus, failure];
  };
  assertEquals(await status("exit 3"), [3, "status 3"]);
  assertEquals(await status("kill -9 $$"), [137, "signal 9"]);
});

Deno.test("output that nobody looks for is not read", async () => {
  const { stdout } = await run("yes | head -c 1000000", { output: false });
  assertEquals(stdout, "");
});

Deno.test("without a shell its signs mean nothing", async () => {
  const { stdout } = await run("echo '$HOME' | wc", { shell: false });
  assertEquals(stdout, "$HOME | wc\n");
});

Deno.test("what cannot be executed is an error", async () => {
  await assertRejects(
    () => run("/no/such/command x", { shell: false }),
    RunError,
    "/no/such/command: No such file or directory",
  );
  await assertRejects(() => run("'", { shell: false }), UsageError);
  await assertRejects(
    () => run("head -c 70000000 /dev/zero"),
    RunError,
    "printed more than",
  );
});

Deno.test("an interrupt ends all that a command has started", async () => {
  const file = await Deno.makeTempFile();
  try {
    const controller = new AbortController();
    const running = run(`sh -c 'echo $$ >${file}; sleep 60; :'; :`, {
      signal: controller.signal,
    });
    const pid = () => Number(Deno.readTextFileSync(file));
    await until("it has started", () => pid() > 0);
    controller.abort(new Error("interrupted"));
    await assertRejects(() => running, Error, "interrupted");
    await until("it is gone", () => {
      try {
        return /\) Z /.test(Deno.readTextFileSync(`/proc/${pid()}/stat`));
      } catch {
        return true;
      }
    });
  } finally {
    await Deno.remove(file);
  }
});
