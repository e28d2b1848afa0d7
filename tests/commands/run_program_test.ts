import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../lib/base/errors.ts";
import { runProgram } from "../../lib/commands/run_program.ts";
import { COMMANDS, fakeProcess } from "./fake_process.ts";

async function run(...args: string[]) {
  const process = fakeProcess(args);
  const status = await runProgram(COMMANDS, process);
  return { status, stdout: process.stdout, stderr: process.stderr };
}

Deno.test("alone it is wrong usage, told by the help", async () => {
  assertEquals(await run(), {
    status: 2,
    stdout: "",
    stderr: COMMANDS.programHelp("short"),
  });
});

Deno.test("the help is printed by each of its names", async () => {
  for (
    const [word, size] of [
      ["--help", "long"],
      ["-h", "short"],
      ["help", "long"],
    ] as const
  ) {
    assertEquals(await run(word), {
      status: 0,
      stdout: COMMANDS.programHelp(size),
      stderr: "",
    });
    assertEquals(
      (await run(word, "coop")).stdout,
      COMMANDS.find("exp7").help(size),
    );
  }
});

Deno.test("the version is printed", async () => {
  assertEquals((await run("--version")).stdout, "uringlab 1.2.3\ncommit abc\n");
});

Deno.test("a word that is no command is told what it may have meant", async () => {
  const refused = (word: string, complaint: string) =>
    assertRejects(() => run(word), UsageError, complaint);
  await refused("lsit", '"lsit"; did you mean "list"?');
  await refused("cop", '"cop"; did you mean "coop"?');
  await refused("exp7x", '"exp7x"; did you mean "exp7"?');
  await refused("--verison", '"--verison"; did you mean "--version"?');
});
