import { RunError, UsageError } from "../errors.ts";
import { COLUMNS, INTERRUPT_COLUMNS } from "../model/columns.ts";
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

/** Both files that grow, or none. */
function openFiles(path: string): { rows: CsvFile; interrupts: CsvFile } {
  const names = (columns: readonly { name: string }[]) =>
    columns.map(({ name }) => name);
  const rows = new CsvFile(`${path}/results.csv`, names(COLUMNS));
  try {
    const interrupts = new CsvFile(
      `${path}/interrupts.csv`,
      names(INTERRUPT_COLUMNS),
    );
    return { rows, interrupts };
  } catch (error) {
    rows[Symbol.dispose]();
    Deno.removeSync(`${path}/results.csv`);
    throw error;
  }
}

/** The directory that a run leaves behind. */
export class ResultsDirectory implements Disposable {
  readonly path: string;
  readonly #written = ["results.csv", "interrupts.csv"];
  readonly #files: ReturnType<typeof openFiles>;

  /**
   * Makes the directory, its results.csv and interrupts.csv. Throws
   * {@linkcode UsageError} where results are already, {@linkcode RunError}
   * where none can be written.
   */
  constructor(path: string) {
    this.path = path;
    try {
      Deno.mkdirSync(path, { recursive: true });
    } catch (error) {
      throw failure("write results to", path, error);
    }
    try {
      this.#files = openFiles(path);
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
      this.#files.rows.append(COLUMNS.map(({ value }) => value(row)));
      this.#files.interrupts.appendAll(
        row.interrupts.map((cpu) =>
          INTERRUPT_COLUMNS.map(({ value }) => value(row, cpu))
        ),
      );
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
    this.#files.rows[Symbol.dispose]();
    this.#files.interrupts[Symbol.dispose]();
  }
}
