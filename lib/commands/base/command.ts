import { wrap } from "../../base/terminal_text.ts";
import type { Process } from "../../process/process.ts";
import {
  chosenOptions,
  type Example,
  examplesText,
  type HelpSize,
  helpText,
  moreText,
  optionEntries,
} from "../../options/help_text.ts";
import type { OptionTable } from "../../options/option_table.ts";

/** What the words behind a command may be that are no options. */
export type Completed =
  | "files"
  | "directories"
  | "commands"
  | readonly string[];

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
  /** What a shell completes where no option stands. */
  readonly operands?: Completed;
  /** What a shell completes in place of `options`, where more is understood. */
  readonly completes?: OptionTable;
  /** What it does, in sentences. */
  readonly description: string;
  readonly examples: readonly Example[];
  /** What its exit status says. */
  readonly exitStatus: string;
  /** What `uringlab NAME --help` prints, or with "short" what `-h` does. */
  help(size?: HelpSize): string;
  /**
   * Does it. `args` are the words behind its name. Returns the exit status.
   * Throws {@linkcode UsageError}, {@linkcode RunError}, or the reason for
   * which it was interrupted.
   */
  run(args: readonly string[], process: Process): Promise<number>;
}

/** What a command is made from; `Given` is what its arguments are read into. */
export interface CommandParts<Given extends { readonly help?: boolean }>
  extends
    Pick<
      Command,
      | "name"
      | "summary"
      | "usage"
      | "options"
      | "operands"
      | "completes"
      | "description"
      | "examples"
    > {
  readonly alias?: string;
  /** The options that `-h` shows, in its order; else it shows all of them. */
  readonly essential?: readonly string[];
  /** What its exit status says, if not what every command's does. */
  readonly exitStatus?: string;
  /** The whole help where it is not made from the parts above. */
  readonly help?: (size: HelpSize) => string;
  /** Reads the arguments. Throws {@linkcode UsageError}. */
  parse(args: readonly string[]): Given;
  /** Does it with arguments that do not ask for help. */
  execute(given: Given, process: Process): Promise<number>;
}

const EXIT_STATUS = "0 done, 1 something failed, 2 wrong usage, 130 " +
  "interrupted.";

/** The help of a command that is made from its parts. */
function helpOf<Given extends { readonly help?: boolean }>(
  { name, usage, options, ...parts }: CommandParts<Given>,
  size: HelpSize,
): string {
  const heads = [`${name} ${usage}`];
  const examples = examplesText(parts.examples);
  if (size === "long") {
    return helpText(
      heads,
      parts.description,
      optionEntries(options),
      examples,
      exitStatusText(parts.exitStatus),
    );
  }
  const all = Object.keys(options);
  return helpText(
    heads,
    parts.description,
    optionEntries(chosenOptions(options, parts.essential ?? all)),
    examples,
    ...parts.essential ? [moreText(name, all.length)] : [],
  );
}

/** What asks for the help: `-h` for the short one. */
function sizeAsked(args: readonly string[]): HelpSize {
  return args.includes("--help") ? "long" : "short";
}

/** A command that prints its help where `--help` or `-h` asks for it. */
export function command<Given extends { readonly help?: boolean }>(
  parts: CommandParts<Given>,
): Command {
  const { name, alias, summary, usage, options, description, examples } = parts;
  const { operands, completes } = parts;
  const help = (size: HelpSize = "long") =>
    parts.help?.(size) ?? helpOf(parts, size);
  return {
    name,
    ...(alias !== undefined && { alias }),
    summary,
    usage,
    options,
    ...(operands !== undefined && { operands }),
    ...(completes !== undefined && { completes }),
    description,
    examples,
    exitStatus: parts.exitStatus ?? EXIT_STATUS,
    help,
    async run(args, process) {
      const given = parts.parse(args);
      if (!given.help) return await parts.execute(given, process);
      process.print(help(sizeAsked(args)));
      return 0;
    },
  };
}

/** "Exit status: 0 done, ..." in lines of a help. */
export function exitStatusText(text = EXIT_STATUS): string {
  return wrap(`Exit status: ${text}`).join("\n");
}
