import {
  type KnownOptions,
  type Operands,
  parseArguments,
} from "./arguments.ts";
import type { Reader } from "./values.ts";

/** An option that takes a value. */
export interface ValueOption<T> {
  /** What stands behind its name in a help: "PATH". */
  readonly hint: string;
  readonly help: string;
  readonly read: Reader<T>;
  /** Another name: fio's, unless `synonym` says that it is ours. */
  readonly alias?: string;
  readonly synonym?: true;
  /** All words that it takes, or that a list of it does. */
  readonly choices?: readonly string[];
  /** Whether it may stand without its value, which is "on" then. */
  readonly bare?: true;
  /** What is read where the option is not given, and shown in a help. */
  readonly usual?: string;
}

/** An option that takes none. */
export interface Flag {
  readonly help: string;
}

/** The options of a command by their names, in the order of its help. */
export type OptionTable = Readonly<
  Record<string, ValueOption<unknown> | Flag>
>;

type Value<Entry> = Entry extends ValueOption<infer T> ? T : boolean;

/** Those that always have a value: flags, and options with a usual one. */
type Certain<Entry> = Entry extends ValueOption<unknown>
  ? Entry extends { usual: string } ? true : false
  : true;

/** What a table makes of a command line. */
export type TableValues<T extends OptionTable> =
  & {
    readonly [K in keyof T as Certain<T[K]> extends true ? K : never]: Value<
      T[K]
    >;
  }
  & {
    readonly [K in keyof T as Certain<T[K]> extends true ? never : K]?: Value<
      T[K]
    >;
  };

/** "; fio's --numjobs": the other name of an option, if it has one. */
export function aliasText(
  { alias, synonym }: Pick<ValueOption<unknown>, "alias" | "synonym">,
): string {
  if (alias === undefined) return "";
  return synonym ? `; also --${alias}` : `; fio's --${alias}`;
}

/** An option that may be left out. */
export function option<T>(
  hint: string,
  help: string,
  read: Reader<T>,
  alias?: string,
): ValueOption<T> {
  return { hint, help, read, ...(alias === undefined ? {} : { alias }) };
}

/** An option that has a value where it is not given. */
export function usually<T>(
  usual: string,
  option: ValueOption<T>,
): ValueOption<T> & { readonly usual: string } {
  return { ...option, usual };
}

/** An option without a value. */
export function flag(help: string): Flag {
  return { help };
}

/** `--help`, which every command has. */
export const HELP = flag("print this; -h prints what matters most");

/** Whether an option takes a value. */
export function takesValue(
  entry: ValueOption<unknown> | Flag,
): entry is ValueOption<unknown> {
  return "read" in entry;
}

/** The names of a table, as {@linkcode parseArguments} wants them. */
export function knownOptions(table: OptionTable): KnownOptions {
  const entries = Object.entries(table);
  return {
    values: entries.flatMap(([name, one]) => takesValue(one) ? [name] : []),
    flags: entries.flatMap(([name, one]) => takesValue(one) ? [] : [name]),
    bare: entries.flatMap(([name, one]) =>
      takesValue(one) && one.bare ? [name] : []
    ),
    alias: Object.fromEntries([
      ...entries.flatMap(([name, one]) =>
        takesValue(one) && one.alias !== undefined ? [[one.alias, name]] : []
      ),
      ["h", "help"],
    ]),
  };
}

/** The options that were given, and the words that are none, in order. */
export interface Parsed<T extends OptionTable> {
  readonly options: TableValues<T>;
  readonly operands: readonly string[];
}

/**
 * Reads the arguments of a command by its table. `operands` says what the
 * words are that are no options; without it there are none.
 * Throws {@linkcode UsageError} for what is unknown, stray, given twice or not
 * what its option takes.
 */
export function parseTable<T extends OptionTable>(
  args: readonly string[],
  table: T,
  operands?: Operands,
): Parsed<T> {
  const given = parseArguments(args, {
    ...knownOptions(table),
    ...(operands !== undefined && { operands }),
  });
  const options = Object.fromEntries(
    Object.entries(table).flatMap(([name, entry]) => {
      if (!takesValue(entry)) return [[name, given.flags.has(name)]];
      const text = given.values.get(name) ?? entry.usual;
      return text === undefined ? [] : [[name, entry.read(text, name)]];
    }),
  );
  return {
    options: options as TableValues<T>,
    operands: given.operands,
  };
}
