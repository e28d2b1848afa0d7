import { RunError, UsageError } from "../../base/errors.ts";
import { duration } from "../../base/terminal_text.ts";
import type { SystemFiles } from "../../host/system.ts";
import { timeText } from "../../report/watch/numbers.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import type { Snapshot } from "../../trace/capture/snapshot.ts";
import { TraceError } from "../../trace/capture/trace_error.ts";
import { withRings } from "../../watch/activity.ts";
import {
  addInterval,
  tracerActivity,
  type WatchInterval,
} from "../../watch/interval.ts";
import { type Looked, Looker } from "../../watch/looker.ts";
import { Samples } from "../../watch/sample.ts";
import { withTrace } from "../../watch/with_trace.ts";
import { withDescendants } from "../../host/threads.ts";
import { intervalJson } from "./json.ts";
import type { WatchOptions } from "./options.ts";
import { openProgram, type WatchedProgram } from "./program.ts";
import {
  choosePlace,
  keepResults,
  recordOf,
  type WholeWatch,
} from "./results.ts";
import { keepShape, type ShapeContext } from "./shape.ts";
import { contextOf } from "./target.ts";
import {
  byCompletions,
  intervalLines,
  screenText,
  summaryText,
} from "./text.ts";
import { type Attempt, tryTracing } from "./watch_tracer.ts";

/** An interval is never shorter, so that it has rates. */
const LEAST_SECONDS = 1e-6;

/** What is needed of what surrounds it. */
type Around = Pick<
  Surroundings,
  | "machine"
  | "files"
  | "print"
  | "status"
  | "signal"
  | "version"
  | "args"
>;

/** What was seen of a program from the beginning to the end. */
interface Seen extends Omit<WholeWatch, "watched" | "startedAt"> {
  /** Whether the tracer saw all of it. */
  readonly isTraced: boolean;
  /** How a command ended that was started; undefined while it runs. */
  readonly ended: Deno.CommandStatus | undefined;
  /** Of the busiest process, as long as it was there. */
  readonly context: ShapeContext;
}

/** Waits so long, or until one of the others happens. */
async function pause(
  milliseconds: number,
  ...others: readonly Promise<unknown>[]
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([wait, ...others]);
  clearTimeout(timer);
}

/** Why a command has no ring. */
function commandWithoutRing(
  { name }: WatchedProgram,
  seconds: number,
  isTraced: boolean,
): string {
  return isTraced
    ? `${name} does not use io_uring: no ring was made in ${timeText(seconds)}`
    : `no ring of ${name} was seen in ${timeText(seconds)}: it does not use ` +
      "io_uring, or not for long enough to be seen without the tracer";
}

/** Why no process that runs has a ring, as well as can be told. */
function noRing(pids: readonly number[], files: SystemFiles): string {
  const closed = pids.filter((pid) =>
    files.list(`/proc/${pid}/fd`).length === 0
  );
  return closed.length > 0
    ? `the descriptors of process ${closed[0]} may not be looked at: it is ` +
      "another user's, or gone; root may"
    : "none of its processes has a ring: it does not use io_uring, or not yet";
}

/**
 * Passes on what is to end the command that was started, and came to us alone.
 * A Ctrl-C comes to both, from the terminal.
 */
function passOn(signal: AbortSignal, program: WatchedProgram): void {
  signal.addEventListener("abort", () => {
    const { reason } = signal;
    const name = reason instanceof Error ? reason.message : "";
    if (name === "SIGTERM" || name === "SIGHUP") program.pass(name);
  });
}

/** Tells every interval as it ends. */
type Tell = (interval: WatchInterval) => void;

