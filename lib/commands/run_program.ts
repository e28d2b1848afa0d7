import { isOption, unknownOption } from "../options/arguments.ts";
import { WRONG_USAGE } from "../process/exit_status.ts";
import type { Process } from "../process/process.ts";
import type { Commands } from "./all.ts";

/** Options in place of a command. */
const OPTIONS = ["help", "version", "quiet", "verbose"] as const;

/**
 * Does what the program's arguments say. Returns the exit status. Throws what
 * the commands throw, and {@linkcode UsageError} for a word that is none.
 */
export async function runProgram(
  commands: Commands,
  process: Process,
): Promise<number> {
  const { programHelp, find } = commands;
  const [word, ...rest] = process.words;
  switch (word) {
    case undefined:
      process.status.say(programHelp("short").trimEnd());
      return WRONG_USAGE;
    case "-h":
      process.print(
        rest[0] === undefined
          ? programHelp("short")
          : find(rest[0]).help("short"),
      );
      return 0;
    case "--help":
      return await find("help").run(rest, process);
    case "--version":
      process.print(await process.versionText());
      return 0;
    default:
      if (isOption(word)) throw unknownOption(word, OPTIONS);
      return await find(word).run(rest, process);
  }
}
