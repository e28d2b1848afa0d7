import type { Field } from "../base/field.ts";
import { csvLines } from "./csv_text.ts";

/** A CSV file that grows by a line at a time and is on the disk after each. */
export class CsvFile implements Disposable {
  readonly #file: Deno.FsFile;
  #length = 0;

  /**
   * Makes the file with its header line. Throws if it exists already, and
   * leaves none behind if the header cannot be written. Without a header goes
   * on with a file that there is.
   */
  constructor(path: string, header?: readonly string[]) {
    if (!header) {
      this.#file = Deno.openSync(path, { write: true });
      this.#length = this.#file.seekSync(0, Deno.SeekMode.End);
      return;
    }
    this.#file = Deno.openSync(path, { createNew: true, write: true });
    try {
      this.append(header);
    } catch (error) {
      this.#file.close();
      Deno.removeSync(path);
      throw error;
    }
  }

  /** As {@linkcode append} for several lines, all of them or none. */
  appendAll(rows: readonly (readonly Field[])[]): void {
    if (rows.length > 0) this.#write(csvLines(rows));
  }

  /**
   * Adds a line and waits until the disk has it. When that fails the line is
   * taken back, so that the file stays valid, and the error is thrown.
   */
  append(fields: readonly Field[]): void {
    this.#write(csvLines([fields]));
  }

  #write(text: string): void {
    const line = new TextEncoder().encode(text);
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
