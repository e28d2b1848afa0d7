import { CpuListError, parseCpuList } from "../base/cpu_list.ts";
import { UsageError } from "../base/errors.ts";
import { suggestion } from "../base/suggestion.ts";

/** Reads the value of the option `name`. Throws {@linkcode UsageError}. */
export type Reader<T> = (text: string, name: string) => T;

function wrong(name: string, text: string, wanted: string): UsageError {
  return new UsageError(`--${name}: "${text}" is not ${wanted}`);
}

/** A whole number between two bounds. */
export function integer(min: number, max: number): Reader<number> {
  return (text, name) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw wrong(name, text, `a whole number from ${min} to ${max}`);
  };
}

const UNITS: Record<string, number> = {
  "": 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

/** Bytes as fio writes them: 512, 4k, 1m, 2g; the units are powers of 1024. */
export const bytes: Reader<number> = (text, name) => {
  const match = /^(\d+)([kmgt]?)(i?b)?$/.exec(text.toLowerCase());
  const value = Number(match?.[1]) * (UNITS[match?.[2] ?? ""] ?? NaN);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw wrong(name, text, "a number of bytes such as 512, 4k or 1g");
};

const SECONDS: Record<string, number> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** A time as fio writes it: 10, 10s, 500ms, 2m; in seconds. */
export function seconds(min: number, max: number): Reader<number> {
  return (text, name) => {
    const match = /^(\d+(?:\.\d+)?)(us|ms|s|m|h)?$/.exec(text);
    const value = Number(match?.[1]) * (SECONDS[match?.[2] ?? "s"] ?? NaN);
    if (value >= min && value <= max) return value;
    throw wrong(
      name,
      text,
      `a time from ${min} s to ${max} s such as 10, 10s or 500ms`,
    );
  };
}

/** A time in microseconds as fio writes it: 50, 50us, 4ms, 1s. */
export function microseconds(min: number, max: number): Reader<number> {
  return (text, name) => {
    const match = /^(\d+(?:\.\d+)?)(us|ms|s)?$/.exec(text);
    const unit = SECONDS[match?.[2] ?? "us"] ?? NaN;
    const value = Number((Number(match?.[1]) * unit * 1e6).toPrecision(12));
    if (value >= min && value <= max) return value;
    throw wrong(
      name,
      text,
      `a time from ${min} us to ${max} us such as 50, 50us or 4ms`,
    );
  };
}

/** A share in percent: 2 or 2%. */
export function percent(min: number, max: number): Reader<number> {
  return (text, name) => {
    const value = Number(/^(\d+(?:\.\d+)?)%?$/.exec(text)?.[1]);
    if (value >= min && value <= max) return value;
    throw wrong(name, text, `a share from ${min} % to ${max} %, such as 2%`);
  };
}

/** One of some names; a near miss is told what it may have meant. */
export function oneOf<T extends string>(names: readonly T[]): Reader<T> {
  return (text, name) => {
    if ((names as readonly string[]).includes(text)) return text as T;
    throw new UsageError(
      `--${name}: unknown value "${text}"${suggestion(text, names)}`,
    );
  };
}

/** fio's spelling of what is on and off. */
const FIO_BOOLEANS: Readonly<Record<string, string>> = {
  "1": "on",
  "0": "off",
};

/** "on" or "off", or as fio has it 1 or 0; or one of some other words. */
export function onOffOr<T extends string>(
  words: readonly T[],
): Reader<boolean | T> {
  const read = oneOf(["on", "off", ...words]);
  return (text, name) => {
    const word = read(FIO_BOOLEANS[text] ?? text, name);
    return word === "on" ? true : word === "off" ? false : word as T;
  };
}

/** "on" or "off", or as fio has it 1 or 0. */
export const onOff: Reader<boolean> = onOffOr<never>([]);

/** A regular expression. */
export const regex: Reader<RegExp> = (text, name) => {
  if (text === "") throw new UsageError(`--${name}: needs a value`);
  try {
    return new RegExp(text);
  } catch (error) {
    throw new UsageError(
      `--${name}: ${(error as Error).message.replaceAll(/\s+/g, " ")}`,
    );
  }
};

/** Values with commas between them, each of them once. */
export function list<T>(read: Reader<T>): Reader<T[]> {
  return (text, name) => {
    const values = text.split(",").map((part) => read(part.trim(), name));
    if (new Set(values).size === values.length) return values;
    throw wrong(name, text, "a list without repetitions");
  };
}

/** Values of one list at most. */
const MAX_LIST = 1000;

/** The values of "1..64*2" (each twice the last) or "0..8+2", "0..8". */
function rangeOf(
  text: string,
  name: string,
  read: Reader<number>,
): number[] | undefined {
  const [, from, to, sign = "+", by] =
    /^([^.*+]+)\.\.([^*+]+?)(?:([*+])(.+))?$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const first = read(from.trim(), name);
  const last = read(to.trim(), name);
  const step = by === undefined
    ? 1
    : sign === "*"
    ? Number(by)
    : read(by.trim(), name);
  // What does not grow never ends.
  const grows = sign === "*" ? step > 1 && first > 0 : step > 0;
  if (!grows || first > last) {
    throw wrong(name, text, "a range such as 1..64*2, 1..8 or 0..100+20");
  }
  const values = [];
  for (let value = first; value <= last;) {
    if (values.length === MAX_LIST) {
      throw wrong(name, text, `a range of ${MAX_LIST} values at most`);
    }
    values.push(value);
    value = sign === "*" ? Math.round(value * step) : value + step;
  }
  return values;
}

/** As {@linkcode list}, of numbers, of which "1..64*2" stands for several. */
export function numbers(read: Reader<number>): Reader<number[]> {
  return (text, name) => {
    const values = text.split(",").flatMap((part) =>
      rangeOf(part, name, read) ?? [read(part.trim(), name)]
    );
    if (new Set(values).size === values.length) return values;
    throw wrong(name, text, "a list without repetitions");
  };
}

/** A list of CPUs as the kernel writes it, 0-3,8 for example. */
export const cpuList: Reader<number[]> = (text, name) => {
  try {
    const cpus = parseCpuList(text);
    if (cpus.length > 0) return cpus;
  } catch (error) {
    if (!(error instanceof CpuListError)) throw error;
  }
  throw wrong(name, text, "a list of CPUs such as 10,12 or 0-3");
};

/** Any text but the empty one. */
export const text: Reader<string> = (value, name) => {
  if (value !== "") return value;
  throw new UsageError(`--${name}: needs a value`);
};
