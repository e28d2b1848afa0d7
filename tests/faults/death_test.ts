/** However uringlab dies, what it started dies with it and its rows stay. */
import { assert, assertEquals } from "@std/assert";
import { hostFiles } from "../../lib/host/system.ts";
import { hindrance } from "../trace/capture/hindrance.ts";
import {
  outcome,
  readRows,
  run,
  SHORT,
  temporaryDirectory,
  until,
} from "../program/program.ts";
import { command } from "./faulty_target.ts";
import { MarkedRun } from "./marked_run.ts";
import { whyNoControlGroup } from "./control_group.ts";
import { MemoryLimit } from "./memory_limit.ts";

const BUILD = new URL("../../c/build", import.meta.url).pathname;

function rowCount(out: string): number {
  try {
    return Deno.readTextFileSync(`${out}/results.csv`).split("\n").length - 2;
  } catch {
    return 0;
  }
}

/** Arguments of a run with hogs that takes longer than the test. */
function longRun(out: string): string[] {
  return [...SHORT, "--busy=on", "--repeats=500", `--out=${out}`];
}

/** Waits for rows and a hog, so that there is something to be kept and left. */
async function wellUnderWay(started: MarkedRun, out: string): Promise<void> {
  await until("two rows", () => rowCount(out) >= 2);
  await until("a hog", () => started.has("busy"));
}

async function assertNothingLeft(started: MarkedRun): Promise<void> {
  await until(
    "nothing is left",
    () => started.processes().length === 0,
  );
}

function assertRowsKept(out: string): void {
  const rows = readRows(out);
  assert(rows.length >= 2);
  assertEquals(new Set(rows.map(({ status }) => status)), new Set(["ok"]));
}

Deno.test("a worker that crashes leaves its rows and no hog", async () => {
  command("make", "-s", "-C", `${BUILD}/..`, "build/crash.so");
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  const when = `${directory.path}/now`;
  const started = new MarkedRun(longRun(out), {
    env: {
      XDG_CACHE_HOME: directory.path,
      LD_PRELOAD: `${BUILD}/crash.so`,
      CRASH_WHEN: when,
    },
  });
  await wellUnderWay(started, out);
  Deno.writeTextFileSync(when, "");
  const { signal } = await started.child.output();
  assertEquals(signal, "SIGSEGV");
  await assertNothingLeft(started);
  assertRowsKept(out);
});

const noLimit = whyNoControlGroup("memory");

Deno.test({
  name: `out of memory, rows are left and no hog${
    noLimit ? ` (not run: ${noLimit})` : ""
  }`,
  ignore: noLimit !== undefined,
  async fn() {
    using directory = temporaryDirectory();
    using limit = new MemoryLimit();
    const out = `${directory.path}/out`;
    const started = new MarkedRun(longRun(out), {
      env: { XDG_CACHE_HOME: directory.path },
      before: limit.before,
    });
    await wellUnderWay(started, out);
    const ended = started.child.output();
    await until("the kernel kills it", () => {
      limit.tighten();
      return limit.killed > 0;
    });
    assertEquals((await ended).signal, "SIGKILL");
    await assertNothingLeft(started);
    assertRowsKept(out);
  },
});

Deno.test("a terminal that is closed ends the run with its report", async () => {
  using directory = temporaryDirectory();
  const out = `${directory.path}/out`;
  // script(1) gives it a terminal, which is closed when script dies.
  const started = new MarkedRun(longRun(out), {
    env: { XDG_CACHE_HOME: directory.path },
    before: ["setsid", "sh", "-c", 'exec script -qec "$*" /dev/null', "sh"],
  });
  const ended = started.child.output();
  await wellUnderWay(started, out);
  // It was executed in place of what was started.
  started.child.kill("SIGKILL");
  await ended;
  await assertNothingLeft(started);
  assertRowsKept(out);
  assert(Deno.statSync(`${out}/report.html`).size > 0);
});

const why = await hindrance();

function probes(): string {
  return hostFiles().read("/sys/kernel/tracing/kprobe_events") ?? "";
}

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  Deno.test({
    name: `${signal} in a traced cell leaves no tracer and no probe` +
      (why ? ` (not run: ${why})` : ""),
    ignore: why !== undefined,
    async fn() {
      using directory = temporaryDirectory();
      const env = { XDG_CACHE_HOME: directory.path };
      const out = `${directory.path}/out`;
      const before = probes();
      const started = new MarkedRun([
        ...SHORT,
        "--busy=on",
        "--repeats=1",
        "--trace",
        "--trace-runtime=30s",
        `--out=${out}`,
      ], { env });
      const ended = outcome(started.child);
      await until(
        "a traced cell",
        () => started.has("uringlab-trace") && started.has("busy"),
      );
      if (signal === "SIGKILL") {
        // So that it cannot notice by itself.
        for (const pid of started.named("uringlab-trace")) {
          Deno.kill(pid, "SIGSTOP");
        }
      }
      started.child.kill(signal);
      const { status } = await ended;
      assertEquals(status, signal === "SIGTERM" ? 130 : 137);
      await assertNothingLeft(started);
      assertEquals(probes(), before);
      assertEquals(rowCount(out), 2);
      if (signal === "SIGKILL") {
        const redrawn = await run(["report", out], { env });
        assertEquals(redrawn.status, 0, redrawn.stderr);
      }
    },
  });
}
