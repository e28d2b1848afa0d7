import { UsageError } from "../../base/errors.ts";
import { suggestion } from "../../base/suggestion.ts";
import type { HelpSize } from "../../options/help_text.ts";
import { HELP, parseTable } from "../../options/option_table.ts";
import { type Command, command } from "../base/command.ts";
import { TOPICS } from "./topics.ts";

const OPTIONS = { help: HELP };

/** What the program's help, and that of one of its commands, come from. */
export interface Helped {
  /** What can be found, with all other names of it. */
  readonly names: readonly string[];
  /** What `uringlab --help` prints, or with "short" what `-h` does. */
  programHelp(size: HelpSize): string;
  /** A command or an experiment. Throws {@linkcode UsageError}. */
  find(name: string): Command;
}

/** Prints the help of the program, of a command, or of a topic. */
export function help(helped: () => Helped): Command {
  return command({
    name: "help",
    summary: "print this, or the help of a command, an experiment or a topic",
    usage: "[NAME]",
    description: "Prints the help of the program, or what `uringlab NAME " +
      "--help` prints of a command or an experiment, or one of the topics " +
      `${TOPICS.map(({ name }) => name).join(", ")}.`,
    options: OPTIONS,
    operands: "commands",
    examples: TOPICS.map(({ name, summary }) => ({
      words: `help ${name}`,
      does: summary,
    })),
    parse(args) {
      const { options, operands } = parseTable(args, OPTIONS, "name");
      const [name, stray] = operands;
      if (stray !== undefined) {
        throw new UsageError(`unexpected argument "${stray}"`);
      }
      return { ...options, name };
    },
    execute({ name }, { print }) {
      const { names, programHelp, find } = helped();
      const topic = TOPICS.find((one) => one.name === name);
      const known = [...names, ...TOPICS.map((one) => one.name)];
      if (name !== undefined && !known.includes(name)) {
        throw new UsageError(
          `no help on "${name}"` +
            suggestion(name, known, {
              elsewhere: "`uringlab help` has all commands",
            }),
        );
      }
      print(
        topic
          ? topic.text()
          : name === undefined
          ? programHelp("long")
          : find(name).help(),
      );
      return Promise.resolve(0);
    },
  });
}
