import { RunError, systemReason } from "../base/errors.ts";
import { maxBytes, readStranger } from "./stranger_file.ts";

/** An error for the user about a file. */
export function failure(doing: string, path: string, error: unknown): RunError {
  return new RunError(`cannot ${doing} ${path}: ${systemReason(error)}`);
}

/** Makes a directory, unless there is one that is no link to elsewhere. */
function makeDirectory(path: string): void {
  try {
    Deno.mkdirSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    if (!Deno.lstatSync(path).isDirectory) {
      throw new Error(`${path} is no directory`);
    }
  }
}

/**
 * Writes a file whole or not at all. What stands there is replaced, and never
 * written through where it is a link: the directory may be a stranger's.
 */
export function replaceFile(path: string, text: string): void {
  const made = `${path}.new`;
  try {
    Deno.removeSync(made);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  // A new file: what is made meanwhile, even a link, is an error.
  using file = Deno.openSync(made, { createNew: true, write: true });
  try {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length;) {
      done += file.writeSync(bytes.subarray(done));
    }
    Deno.renameSync(made, path);
  } catch (error) {
    Deno.removeSync(made);
    throw error;
  }
}

/** A directory that files are written into. */
export class OutputDirectory {
  readonly path: string;
  protected readonly written: string[] = [];

  constructor(path: string) {
    this.path = path;
  }

  /** The text of a file in it. */
  read(name: string): string {
    const path = `${this.path}/${name}`;
    const text = readStranger(path, maxBytes(name));
    if (text === undefined) throw new RunError(`there is no ${path}`);
    return text;
  }

  /** Writes a file whole or not at all. */
  write(name: string, text: string): void {
    const path = `${this.path}/${name}`;
    try {
      if (name.includes("/")) makeDirectory(path.replace(/\/[^/]*$/, ""));
      replaceFile(path, text);
      this.written.push(name);
    } catch (error) {
      throw failure("write", path, error);
    }
  }
}
