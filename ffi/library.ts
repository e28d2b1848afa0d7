import { abiDifference } from "./abi.ts";
import { NativeError } from "./errors.ts";
import { NATIVE_FOLDER } from "./native_files.ts";
import { SYMBOLS } from "./symbols.ts";

/** The opened library; the one place that knows Deno.dlopen. */
export type Library = Deno.DynamicLibrary<typeof SYMBOLS>;

/** Whether the native files came without their sources. */
function isPrebuilt(): boolean {
  try {
    return !Deno.statSync(`${NATIVE_FOLDER}/Makefile`).isFile;
  } catch {
    return true;
  }
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
    throw new NativeError(
      "make",
      0,
      `cannot build the native library: ${why} (${(cause as Error).message})`,
    );
  }
}

/**
 * Builds c/, where its sources are, when one is newer than what was built.
 * Calls `say` with one line before it does. Throws {@linkcode NativeError} with the first
 * line of the compiler's complaint.
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
  throw new NativeError("make", 0, `cannot build the native library: ${line}`);
}

/** The text at a pointer to a C string. */
export function textAt(pointer: Deno.PointerValue): string {
  return pointer ? Deno.UnsafePointerView.getCString(pointer) : "";
}

/**
 * Opens the library and compares its structures with ours. Throws
 * {@linkcode NativeError} naming the first field that differs.
 */
export function openLibrary(path: string): Library {
  let library: Library;
  try {
    library = Deno.dlopen(path, SYMBOLS);
  } catch (cause) {
    throw new NativeError("dlopen", 0, (cause as Error).message);
  }
  const difference = abiDifference(textAt(library.symbols.uringlab_abi()));
  if (difference) {
    library.close();
    throw new NativeError(
      "ABI",
      0,
      `${path} is of another build: ${difference}`,
    );
  }
  return library;
}
