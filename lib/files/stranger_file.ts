/**
 * Files of a results directory, which may be anybody's: nothing is waited for,
 * and nothing is read that would not fit into memory.
 */

import { RunError, systemReason } from "../base/errors.ts";

/**
 * Bytes of a file that are read at most: some tens of thousands of runs of
 * cells, beyond which a directory is not one of uringlab's.
 */
const MAX_BYTES = 128 * 2 ** 20;

/** By name, where it is another; a row has some kilobytes of histograms. */
const OTHER_MAX_BYTES: Readonly<Record<string, number>> = {
  "meta.json": 32 * 2 ** 20,
  "trace.json": 32 * 2 ** 20,
  "histograms.csv": 384 * 2 ** 20,
};

/** How much of a file of this name is read at most. */
export function maxBytes(name: string): number {
  return OTHER_MAX_BYTES[name] ?? MAX_BYTES;
}

/** Levels of lists and objects in each other; ours have about 10. */
const MAX_DEPTH = 100;

/** Reads a file that must not hold more than `most` bytes. */
function readBytes(path: string, most: number): Uint8Array {
  // Before it is opened: a FIFO would be waited for, and so would some files of
  // the kernel, which say that they are empty.
  const { isFile, size: atFirst } = Deno.statSync(path);
  if (!isFile) throw new Error("it is no file");
  if (atFirst === 0) throw new Error("it is empty, or says so");
  using file = Deno.openSync(path);
  const { size } = file.statSync();
  if (size > most) {
    throw new Error(
      `it has ${size} bytes, more than the ${most} that are read`,
    );
  }
  // A byte more tells whether it ends where it says, which /proc's do not.
  const bytes = new Uint8Array(size + 1);
  let length = 0;
  for (;;) {
    const read = file.readSync(bytes.subarray(length)) ?? 0;
    if (read === 0) return bytes.subarray(0, length);
    length += read;
    if (length > size) throw new Error("it grows while it is read");
  }
}

/** Whether there is a file, or a link to one, of this name. */
export function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * The text of a file; undefined where there is none. Throws
 * {@linkcode RunError} for what is no file, cannot be read or is larger than
 * `most` bytes.
 */
export function readStranger(
  path: string,
  most: number,
): string | undefined {
  try {
    return new TextDecoder().decode(readBytes(path, most));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw new RunError(`cannot read ${path}: ${systemReason(error)}`);
  }
}

/** Where a text that begins at a quote ends; past the end if nowhere. */
function endOfText(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === "\\") at++;
    else if (json[at] === '"') return at;
  }
  return json.length;
}

/** Whether brackets outside of texts stand in each other too deep. */
function isTooDeep(json: string): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const one = json[at];
    if (one === '"') at = endOfText(json, at);
    else if (one === "[" || one === "{") depth++;
    else if (one === "]" || one === "}") depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

/** A value of JSON. Throws {@linkcode RunError} that names the file. */
export function parseStranger(json: string, file: string): unknown {
  if (isTooDeep(json)) {
    throw new RunError(`${file}: it is more than ${MAX_DEPTH} levels deep`);
  }
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new RunError(`${file}: no JSON: ${(error as Error).message}`);
  }
}
