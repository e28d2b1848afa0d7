import { UsageError } from "../../base/errors.ts";
import { suggestion } from "../../base/suggestion.ts";
import { HELP, parseTable } from "../../options/option_table.ts";
import { type Command, command } from "../base/command.ts";
import { bashCompletions } from "./bash.ts";
import { fishCompletions } from "./fish.ts";
import { zshCompletions } from "./zsh.ts";

/** The shells whose words can be completed, and what makes their scripts. */
export const SHELLS = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
} as const satisfies Record<string, (commands: readonly Command[]) => string>;

const OPTIONS = { help: HELP };

function shellOf(name: string): keyof typeof SHELLS {
  const known = Object.keys(SHELLS) as (keyof typeof SHELLS)[];
  const found = known.find((shell) => shell === name);
  if (found) return found;
  throw new UsageError(`unknown shell "${name}"${suggestion(name, known)}`);
}

/** Prints what a shell completes words with; `all` gives the commands. */
export function completions(all: () => readonly Command[]): Command {
  const names = Object.keys(SHELLS);
  return command({
    name: "completions",
    summary: "what a shell completes words with",
    usage: names.join("|"),
    description:
      "Prints the script with which bash, zsh or fish completes commands, " +
      "options and their values. `setup.sh --prefix` installs all three.",
    options: OPTIONS,
    operands: names,
    examples: [
      { words: "completions bash > uringlab.bash", does: "to be sourced" },
      { words: "completions zsh > ~/.zfunc/_uringlab", does: "on zsh's fpath" },
      {
        words: "completions fish > ~/.config/fish/completions/uringlab.fish",
        does: "for fish",
      },
    ],
    parse(args) {
      const { options, operands } = parseTable(args, OPTIONS, "name");
      const [name, stray] = operands;
      if (stray !== undefined) {
        throw new UsageError(`unexpected argument "${stray}"`);
      }
      if (name === undefined && !options.help) {
        throw new UsageError(`completions: name a shell, ${names.join(", ")}`);
      }
      return {
        ...options,
        ...(name !== undefined && { shell: shellOf(name) }),
      };
    },
    execute({ shell = "bash" }, { print }) {
      print(SHELLS[shell](all()), "data");
      return Promise.resolve(0);
    },
  });
}
