import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { buildLibrary } from "../../ffi/mod.ts";
import { nativeFiles } from "../../ffi/native_files.ts";
import { hostFiles } from "../../lib/host/system.ts";
import type { Hogs } from "../../lib/run/busy.ts";
import { CellError } from "../../lib/run/executor.ts";
import { startWriter, together, writesOf } from "../../lib/run/writer.ts";
import { temporaryDirectory, until } from "../program/program.ts";

/** The files that a process has open below a directory, as /proc shows them. */
function openBelow(pid: number, directory: string): string[] {
  return [...Deno.readDirSync(`/proc/${pid}/fd`)]
    .map(({ name }) => Deno.readLinkSync(`/proc/${pid}/fd/${name}`))
    .filter((path) => path.startsWith(directory));
}

Deno.test("a writer writes into a file without a name, until it is paused", async () => {
  await buildLibrary(() => {});
  using directory = temporaryDirectory();
  const files = hostFiles();
  {
    await using writer = await startWriter(nativeFiles().writer, {
      directory: directory.path,
      cpus: [0],
    });
    const [pid = 0] = writer.pids;
    const [open = ""] = openBelow(pid, directory.path);
    assertMatch(open, / \(deleted\)$/);
    assertEquals([...Deno.readDirSync(directory.path)], []);
    const filled = writesOf(files, pid) ?? NaN;
    assert(filled >= 64, `${filled}`);
    await until("it goes on", () => (writesOf(files, pid) ?? 0) > filled + 10);
    writer.pause();
    await until(
      "it has stopped",
      () => /^State:\tT/m.test(Deno.readTextFileSync(`/proc/${pid}/status`)),
    );
    const stopped = writesOf(files, pid);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assertEquals(writesOf(files, pid), stopped);
    writer.resume();
    assertEquals(writer.lost(), 0);
    assertEquals(writesOf(files, 0), undefined);
  }
  assertEquals([...Deno.readDirSync(directory.path)], []);
});

Deno.test("a writer that has no place says why, in one line", async () => {
  await buildLibrary(() => {});
  const start = (directory: string) =>
    startWriter(nativeFiles().writer, { directory, cpus: [] });
  const refused = async (directory: string, why: string) => {
    const error = await assertRejects(() => start(directory), CellError);
    assertEquals(error.message, `cannot start writer: writer: ${why}`);
  };
  await refused("/nowhere", "/nowhere: No such file or directory");
  await refused("/proc", "/proc: Operation not supported");
});

Deno.test("what runs together is paused, ended and missed together", async () => {
  const done: string[] = [];
  const one = (what: string, lost: number): Hogs => ({
    what,
    pids: [lost],
    lost: () => lost,
    pause: () => void done.push(`${what} pauses`),
    resume: () => void done.push(`${what} goes on`),
    [Symbol.asyncDispose]: () => {
      done.push(`${what} ends`);
      return Promise.resolve();
    },
  });
  {
    await using both = together([one("busy", 0), one("writer", 1)]);
    assertEquals([both.what, both.lost(), both.pids], ["writer", 1, [0, 1]]);
    both.pause();
    both.resume();
  }
  assertEquals(done, [
    "busy pauses",
    "writer pauses",
    "busy goes on",
    "writer goes on",
    "busy ends",
    "writer ends",
  ]);
  assertEquals(together([one("busy", 0)]).what, "busy");
});
