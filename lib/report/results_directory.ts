import { RunError, UsageError } from "../errors.ts";
import { COLUMNS } from "../model/columns.ts";
import type { Row } from "../model/row.ts";
import { CsvFile, csvLines } from "./csv_file.ts";
import { SUMMARY_HEADER, summaryFields } from "./summary.ts";
import type { Summary } from "./summary.ts";

/** The local time as it stands in names of directories: 2024-01-16T12-00-00. */
export function timeStamp(date: Date): string {
  const two = (value: number) => `${value}`.padStart(2, "0");
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${day.map(two).join("-")}T${time.map(two).join("-")}`;
}

function failure(doing: string, path: string, error: unknown): RunError {
  return new RunError(`cannot ${doing} ${path}: ${(error as Error).message}`);
}

/** The directory that a run leaves behind. */
export class ResultsDirectory implements Disposable {
  readonly path: string;
  readonly #written = ["results.csv"];
  readonly #rows: CsvFile;

  /**
   * Makes the directory and its results.csv. Throws {@linkcode UsageError}
   * where results are already, {@linkcode RunError} where none can be written.
   */
  constructor(path: string) {
    this.path = path;
    try {
      Deno.mkdirSync(path, { recursive: true });
    } catch (error) {
      throw failure("write results to", path, error);
    }
    try {
      this.#rows = new CsvFile(
        `${path}/results.csv`,
        COLUMNS.map(({ name }) => name),
      );
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) {
        throw new UsageError(
          `--out: ${path} holds results already; name another directory`,
        );
      }
      throw failure("write results to", path, error);
    }
  }

  /** Adds a row, which is on the disk when this returns. */
  append(row: Row): void {
    try {
      this.#rows.append(COLUMNS.map(({ value }) => value(row)));
    } catch (error) {
      throw failure("add a row to", `${this.path}/results.csv`, error);
    }
  }

  /** Writes summary.csv anew. */
  summarise(
    summaries: readonly Summary[],
    identity: { experiment: string; run: string },
  ): void {
    this.write(
      "summary.csv",
      csvLines([
        SUMMARY_HEADER,
        ...summaries.map((summary) => summaryFields(summary, identity)),
      ]),
    );
  }

  /** Writes a file whole or not at all. */
  write(name: string, text: string): void {
    const path = `${this.path}/${name}`;
    try {
      Deno.writeTextFileSync(`${path}.new`, text);
      Deno.renameSync(`${path}.new`, path);
      this.#written.push(name);
    } catch (error) {
      try {
        Deno.removeSync(`${path}.new`);
      } catch {
        // It was never made.
      }
      throw failure("write", path, error);
    }
  }

  /** Takes back what was written, and the directory if nothing else is in it. */
  discard(): void {
    for (const name of this.#written) {
      try {
        Deno.removeSync(`${this.path}/${name}`);
      } catch {
        // It was never made.
      }
    }
    try {
      Deno.removeSync(this.path);
    } catch {
      // It holds something else.
    }
  }

  [Symbol.dispose](): void {
    this.#rows[Symbol.dispose]();
  }
}
