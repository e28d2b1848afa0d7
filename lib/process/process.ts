import { withoutTelling } from "../options/program_options.ts";
import type { Print, Status, Surroundings } from "../run/surroundings.ts";
import { withMachine } from "./machine.ts";
import { printer, standardOutput } from "./standard_output.ts";
import { StatusLine } from "./status_line.ts";
import { standardError } from "./terminal.ts";
import { versionText } from "./version.ts";

/** What a command is given of the process that it runs in. */
export interface Process {
  /** For people, on standard error. */
  readonly status: Status;
  /** Results, on standard output. */
  readonly print: Print;
  /** The program's arguments, for the record. */
  readonly args: readonly string[];
  /** The same without the options that are no command's. */
  readonly words: readonly string[];
  readonly version: string;
  /** What `--version` prints. */
  versionText(): Promise<string>;
  /**
   * Opens the native library and lets `use` measure with it; returns what that
   * returns. Throws {@linkcode RunError} where it cannot be opened.
   */
  withMachine(use: (around: Surroundings) => Promise<number>): Promise<number>;
}

const DEFAULT_PATH =
  "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The process as it is, for one command; `commit` is that of a program which is
 * no checkout any more.
 */
export function openProcess(
  args: readonly string[],
  version: string,
  commit?: string,
): Process {
  // Deno looks for no program without it; a shell has such a default too.
  if (!Deno.env.get("PATH")) Deno.env.set("PATH", DEFAULT_PATH);
  const { words, telling } = withoutTelling(args);
  const parts = {
    status: new StatusLine(standardError(), telling),
    print: printer(standardOutput()),
    args,
    words,
    version,
  };
  return {
    ...parts,
    versionText: () => versionText(version, commit),
    withMachine: (use) => withMachine({ ...parts, packed: commit }, use),
  };
}
