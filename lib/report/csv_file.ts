import { stringify } from "@std/csv";
import type { Field } from "../model/columns.ts";

/**
 * Lines of CSV (RFC 4180, but for plain newlines). Throws on nothing; a
 * missing value is an empty field.
 */
export function csvLines(rows: readonly (readonly Field[])[]): string {
  return stringify(rows, { headers: false, crlf: false });
}

/** A CSV file that grows by a line at a time and is on the disk after each. */
export class CsvFile implements Disposable {
  readonly #file: Deno.FsFile;
  #length = 0;

  /** Makes the file with its header line. Throws if it exists already. */
  constructor(path: string, header: readonly string[]) {
    this.#file = Deno.openSync(path, { createNew: true, write: true });
    this.append(header);
  }

  /**
   * Adds a line and waits until the disk has it. When that fails the line is
   * taken back, so that the file stays valid, and the error is thrown.
   */
  append(fields: readonly Field[]): void {
    const line = new TextEncoder().encode(csvLines([fields]));
    try {
      for (let done = 0; done < line.length;) {
        done += this.#file.writeSync(line.subarray(done));
      }
      this.#file.syncDataSync();
      this.#length += line.length;
    } catch (error) {
      this.#file.truncateSync(this.#length);
      this.#file.seekSync(this.#length, Deno.SeekMode.Start);
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
