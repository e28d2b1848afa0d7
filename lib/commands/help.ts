import { UsageError } from "../base/errors.ts";
import { HELP, parseTable } from "../options/option_table.ts";
import { type Command, command } from "./base/command.ts";

const OPTIONS = { help: HELP };

/** What the program's help, and that of one of its commands, come from. */
export interface Helped {
  /** What `uringlab --help` prints. */
  readonly programHelp: string;
  /** A command or an experiment. Throws {@linkcode UsageError}. */
  find(name: string): Command;
}

/** Prints the help of the program, or of a command; `helped` gives them. */
export function help(helped: () => Helped): Command {
  return command({
    name: "help",
    summary: "print this, or the help of a command or an experiment",
    usage: "[NAME]",
    description: "Prints the help of the program, or what `uringlab NAME " +
      "--help` prints of a command or an experiment.",
    options: OPTIONS,
    parse(args) {
      const { options, operands } = parseTable(args, OPTIONS, "name");
      const [name, stray] = operands;
      if (stray !== undefined) {
        throw new UsageError(`unexpected argument "${stray}"`);
      }
      return { ...options, name };
    },
    execute({ name }, { print }) {
      const { programHelp, find } = helped();
      print(name === undefined ? programHelp : find(name).help());
      return Promise.resolve(0);
    },
  });
}
