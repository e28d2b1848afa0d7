import { RunError, UsageError } from "../../base/errors.ts";
import { duration } from "../../base/terminal_text.ts";
import type { SystemFiles } from "../../host/system.ts";
import { processesNamed, processName } from "../../host/threads.ts";
import type { Surroundings } from "../../run/surroundings.ts";
import {
  activityBetween,
  addActivity,
  type ProcessActivity,
  withRings,
} from "../../watch/activity.ts";
import { activityJson } from "./json.ts";
import { lookAt } from "../../watch/look.ts";
import type { Watched, WatchOptions } from "./options.ts";
import { processText, summaryText } from "./text.ts";

/** Between two looks, so that little is missed of what ends. */
const LOOK_SECONDS = 0.1;
/** The share of the time that may be spent looking. */
const LOOK_SHARE = 0.05;

/** What is needed of what surrounds it. */
type Around = Pick<
  Surroundings,
  "machine" | "files" | "print" | "status" | "signal"
>;

/** A program that is watched. */
interface Program {
  /** Its processes, without their children. */
  pids(): number[];
  /** The end of a command that was started; never, of others. */
  readonly ended: Promise<Deno.CommandStatus>;
}

function startCommand([program, ...args]: readonly [string, ...string[]]) {
  try {
    return new Deno.Command(program, {
      args,
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
  } catch (error) {
    throw new RunError(
      `cannot start ${program}: ${(error as Error).message}`,
    );
  }
}

function open(watched: Watched, files: SystemFiles): Program {
  const never = new Promise<Deno.CommandStatus>(() => {});
  if ("command" in watched) {
    const child = startCommand(watched.command);
    return { pids: () => [child.pid], ended: child.status };
  }
  if ("pid" in watched) {
    const { pid } = watched;
    if (processName(files, pid) === undefined) {
      throw new RunError(`there is no process ${pid}`);
    }
    return { pids: () => [pid], ended: never };
  }
  const { name } = watched;
  if (processesNamed(files, name).length === 0) {
    throw new RunError(`there is no process of the name ${name}`);
  }
  return { pids: () => processesNamed(files, name), ended: never };
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

/** Why no ring was seen, as well as can be told. */
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
 * Watches a program until it ends, the time is over or an interrupt comes, and
 * tells what it did. Returns the exit status: of a command that was started its
 * own, of others 0. Throws {@linkcode RunError} where there is nothing to watch.
 */
export async function runWatch(
  { watched, seconds, interval, json }: WatchOptions,
  { machine, files, print, status, signal }: Around,
): Promise<number> {
  if (!watched) throw new UsageError("watch: nothing is to be watched");
  const started = "command" in watched;
  // Standard output is the command's own.
  const tell = (text: string, kind: "text" | "data" = "text") =>
    started ? status.say(text.trimEnd()) : print(text, kind);
  const program = open(watched, files);
  const now = () => machine.nowNs();
  const start = now();
  const spent = () => Number(now() - start) / 1e9;
  let ended: Deno.CommandStatus | undefined;
  program.ended.then((status) => ended = status);
  let wait = LOOK_SECONDS;
  const aborted = new Promise<void>((resolve) =>
    signal.addEventListener("abort", () => resolve())
  );

  let all: ProcessActivity[] = [];
  let recent: ProcessActivity[] = [];
  let before = lookAt(files, program.pids(), now);
  let told = spent();
  const tellRecent = () => {
    const some = withRings(recent);
    if (json) tell(activityJson("interval", some), "data");
    else if (status.isLive && !started) {
      status.show(some.map(processText).join("\n"));
    } else if (some.length > 0) {
      tell(`${duration(spent())} ${some.map(processText).join("")}`);
    }
    recent = [];
    told = spent();
  };
  while (!ended && !signal.aborted && (seconds === 0 || spent() < seconds)) {
    const begin = spent();
    const left = seconds === 0 ? Infinity : seconds - begin;
    await pause(Math.min(wait, left) * 1e3, program.ended, aborted);
    // Of what has ended nothing can be read any more.
    if (ended) break;
    const pids = program.pids();
    const looking = spent();
    const after = lookAt(files, pids, now);
    wait = Math.max(LOOK_SECONDS, (spent() - looking) / LOOK_SHARE);
    const activity = activityBetween(before, after);
    before = after;
    all = addActivity(all, activity);
    recent = addActivity(recent, activity);
    if (spent() - told >= interval) tellRecent();
    if (!started && after.processes.length === 0) break;
  }
  status.clear();
  const watchedAll = withRings(all);
  if (json) tell(activityJson("all", watchedAll), "data");
  else if (watchedAll.length > 0) tell(summaryText(watchedAll));
  else if (started) {
    status.say(
      `no ring was seen in ${duration(spent())}: it does not use io_uring, ` +
        "or not for long enough",
    );
  } else throw new RunError(noRing(program.pids(), files));
  if (!started) {
    signal.throwIfAborted();
    return 0;
  }
  // The command goes on as if nobody had looked; its status is this one's.
  return (ended ?? await program.ended).code;
}
