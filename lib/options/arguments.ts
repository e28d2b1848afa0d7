import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";

/** What the words of a command line are that are no options. */
export type Operands = "directory" | "file" | "name";

/** The options that a command knows, by name and without hyphens. */
export interface KnownOptions {
  values: readonly string[];
  flags: readonly string[];
  /** Those of `values` that mean "on" where they stand without a value. */
  bare?: readonly string[];
  /** Other names of options. */
  alias?: Record<string, string>;
  /** What the words are that are no options, if it takes any. */
  operands?: Operands;
}

/** The options that were given. */
export interface GivenOptions {
  values: ReadonlyMap<string, string>;
  flags: ReadonlySet<string>;
  /** Words that are no options, in order. */
  operands: readonly string[];
}

/** fio writes its options with underscores; both spellings are understood. */
function withHyphens(arg: string): string {
  return arg.startsWith("--")
    ? arg.replace(/^[^=]+/, (name) => name.replaceAll("_", "-"))
    : arg;
}

/** parseArgs() takes any value of a flag for "true": they have none here. */
function checkFlags(args: readonly string[], flags: readonly string[]): void {
  for (const [i, arg] of args.entries()) {
    const name = arg.replace(/^--/, "").replace(/=.*/, "");
    if (!arg.startsWith("--") || !flags.includes(name)) continue;
    if (arg.includes("=")) throw new UsageError(`--${name} takes no value`);
    const next = args[i + 1] ?? "";
    if (next === "true" || next === "false") {
      throw new UsageError(`unexpected argument "${next}"`);
    }
  }
}

/** `--fixedbufs` alone is `--fixedbufs=on`, as it is `=1` for fio. */
function withOn(args: readonly string[], bare: readonly string[]): string[] {
  return args.map((arg, i) => {
    const next = args[i + 1];
    const isAlone = next === undefined || next.startsWith("--");
    return isAlone && arg.startsWith("--") && bare.includes(arg.slice(2))
      ? `${arg}=on`
      : arg;
  });
}

/** Whether a word is meant as an option; "-" alone is none. */
export function isOption(word: string): boolean {
  return word.startsWith("-") && word !== "-";
}

/** The complaint about an option that there is not. */
export function unknownOption(
  word: string,
  known: readonly string[],
  operands?: Operands,
): UsageError {
  const name = withHyphens(word).replace(/=.*/s, "");
  const told = suggestion(name.replace(/^-+/, ""), known, {
    prefix: "--",
    elsewhere: "--help has all options",
  });
  const isSlip = told.endsWith("?");
  return new UsageError(
    `unknown option "${name}"${told}` +
      (operands === undefined || operands === "name" || isSlip
        ? ""
        : `; a ${operands} of that name is ./${word}`),
  );
}

/**
 * Splits the arguments of a command into options. Behind a "--" there are no
 * options. Throws {@linkcode UsageError} for what is unknown, stray or given
 * twice.
 */
export function parseArguments(
  args: readonly string[],
  { values, flags, alias = {}, bare = [], operands }: KnownOptions,
): GivenOptions {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const before = args.slice(0, end);
  const spelled = [
    ...withOn(before.map(withHyphens), bare),
    ...args.slice(end),
  ];
  checkFlags(spelled.slice(0, end), flags);
  const parsed = parseArgs(spelled, {
    // Or an operand of digits would be read as a number.
    string: [...values, "_"],
    collect: values,
    boolean: flags,
    alias,
    unknown: (arg, key) => {
      if (key === undefined) {
        if (operands !== undefined) return true;
        throw new UsageError(`unexpected argument "${arg}"`);
      }
      const typed = before[spelled.indexOf(arg)] ?? arg;
      throw unknownOption(typed, [...values, ...flags], operands);
    },
  });
  // Those behind a "--" are not told to unknown().
  if (parsed._.length > 0 && operands === undefined) {
    throw new UsageError(`unexpected argument "${parsed._[0]}"`);
  }
  const given = new Map<string, string>();
  for (const name of values) {
    const all = (parsed[name] ?? []) as string[];
    if (all.length > 1) {
      throw new UsageError(`--${name} was given ${all.length} times`);
    }
    if (all.length === 1) given.set(name, all[0] ?? "");
  }
  return {
    values: given,
    flags: new Set(flags.filter((flag) => parsed[flag] === true)),
    operands: parsed._.map(String),
  };
}
