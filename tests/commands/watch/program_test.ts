import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { RunError } from "../../../lib/base/errors.ts";
import { openProgram } from "../../../lib/commands/watch/program.ts";
import { hostFiles } from "../../../lib/host/system.ts";

const files = hostFiles();

Deno.test("a command begins when it is let go, in the process it was", async () => {
  const path = await Deno.makeTempFile();
  await Deno.remove(path);
  using program = openProgram({
    command: ["sh", "-c", `echo $$ >${path}; exit 3`],
  }, files);
  const [pid] = program.pids();
  await new Promise((resolve) => setTimeout(resolve, 50));
  await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
  program.release();
  assertEquals((await program.ended).code, 3);
  assertEquals(await Deno.readTextFile(path), `${pid}\n`);
  await Deno.remove(path);
});

Deno.test("a command that nobody lets go does not begin", async () => {
  const path = await Deno.makeTempFile();
  await Deno.remove(path);
  const program = openProgram({ command: ["touch", path] }, files);
  await new Promise((resolve) => setTimeout(resolve, 50));
  program[Symbol.dispose]();
  assertEquals((await program.ended).success, false);
  await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
});

Deno.test("words of a command stay as they are, and it has its own input", async () => {
  const path = await Deno.makeTempFile();
  using program = openProgram({
    command: [
      "sh",
      "-c",
      `printf '%s|' "$@" >${path}; cat >>${path}`,
      "a b",
      "c'd",
      "$e",
    ],
  }, files);
  program.release();
  assertEquals((await program.ended).code, 0);
  assertEquals(await Deno.readTextFile(path), "c'd|$e|");
  await Deno.remove(path);
});

Deno.test("what is not there is told in one line", () => {
  assertThrows(
    () => openProgram({ command: ["no-such-program"] }, files),
    RunError,
    "cannot start no-such-program: ",
  );
});
