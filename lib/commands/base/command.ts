import { wrap } from "../../base/terminal_text.ts";
import type { Process } from "../../process/process.ts";
import { helpText, optionEntries } from "../../options/help_text.ts";
import type { OptionTable } from "../../options/option_table.ts";

/** Something that `uringlab NAME` does. */
export interface Command {
  readonly name: string;
  /** Another name for it. */
  readonly alias?: string;
  /** One line for `uringlab --help`. */
  readonly summary: string;
  /** What follows its name: "A B [OPTION...]". */
  readonly usage: string;
  readonly options: OptionTable;
  /** What `uringlab NAME --help` prints. */
  help(): string;
  /**
   * Does it. `args` are the words behind its name. Returns the exit status.
   * Throws {@linkcode UsageError}, {@linkcode RunError}, or the reason for
   * which it was interrupted.
   */
  run(args: readonly string[], process: Process): Promise<number>;
}

/** What a command is made from; `Given` is what its arguments are read into. */
export interface CommandParts<Given extends { readonly help?: boolean }>
  extends Pick<Command, "name" | "summary" | "usage" | "options"> {
  readonly alias?: string;
  /** What it does, for its help. */
  readonly description: string;
  /** What its exit status says, if not what every command's does. */
  readonly exitStatus?: string;
  /** The whole help where it is not made from the parts above. */
  readonly help?: () => string;
  /** Reads the arguments. Throws {@linkcode UsageError}. */
  parse(args: readonly string[]): Given;
  /** Does it with arguments that do not ask for help. */
  execute(given: Given, process: Process): Promise<number>;
}

const EXIT_STATUS = "0 done, 1 something failed, 2 wrong usage, 130 " +
  "interrupted.";

/** A command that prints its help where `--help` asks for it. */
export function command<Given extends { readonly help?: boolean }>(
  parts: CommandParts<Given>,
): Command {
  const { name, alias, summary, usage, options, description } = parts;
  const help = parts.help ?? (() =>
    helpText(
      [`${name} ${usage}`],
      description,
      optionEntries(options),
      exitStatusText(parts.exitStatus),
    ));
  return {
    name,
    ...(alias !== undefined && { alias }),
    summary,
    usage,
    options,
    help,
    async run(args, process) {
      const given = parts.parse(args);
      if (!given.help) return await parts.execute(given, process);
      process.print(help());
      return 0;
    },
  };
}

/** "Exit status: 0 done, ..." in lines of a help. */
export function exitStatusText(text = EXIT_STATUS): string {
  return wrap(`Exit status: ${text}`).join("\n");
}
