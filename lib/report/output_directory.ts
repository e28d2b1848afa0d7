import { RunError } from "../errors.ts";
import { csvLines } from "./csv_file.ts";
import { SUMMARY_HEADER, summaryFields } from "./summary.ts";
import type { Summary } from "./summary.ts";

/** An error for the user about a file. */
export function failure(doing: string, path: string, error: unknown): RunError {
  return new RunError(`cannot ${doing} ${path}: ${(error as Error).message}`);
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
    try {
      return Deno.readTextFileSync(path);
    } catch (error) {
      throw failure("read", path, error);
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
      if (name.includes("/")) {
        Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
      }
      Deno.writeTextFileSync(`${path}.new`, text);
      Deno.renameSync(`${path}.new`, path);
      this.written.push(name);
    } catch (error) {
      try {
        Deno.removeSync(`${path}.new`);
      } catch {
        // It was never made.
      }
      throw failure("write", path, error);
    }
  }
}
