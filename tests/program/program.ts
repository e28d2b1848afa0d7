import { parse } from "@std/csv";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

/** Deno's own cache stays where it is when a test moves ours. */
const DENO_DIR = Deno.env.get("DENO_DIR") ??
  `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`}/deno`;

export interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

/** A directory that is gone after the test. */
export function temporaryDirectory(): { path: string } & Disposable {
  // Not /tmp: it may be a tmpfs, where there is no disk to read from.
  const path = Deno.makeTempDirSync({
    dir: new URL("../../c/build", import.meta.url).pathname,
  });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Words before the command: setpriv and its options. */
  before?: string[];
}

/** Starts the program as a user does. */
export function start(
  args: string[],
  { cwd, env = {}, before = [] }: RunOptions = {},
): Deno.ChildProcess {
  const [command = "", ...rest] = [...before, Deno.execPath()];
  return new Deno.Command(command, {
    args: [...rest, "run", "-A", MAIN, ...args],
    env: { NO_COLOR: "1", DENO_DIR, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(cwd !== undefined && { cwd }),
  }).spawn();
}

/** What a started program leaves behind. */
export async function outcome(child: Deno.ChildProcess): Promise<Outcome> {
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { status: code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs the program to its end. */
export function run(args: string[], options?: RunOptions): Promise<Outcome> {
  return outcome(start(args, options));
}

/** Runs the program on a terminal of so many columns; gives what it shows. */
export async function runOnTerminal(
  args: string[],
  columns: number,
  { cwd, env = {} }: Pick<RunOptions, "cwd" | "env"> = {},
): Promise<{ status: number; lines: string[] }> {
  const quoted = [Deno.execPath(), "run", "-A", MAIN, ...args]
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const { code, stdout } = await new Deno.Command("script", {
    args: ["-qefc", `stty cols ${columns}; ${quoted}`, "/dev/null"],
    env: { NO_COLOR: "1", DENO_DIR, ...env },
    stdin: "null",
    stdout: "piped",
    ...(cwd !== undefined && { cwd }),
  }).output();
  const shown = new TextDecoder().decode(stdout).split("\r\n")
    // What was drawn over is not seen any more.
    .map((line) => line.split("\r\x1b[K").at(-1) ?? "");
  return { status: code, lines: shown };
}

/** An experiment that is over soon, but for the size of its target. */
export const UNSIZED = [
  "exp7",
  "--preset=quick",
  "--workers=4",
  "--iodepth=2",
  "--runtime=50ms",
  "--ramp-time=10ms",
  "--cpus=0",
];

/** The same on a small target. */
export const SHORT = [...UNSIZED, "--size=4m"];

/** The rows of a results.csv by column name; the last line must be whole. */
export function readRows(directory: string): Record<string, string>[] {
  const text = Deno.readTextFileSync(`${directory}/results.csv`);
  if (!text.endsWith("\n")) throw new Error("the last line is not whole");
  const [header = [], ...lines] = parse(text);
  return lines.map((line) => {
    if (line.length !== header.length) {
      throw new Error(`a line has ${line.length} fields, not ${header.length}`);
    }
    return Object.fromEntries(header.map((name, i) => [name, line[i] ?? ""]));
  });
}

/** The process IDs of the hogs whose parent is or was this process. */
export function hogsOf(parent: number): number[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const words = Deno.readTextFileSync(`/proc/${name}/cmdline`).split("\0");
      return words[0]?.endsWith("/busy") && words[2] === `${parent}`
        ? [Number(name)]
        : [];
    } catch {
      return []; // It has just ended.
    }
  });
}

/** Waits until something holds; fails after a time no machine needs. */
export async function until(what: string, holds: () => boolean) {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 600) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
