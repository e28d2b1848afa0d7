/**
 * Signals at moments spread over every phase of a run: 8 of them, or as many
 * as $URINGLAB_SIGNALS says.
 */
import { assert, assertEquals } from "@std/assert";
import { hindrance } from "../trace/capture/hindrance.ts";
import {
  type Outcome,
  outcome,
  readRows,
  run,
  start,
  temporaryDirectory,
  until,
} from "../program/program.ts";
import { MarkedRun } from "./marked_run.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const;
const NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1, SIGKILL: 9 };

const count = Number(Deno.env.get("URINGLAB_SIGNALS") ?? 8);

function args(out: string, traced: boolean): string[] {
  return [
    "exp7",
    "--size=4m",
    "--cpus=0",
    "--workers=1",
    "--iodepth=2",
    "--runtime=150ms",
    "--ramp-time=10ms",
    "--busy=on",
    "--repeats=2",
    `--out=${out}`,
    // Attaching probes takes long: one mode is enough.
    ...traced ? ["--trace", "--trace-runtime=100ms", "--mode=default"] : [],
  ];
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** How long an unbroken run takes, in milliseconds. */
async function duration(traced: boolean): Promise<number> {
  using directory = temporaryDirectory();
  const began = performance.now();
  const { status, stderr } = await outcome(
    start(args(`${directory.path}/out`, traced), {
      env: { XDG_CACHE_HOME: directory.path },
    }),
  );
  assertEquals(status, 0, stderr);
  return performance.now() - began;
}

/** The status is the one that is documented, or a run that does not listen yet. */
function assertStatus(
  { status, stderr }: Outcome,
  signal: typeof SIGNALS[number],
): void {
  const died = 128 + NUMBERS[signal];
  // Before it listens to signals it has nothing to say and nothing to lose.
  const possible = signal === "SIGKILL" || stderr === ""
    ? [died, 130, 0]
    : [130, 0];
  assert(possible.includes(status), `${status}: ${stderr}`);
  assert(!/\bat .*:\d+:\d+/.test(stderr), `a stack trace: ${stderr}`);
}

/** One run with a signal, and what is left of it. */
async function interrupted(
  signal: typeof SIGNALS[number],
  moment: number,
  traced: boolean,
): Promise<void> {
  using directory = temporaryDirectory();
  const env = { XDG_CACHE_HOME: directory.path };
  const out = `${directory.path}/out`;
  const started = new MarkedRun(args(out, traced), { env });
  const ended = outcome(started.child);
  await new Promise((resolve) => setTimeout(resolve, moment));
  try {
    started.child.kill(signal);
  } catch {
    // It has ended already.
  }
  assertStatus(await ended, signal);
  await until("nothing is left", () => started.processes().length === 0);
  const measured = exists(`${out}/results.csv`) ? readRows(out) : [];
  for (const { status } of measured) assertEquals(status, "ok");
  const again = measured.length > 0 || exists(`${out}/meta.json`)
    ? ["exp7", `--resume=${out}`]
    : args(exists(out) ? `${out}-again` : out, false);
  const whole = await run(again, { env });
  assertEquals(whole.status, 0, whole.stderr);
  const directoryOfAll = again[1]?.startsWith("--resume") || !exists(out)
    ? out
    : again.find((arg) => arg.startsWith("--out="))?.slice("--out=".length);
  const rows = readRows(directoryOfAll ?? out);
  assert(rows.length >= 2);
  for (const { status } of rows) assertEquals(status, "ok");
  const halfMade = [...Deno.readDirSync(`${directory.path}/uringlab`)]
    .filter(({ name }) => name.endsWith(".partial"));
  if (signal !== "SIGKILL") assertEquals(halfMade, []);
}

const canTrace = await hindrance() === undefined;

for (const traced of [false, true]) {
  const share = Math.round(count / 4);
  const number = traced ? share : count - share;
  Deno.test({
    name: `${number} signals over all phases of a ${
      traced ? "traced run" : "run"
    } lose no row and leave no process${
      traced && !canTrace ? " (not run: nothing can be traced here)" : ""
    }`,
    ignore: traced && !canTrace,
    async fn() {
      const whole = await duration(traced);
      for (let i = 0; i < number; i++) {
        const signal = SIGNALS[i % SIGNALS.length] ?? "SIGKILL";
        const moment = (i + Math.random()) / number * whole;
        try {
          await interrupted(signal, moment, traced);
        } catch (cause) {
          throw new Error(
            `${signal} after ${moment.toFixed(0)} of ${whole.toFixed(0)} ms`,
            { cause },
          );
        }
      }
    },
  });
}
