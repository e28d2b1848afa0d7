import { RunError } from "../../base/errors.ts";
import type { SystemFiles } from "../../host/system.ts";
import { processesNamed, processName } from "../../host/threads.ts";
import { findProgram } from "../../run/tied_command.ts";
import type { Watched } from "./options.ts";

/** A program that is watched. */
export interface WatchedProgram extends Disposable {
  /** "fio", "process 7": what it is called. */
  readonly name: string;
  /** Its processes, without their children. */
  pids(): number[];
  /** Lets a command that was started go on; of others nothing. */
  release(): void;
  /** Gives a signal to a command that was started; to others nothing. */
  pass(signal: Deno.Signal): void;
  /** The end of a command that was started; never, of others. */
  readonly ended: Promise<Deno.CommandStatus>;
}

/**
 * A command waits there until somebody looks: it begins when a line can be read
 * from the FIFO `$0`, and does not where the writer is gone before.
 */
const GATE = 'read -r _ <"$0" && exec "$@"';

/** A FIFO that is open; the path is gone with it. */
function makeGate() {
  const folder = Deno.makeTempDirSync({ prefix: "uringlab-watch-" });
  const path = `${folder}/gate`;
  const remove = () => Deno.removeSync(folder, { recursive: true });
  try {
    const { success, stderr } = new Deno.Command("mkfifo", {
      args: ["-m", "600", path],
      stderr: "piped",
    }).outputSync();
    if (!success) {
      const [why = ""] = new TextDecoder().decode(stderr).split("\n");
      throw new RunError(`cannot make a FIFO: ${why}`);
    }
    // For reading too: opening it would wait for the reader otherwise.
    const file = Deno.openSync(path, { read: true, write: true });
    return {
      path,
      open: () => file.writeSync(new TextEncoder().encode("\n")),
      [Symbol.dispose]() {
        file.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * Starts a command in a process that waits until it is let go, so that none of
 * its rings is missed. It has our standard streams.
 */
function startCommand(
  [program, ...args]: readonly [string, ...string[]],
): WatchedProgram {
  let path: string;
  try {
    path = findProgram(program);
  } catch (error) {
    throw new RunError(`cannot start ${program}: ${(error as Error).message}`);
  }
  const gate = makeGate();
  const child = new Deno.Command("sh", {
    args: ["-c", GATE, gate.path, path, ...args],
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  return {
    name: program,
    pids: () => [child.pid],
    release: () => void gate.open(),
    pass(signal) {
      try {
        child.kill(signal);
      } catch {
        // It has ended already.
      }
    },
    ended: child.status,
    [Symbol.dispose]: () => gate[Symbol.dispose](),
  };
}

/**
 * Finds the program that is to be watched, or starts it. Throws
 * {@linkcode RunError} where there is none.
 */
export function openProgram(
  watched: Watched,
  files: SystemFiles,
): WatchedProgram {
  if ("command" in watched) return startCommand(watched.command);
  const others = {
    release() {},
    pass() {},
    ended: new Promise<Deno.CommandStatus>(() => {}),
    [Symbol.dispose]() {},
  };
  if ("pid" in watched) {
    const { pid } = watched;
    if (processName(files, pid) === undefined) {
      throw new RunError(`there is no process ${pid}`);
    }
    return { ...others, name: `process ${pid}`, pids: () => [pid] };
  }
  const { name } = watched;
  if (processesNamed(files, name).length === 0) {
    throw new RunError(`there is no process of the name ${name}`);
  }
  return { ...others, name, pids: () => processesNamed(files, name) };
}
