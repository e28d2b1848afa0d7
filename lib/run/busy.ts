import { CellError } from "./executor.ts";

/**
 * Processes that run beside the workers: CPU hogs, or a writer. They die with
 * this process, however it dies.
 */
export interface Hogs {
  /** "busy" or "writer". */
  readonly what: string;
  readonly pids: readonly number[];
  /** How many have ended by themselves, which they never should. */
  lost(): number;
  /** Stops them until they are to go on, so that they take no CPU time. */
  pause(): void;
  /** Lets them go on. */
  resume(): void;
  /** Kills them and waits until they are gone. */
  [Symbol.asyncDispose](): Promise<void>;
}

async function readyLine(hog: Deno.ChildProcess): Promise<boolean> {
  const reader = hog.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return value !== undefined;
}

async function complaint(hog: Deno.ChildProcess): Promise<string> {
  // Not by a Response, which would keep the stream locked.
  const parts = hog.stderr.pipeThrough(new TextDecoderStream());
  const text = (await Array.fromAsync(parts)).join("");
  return text.trim() || "it ended at once";
}

/** Starts processes; as {@linkcode startBusy}, whose words say `what` they are. */
export async function startBeside(
  what: string,
  program: string,
  commands: readonly (readonly string[])[],
): Promise<Hogs> {
  const running: Deno.ChildProcess[] = [];
  let ended = 0;
  let stopping = false;
  const signal = (name: "SIGSTOP" | "SIGCONT" | "SIGKILL") => {
    for (const hog of running) {
      try {
        hog.kill(name);
      } catch {
        // It has ended already.
      }
    }
  };
  const hogs: Hogs = {
    what,
    pids: [],
    lost: () => ended,
    pause: () => signal("SIGSTOP"),
    resume: () => signal("SIGCONT"),
    async [Symbol.asyncDispose]() {
      stopping = true;
      signal("SIGKILL");
      await Promise.all(running.map(async (hog) => {
        await Promise.all([hog.stdout.cancel(), hog.stderr.cancel()]);
        await hog.status;
      }));
    },
  };
  try {
    for (const args of commands) {
      const hog = new Deno.Command(program, {
        args: [...args],
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      hog.status.then(() => ended += stopping ? 0 : 1);
      running.push(hog);
    }
  } catch (cause) {
    await hogs[Symbol.asyncDispose]();
    throw new CellError(`cannot start ${what}: ${(cause as Error).message}`);
  }
  for (const hog of running) {
    if (await readyLine(hog)) continue;
    const why = await complaint(hog);
    await hogs[Symbol.asyncDispose]();
    throw new CellError(`cannot start ${what}: ${why}`);
  }
  return { ...hogs, pids: running.map((hog) => hog.pid) };
}

/**
 * Starts `perCpu` copies of the program c/busy.c for each CPU, in this session
 * and cgroup and `nice` nicer than this process, and returns when all are
 * pinned and spinning. Throws {@linkcode CellError}, with none left running,
 * when one cannot start.
 */
export function startBusy(
  program: string,
  cpus: readonly number[],
  perCpu: number,
  nice = 0,
): Promise<Hogs> {
  const commands = cpus.flatMap((cpu) =>
    Array.from({ length: perCpu }, () => [`${cpu}`, `${Deno.pid}`, `${nice}`])
  );
  return startBeside("busy", program, commands);
}
