import { isOption, unknownOption } from "../options/arguments.ts";
import { WRONG_USAGE } from "../process/exit_status.ts";
import type { Process } from "../process/process.ts";
import type { Commands } from "./all.ts";

/** Options in place of a command. */
const OPTIONS = ["help", "version"] as const;

/**
 * Does what the program's arguments say. Returns the exit status. Throws what
 * the commands throw, and {@linkcode UsageError} for a word that is none.
 */
export async function runProgram(
  { programHelp, find }: Commands,
  process: Process,
): Promise<number> {
  const [word, ...rest] = process.args;
  switch (word) {
    case undefined:
      process.status.say(programHelp.trimEnd());
      return WRONG_USAGE;
    case "--help":
    case "-h":
      return await find("help").run(rest, process);
    case "--version":
      process.print(`uringlab ${process.version}\n`);
      return 0;
    default:
      if (isOption(word)) throw unknownOption(word, OPTIONS);
      return await find(word).run(rest, process);
  }
}
