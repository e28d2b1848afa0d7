import { UsageError } from "../base/errors.ts";
import type { Row } from "../model/row.ts";
import { CsvFile } from "./csv_file.ts";
import { csvLines, readCsv } from "./csv_text.ts";
import { HISTOGRAM_HEADER, histogramFields } from "./histograms_csv.ts";
import { interruptFields, INTERRUPTS_HEADER } from "./interrupts_csv.ts";
import { failure, OutputDirectory, replaceFile } from "./output_directory.ts";
import { resultFields, RESULTS_HEADER } from "./results_csv.ts";
import { maxBytes, readStranger } from "./stranger_file.ts";
import { turnFields, TURNS_HEADER } from "./turns_csv.ts";

/** The local time as it stands in names of directories: 2024-01-16T12-00-00. */
export function timeStamp(date: Date): string {
  const two = (value: number) => `${value}`.padStart(2, "0");
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()];
  return `${day.map(two).join("-")}T${time.map(two).join("-")}`;
}

/** The files that grow. */
const GROWING = {
  interrupts: "interrupts.csv",
  turns: "turns.csv",
  histograms: "histograms.csv",
  rows: "results.csv",
} as const;

const HEADERS: Readonly<Record<keyof typeof GROWING, readonly string[]>> = {
  interrupts: INTERRUPTS_HEADER,
  turns: TURNS_HEADER,
  histograms: HISTOGRAM_HEADER,
  rows: RESULTS_HEADER,
};

type GrowingFiles = Readonly<Record<keyof typeof GROWING, CsvFile>>;

/** Lines of a CSV text whose field `cell` passes; the header always does. */
function linesOfCells(
  text: string,
  isKept: (cell: string) => boolean,
): string {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  // These files are too long to be parsed, and have no line end in a field.
  if (whole.startsWith("cell,")) {
    return whole.replaceAll(
      /(?<=\n)(\d*).*\n/g,
      (line, cell) => isKept(cell) ? line : "",
    );
  }
  const [header = [], ...lines] = readCsv(whole);
  const at = header.indexOf("cell");
  return csvLines([header, ...lines.filter((line) => isKept(line[at] ?? ""))]);
}

/**
 * The files as a run left them, without half lines and without what belongs to
 * cells that have no row.
 */
function reopenFiles(path: string, cells: ReadonlySet<number>): GrowingFiles {
  const reopen = (name: string) => {
    const file = `${path}/${name}`;
    const text = readStranger(file, maxBytes(name));
    if (text === undefined) {
      throw new Deno.errors.NotFound(`there is no ${file}`);
    }
    replaceFile(file, linesOfCells(text, (cell) => cells.has(Number(cell))));
    return new CsvFile(file);
  };
  return {
    interrupts: reopen(GROWING.interrupts),
    turns: reopen(GROWING.turns),
    histograms: reopen(GROWING.histograms),
    rows: reopen(GROWING.rows),
  };
}

/** All files that grow, or none. */
function openFiles(path: string): GrowingFiles {
  const made = new Map<string, CsvFile>();
  const open = (name: keyof typeof GROWING) => {
    const file = new CsvFile(`${path}/${GROWING[name]}`, HEADERS[name]);
    made.set(GROWING[name], file);
    return file;
  };
  try {
    // The rows first: they are what a directory of results is known by.
    const rows = open("rows");
    return {
      rows,
      interrupts: open("interrupts"),
      turns: open("turns"),
      histograms: open("histograms"),
    };
  } catch (error) {
    for (const [name, file] of made) {
      file[Symbol.dispose]();
      Deno.removeSync(`${path}/${name}`);
    }
    throw error;
  }
}

/** The directory that a run leaves behind. */
export class ResultsDirectory extends OutputDirectory implements Disposable {
  readonly #files: GrowingFiles;

  /**
   * Makes the directory and its files that grow, or goes on with those of a
   * run that has finished some cells. Throws {@linkcode UsageError} where
   * results are already, {@linkcode RunError} where none can be written.
   */
  constructor(path: string, finished?: ReadonlySet<number>) {
    super(path);
    this.written.push(...Object.values(GROWING));
    if (finished) {
      try {
        this.#files = reopenFiles(path, finished);
        return;
      } catch (error) {
        throw failure("go on with the results in", path, error);
      }
    }
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
      // The row last: what belongs to a cell is complete when its row is there.
      this.#files.interrupts.appendAll(interruptFields(row));
      this.#files.turns.appendAll(turnFields(row));
      this.#files.histograms.appendAll(histogramFields(row));
      this.#files.rows.append(resultFields(row));
    } catch (error) {
      throw failure("add a row to", `${this.path}/results.csv`, error);
    }
  }

  /** Takes back what was written, and the directory if nothing else is in it. */
  discard(): void {
    for (const name of this.written) {
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
    for (const file of Object.values(this.#files)) file[Symbol.dispose]();
  }
}
