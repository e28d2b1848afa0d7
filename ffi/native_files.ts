/**
 * The native files as they can be opened and executed. Beside the sources they
 * are what make has built; in the portable form of the single file, what came
 * with it; in the compiled form they are embedded, from where neither dlopen
 * nor execve can take them, so that they are unpacked for as long as they are
 * in use.
 */
import {
  NATIVE_FOLDER,
  NATIVE_PATHS,
  nativePaths,
  TRACER_PATH,
} from "../lib/base/native.ts";
import { NativeError } from "./errors.ts";

/** Files that can be opened and executed until they are disposed of. */
export interface NativeFiles extends Disposable {
  readonly sharedLibrary: string;
  readonly busy: string;
  readonly timed: string;
  readonly writer: string;
  /** There is no such file where the tracer could not be built. */
  readonly tracer: string;
}

const PREFIX = "uringlab-native-";
const LOCK = "lock";
const SETTLED_MS = 60_000;

function filesIn(
  folder: string,
  dispose: () => void = () => {},
): NativeFiles {
  const [sharedLibrary, busy, timed, writer] = NATIVE_PATHS.map((path) =>
    `${folder}/${path}`
  );
  return {
    sharedLibrary: sharedLibrary!,
    busy: busy!,
    timed: timed!,
    writer: writer!,
    tracer: `${folder}/${TRACER_PATH}`,
    [Symbol.dispose]: dispose,
  };
}

/** Whether nobody holds the lock any more, which ends with its process. */
function isAbandoned(directory: string): boolean {
  const { uid, mtime, isDirectory } = Deno.lstatSync(directory);
  if (!isDirectory || uid !== Deno.uid()) return false;
  // A directory that another process is just making has no lock yet.
  if (Date.now() - (mtime?.getTime() ?? 0) < SETTLED_MS) return false;
  using lock = Deno.openSync(`${directory}/${LOCK}`);
  return lock.tryLockSync(true);
}

/** Removes what processes have left that were killed. */
function sweep(root: string): void {
  for (const { name } of Deno.readDirSync(root)) {
    if (!name.startsWith(PREFIX)) continue;
    try {
      if (isAbandoned(`${root}/${name}`)) {
        Deno.removeSync(`${root}/${name}`, { recursive: true });
      }
    } catch {
      // Another process is at it, or it cannot be judged.
    }
  }
}

/** Copies a file and looks whether that is what is there now. */
function copyFile(from: string, to: string): void {
  const bytes = Deno.readFileSync(from);
  Deno.writeFileSync(to, bytes, { mode: 0o700, createNew: true });
  const written = Deno.readFileSync(to);
  if (
    written.length !== bytes.length || written.some((b, i) => b !== bytes[i])
  ) {
    throw new Error(`${to} differs from what was written`);
  }
}

/** Files can be executed here: busy without arguments says its usage. */
function checkExecutable(busy: string, root: string): void {
  try {
    new Deno.Command(busy, { stdout: "null", stderr: "null" }).outputSync();
  } catch (cause) {
    throw new NativeError(
      "unpack",
      `cannot execute files in ${root} (${(cause as Error).message}); if it ` +
        "is mounted noexec, set TMPDIR to a directory that is not",
      cause,
    );
  }
}

/**
 * Copies the native files from `folder` into a new directory of this user alone
 * in the directory for temporary files, which goes when they are disposed of,
 * and takes away those of processes that are gone. Throws
 * {@linkcode NativeError}.
 */
export function unpackNativeFiles(folder = NATIVE_FOLDER): NativeFiles {
  let directory: string;
  try {
    directory = Deno.makeTempDirSync({ prefix: PREFIX });
  } catch (cause) {
    throw new NativeError(
      "unpack",
      `cannot unpack the native files: ${(cause as Error).message}; ` +
        "set TMPDIR to a directory that can be written",
      cause,
    );
  }
  const root = directory.slice(0, directory.lastIndexOf("/")) || "/";
  let lock: Deno.FsFile | undefined;
  const remove = () => {
    lock?.close();
    try {
      Deno.removeSync(directory, { recursive: true });
    } catch {
      // A program that cleans up temporary files may have been here before.
    }
  };
  try {
    lock = Deno.openSync(`${directory}/${LOCK}`, {
      read: true,
      write: true,
      createNew: true,
    });
    lock.lockSync(true);
    sweep(root);
    for (const path of nativePaths(folder)) {
      const parent = path.slice(0, path.lastIndexOf("/"));
      Deno.mkdirSync(`${directory}/${parent}`, { recursive: true });
      copyFile(`${folder}/${path}`, `${directory}/${path}`);
    }
    const files = filesIn(directory, remove);
    checkExecutable(files.busy, root);
    return files;
  } catch (cause) {
    remove();
    if (cause instanceof NativeError) throw cause;
    throw new NativeError(
      "unpack",
      `cannot unpack the native files into ${root}: ${
        (cause as Error).message
      }`,
      cause,
    );
  }
}

/** The native files of this program, wherever it runs from. */
export function nativeFiles(): NativeFiles {
  return Deno.build.standalone ? unpackNativeFiles() : filesIn(NATIVE_FOLDER);
}
