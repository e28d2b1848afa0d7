import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { buildLibrary } from "../../ffi/mod.ts";
import { nativeFiles } from "../../ffi/native_files.ts";
import { formatCpuList, parseCpuList } from "../../lib/base/cpu_list.ts";
import { startBusy } from "../../lib/run/busy.ts";
import { until } from "../program/program.ts";
import { CellError } from "../../lib/run/executor.ts";

const NO_CPU = 4000;

function statusField(pid: number, name: string): string | undefined {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/status`);
    return new RegExp(`^${name}:\\s*(.*)$`, "m").exec(text)?.[1];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The CPUs that this process may use: at most two. */
function someCpus(): number[] {
  const allowed = statusField(Deno.pid, "Cpus_allowed_list") ?? "";
  return parseCpuList(allowed).slice(0, 2);
}

/** The hogs that this process has as children, zombies included. */
function children(): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter(
    (pid) =>
      pid > 0 && statusField(pid, "PPid") === `${Deno.pid}` &&
      statusField(pid, "Name") === "busy",
  );
}

Deno.test("hogs are pinned one by one and gone after dispose", async () => {
  await buildLibrary(() => {});
  const cpus = someCpus();
  let pids: readonly number[];
  {
    await using hogs = await startBusy(nativeFiles().busy, cpus, 2);
    pids = hogs.pids;
    assertEquals(
      pids.map((pid) => statusField(pid, "Cpus_allowed_list")).sort(),
      cpus.flatMap((cpu) => [cpu, cpu]).map((cpu) => formatCpuList([cpu]))
        .sort(),
    );
    assertEquals(children(), [...pids].sort((a, b) => a - b));
    assertEquals(
      pids.map((pid) => statusField(pid, "Name")),
      pids.map(() => "busy"),
    );
    assertEquals(hogs.lost(), 0);
    const all = (state: string) => () =>
      pids.every((pid) => statusField(pid, "State")?.startsWith(state));
    hogs.pause();
    await until("all have stopped", all("T"));
    hogs.resume();
    await until("all go on", all("R"));
    // They are ended although they cannot run.
    hogs.pause();
    assertEquals(hogs.lost(), 0);
  }
  // Reaped, too: not even a zombie has a status.
  assertEquals(
    pids.map((pid) => statusField(pid, "State")),
    pids.map(() => undefined),
  );
});

Deno.test("hogs stay in the session and the cgroup of this process", async () => {
  await buildLibrary(() => {});
  const cgroup = (pid: number) => Deno.readTextFileSync(`/proc/${pid}/cgroup`);
  await using hogs = await startBusy(nativeFiles().busy, someCpus(), 1);
  for (const pid of hogs.pids) {
    assertEquals(cgroup(pid), cgroup(Deno.pid));
    assertEquals(statusField(pid, "NSsid"), statusField(Deno.pid, "NSsid"));
  }
});

Deno.test("a hog that ended by itself is lost", async () => {
  await buildLibrary(() => {});
  const hogs = await startBusy(nativeFiles().busy, someCpus(), 2);
  try {
    Deno.kill(hogs.pids[0]!, "SIGKILL");
    for (let tries = 0; hogs.lost() === 0 && tries < 500; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals(hogs.lost(), 1);
  } finally {
    await hogs[Symbol.asyncDispose]();
  }
  // Those that were killed on purpose do not count.
  assertEquals(hogs.lost(), 1);
  assertEquals(children(), []);
});

Deno.test("a bad CPU is a CellError and leaves no hog running", async () => {
  await buildLibrary(() => {});
  for (
    const cpus of [[NO_CPU], [...someCpus(), NO_CPU], [NO_CPU, ...someCpus()]]
  ) {
    const error = await assertRejects(
      () => startBusy(nativeFiles().busy, cpus, 2),
      CellError,
      "cannot start busy: ",
    );
    assertStringIncludes(error.message, `CPU ${NO_CPU}: Invalid argument`);
    assertEquals(children(), []);
  }
});

Deno.test("a program that cannot be started is a CellError", async () => {
  await assertRejects(
    () => startBusy("/nonexistent/busy", [0], 1),
    CellError,
    "cannot start busy: ",
  );
});

Deno.test("a program that ends without a word is a CellError", async () => {
  await assertRejects(
    () => startBusy("/bin/true", [0], 1),
    CellError,
    "cannot start busy: it ended at once",
  );
});