/** Looks at a program until it ends, the time is over or a signal comes. */
async function look(
  program: WatchedProgram,
  { tracer: attached, hindrance }: Attempt,
  { watched, seconds, interval, shape }: WatchOptions,
  { machine, files, status, signal }: Around,
  tell: Tell,
): Promise<Seen> {
  const started = watched !== undefined && "command" in watched;
  const now = () => machine.nowNs();
  const start = now();
  const spent = () => Number(now() - start) / 1e9;
  let tracer = attached;
  const unseen = [...tracer?.unseen ?? [], ...hindrance ? [hindrance] : []];
  let ended: Deno.CommandStatus | undefined;
  program.ended.then((status) => ended = status);
  const aborted = new Promise<void>((resolve) =>
    signal.addEventListener("abort", () => resolve())
  );

  let all: WatchInterval | undefined;
  let context: ShapeContext | undefined;
  const samples = new Samples();
  let trace: Snapshot | undefined;
  const looker = new Looker(files, program.pids(), now);
  let told = 0;
  /** The tracer's counts since it was asked last, until it fails. */
  const traceSince = async (): Promise<Snapshot | undefined> => {
    try {
      const since = await tracer?.next();
      trace = tracer?.all;
      return since;
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      // A Ctrl-C in a terminal ends the tracer too.
      if (!signal.aborted) {
        const why = `from ${duration(spent())} on nothing was traced: ` +
          error.message;
        unseen.push(why);
        status.say(`note: ${why}`);
      }
      tracer = undefined;
      return undefined;
    }
  };
  const endInterval = async ({ processes, ringless }: Looked) => {
    const since = await traceSince();
    const at = spent();
    const seconds = Math.max(LEAST_SECONDS, at - told);
    told = at;
    const seen = since && attached
      ? withTrace(processes, since, {
        sight: attached.sight,
        seconds,
        ringless,
      })
      : processes;
    const one = {
      at,
      seconds,
      processes: withRings(seen),
      tracer: since && tracerActivity(since),
    };
    all = addInterval(all, one);
    samples.add(one);
    const [busiest] = byCompletions(one);
    if (shape !== undefined && busiest) {
      context = contextOf(files, busiest.pid) ?? context;
    }
    return one;
  };

  program.release();
  while (!ended && !signal.aborted && (seconds === 0 || spent() < seconds)) {
    const end = Math.min(told + interval, seconds === 0 ? Infinity : seconds);
    const left = Math.max(0, end - spent());
    await pause(
      Math.min(looker.waitSeconds, left) * 1e3,
      program.ended,
      aborted,
    );
    // Of what has ended nothing can be read any more.
    if (ended) break;
    const pids = program.pids();
    const count = looker.look(pids);
    await tracer?.addAll(pids);
    if (spent() - told >= interval) tell(await endInterval(looker.take()));
    if (!started && count === 0) break;
  }
  const last = looker.take();
  if (last.processes.length > 0 || tracer) await endInterval(last);
  samples.end();
  const at = spent();
  return {
    all: all ?? { at, seconds: at, processes: [] },
    samples: samples.all,
    trace,
    unseen,
    isTraced: tracer !== undefined,
    ended,
    context: context ?? { filename: undefined, cpus: undefined },
  };
}

/**
 * Watches a program until it ends, the time is over or an interrupt comes, and
 * tells what it did. Returns the exit status: of a command that was started its
 * own, of others 0. Throws {@linkcode RunError} where there is nothing to watch.
 */
export async function runWatch(
  options: WatchOptions,
  around: Around,
): Promise<number> {
  const { watched, json } = options;
  const { machine, files, print, status, signal } = around;
  if (!watched) throw new UsageError("watch: nothing is to be watched");
  const started = "command" in watched;
  // Standard output is the command's own.
  const say = (text: string, kind: "text" | "data" = "text") =>
    started ? status.insist(text.trimEnd()) : print(text, kind);
  // Where the command has standard output, looks are progress.
  const tellLine = (text: string) =>
    started ? status.say(text.trimEnd()) : print(text);
  const place = choosePlace(options.out);
  const startedAt = new Date().toISOString();
  using program = openProgram(watched, files);
  passOn(signal, program);
  const pids = program.pids().flatMap((pid) => withDescendants(files, pid));
  const attempt = await tryTracing(pids, machine, signal);
  await using _ = attempt.tracer;
  if (attempt.hindrance) status.say(`note: /proc alone: ${attempt.hindrance}`);

  const tell: Tell = (one) => {
    if (json) say(intervalJson("interval", one), "data");
    else if (status.isLive && !started) {
      status.show(screenText(one));
    } else if (one.processes.length > 0) tellLine(intervalLines(one));
  };
  const { ended, context, isTraced, ...seen } = await look(
    program,
    attempt,
    options,
    around,
    tell,
  );
  status.clear();
  const { all } = seen;
  const isSeen = all.processes.length > 0;
  if (json) {
    say(intervalJson("all", all, isSeen ? place.path : undefined), "data");
  } else if (isSeen) say(summaryText(all));
  else if (started) {
    status.insist(commandWithoutRing(program, all.at, isTraced));
  } else throw new RunError(noRing(program.pids(), files));
  if (isSeen) {
    const whole = { ...seen, watched: program.name, startedAt };
    keepResults(recordOf(place, whole, around), place);
    if (!json) status.say(`all of it is in ${place.path}`);
  }
  const isShaped = options.shape === undefined ||
    keepShape(options.shape, all, context, status);
  if (!started) {
    signal.throwIfAborted();
    return isShaped ? 0 : 1;
  }
  // The command goes on as if nobody had looked; its status is this one's.
  const { code } = ended ?? await program.ended;
  return code === 0 && !isShaped ? 1 : code;
}
