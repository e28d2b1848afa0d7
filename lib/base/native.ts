/** Where the native part of the program is, and how it is built. */
import { normalize } from "node:path";
import { RunError } from "./errors.ts";

/** The files that the program needs of c/, by their paths below it. */
export const NATIVE_PATHS = [
  "build/liburinglab.so",
  "build/busy",
  "build/timed",
  "build/writer",
] as const;

/** The tracer, by its path there; it is built only where clang and libbpf are. */
export const TRACER_PATH = "build/uringlab-trace";

/** What the compiled form keeps there of the checkout: its commit. */
export const COMMIT_PATH = "build/commit";

/** The folder of the C sources, or of what was made of them. */
export const NATIVE_FOLDER = normalize(`${import.meta.dirname}/../../c`);

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The native files that are there, by their paths below `folder`. */
export function nativePaths(folder = NATIVE_FOLDER): string[] {
  return isFile(`${folder}/${TRACER_PATH}`)
    ? [...NATIVE_PATHS, TRACER_PATH]
    : [...NATIVE_PATHS];
}

/** The commit that a compiled program was made from, if that is known. */
export function compiledCommit(folder = NATIVE_FOLDER): string | undefined {
  try {
    return Deno.readTextFileSync(`${folder}/${COMMIT_PATH}`).trim() ||
      undefined;
  } catch {
    return undefined; // It is another form.
  }
}

/** Whether the native files came without their sources. */
function isPrebuilt(): boolean {
  return !isFile(`${NATIVE_FOLDER}/Makefile`);
}

function cannotBuild(why: string, cause?: unknown): RunError {
  return new RunError(`make: cannot build the native library: ${why}`, {
    cause,
  });
}

async function make(...args: string[]): Promise<Deno.CommandOutput> {
  try {
    return await new Deno.Command("make", {
      args: ["-s", "-C", NATIVE_FOLDER, ...args],
      stdout: "piped",
      stderr: "piped",
    }).output();
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? "`make` is not installed; `sh setup.sh` installs what is needed"
      : "`make` cannot be started";
    throw cannotBuild(`${why} (${(cause as Error).message})`, cause);
  }
}

/**
 * Builds c/, where its sources are, when one is newer than what was built.
 * Calls `say` with one line before it does. Throws {@linkcode RunError} with
 * the first line of the compiler's complaint.
 */
export async function buildLibrary(say: (line: string) => void): Promise<void> {
  if (isPrebuilt()) return;
  if ((await make("-q", "all")).success) return;
  say("building the native library (make -C c)");
  const { success, stderr } = await make("all");
  if (success) return;
  const complaint = new TextDecoder().decode(stderr).trim();
  const line = complaint.split("\n").find((l) => /error|not found/i.test(l)) ??
    complaint;
  throw cannotBuild(line);
}
