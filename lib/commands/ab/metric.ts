import { UsageError } from "../../base/errors.ts";
import { findJson } from "../../base/json_in_text.ts";
import type { Better } from "../../stats/verdict.ts";

/** A number that commands print. */
export interface Metric {
  readonly name: string;
  readonly better: Better;
  /** How it is found, for messages. */
  readonly how: string;
  /** The number in what a command printed; undefined where there is none. */
  find(output: string): number | undefined;
  /** What directly follows that number: its unit, or more of its digits. */
  behind(output: string): string;
}

/** Digits that a pattern has left out, or letters; units also behind a blank. */
const BEHIND = new RegExp(
  "^(?:(?:[.,]?\\d)+[A-Za-z%\u00b5]*|[A-Za-z%\u00b5]+|" +
    "\\s(?:ns|us|\u00b5s|ms|s|sec|seconds?|min|minutes?|[kKMGT]?i?[Bb](?:/s)?)\\b)",
);

/** A number that ratios can be made of. */
function positive(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== ""
    ? Number(value)
    : value;
  return typeof number === "number" && Number.isFinite(number) && number > 0
    ? number
    : undefined;
}

/**
 * The first group of the last match of a regular expression, or the whole match
 * where it has no group. Throws {@linkcode UsageError} for what is none.
 */
export function metricByPattern(
  name: string,
  pattern: string,
  better: Better,
): Metric {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, "dgm");
  } catch (error) {
    throw new UsageError(`--metric: ${(error as Error).message}`);
  }
  const lastIn = (output: string) => [...output.matchAll(expression)].at(-1);
  return {
    name,
    better,
    how: `/${pattern}/`,
    find(output) {
      const last = lastIn(output);
      return positive(last?.[1] ?? last?.[0]);
    },
    behind(output) {
      const indices = lastIn(output)?.indices;
      const [, end] = indices?.[1] ?? indices?.[0] ?? [0, output.length];
      return BEHIND.exec(output.slice(end, end + 32))?.[0].trim() ?? "";
    },
  };
}

/** The keys of "jobs[0].read.iops"; a dot in a name is written "\\.". */
function keysOf(path: string): string[] | undefined {
  if (path.startsWith(".")) return undefined;
  const keys: string[] = [];
  const part = /(?:^|\.)((?:[^.[\]\\]|\\.)+)|\[(\d+)\]/y;
  while (part.lastIndex < path.length) {
    const match = part.exec(path);
    if (!match) return undefined;
    keys.push(match[2] ?? match[1]!.replaceAll(/\\(.)/g, "$1"));
  }
  return keys;
}

/** A field of an object or an element of a list; undefined of all else. */
function member(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return typeof value === "object" && value !== null &&
      Object.hasOwn(value, key)
    ? value[key as keyof typeof value]
    : undefined;
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce(member, value);
}

/**
 * What is at a path of the last JSON object that has a number there. Throws
 * {@linkcode UsageError} for what is no path.
 */
export function metricByPath(
  name: string,
  path: string,
  better: Better,
): Metric {
  const keys = keysOf(path);
  if (!keys) {
    throw new UsageError(
      `--json-path: "${path}" is not a path such as jobs[0].read.iops`,
    );
  }
  const at = (value: unknown) => positive(valueAt(value, keys));
  return {
    name,
    better,
    how: path,
    find: (output) => at(findJson(output, (value) => at(value) !== undefined)),
    behind: () => "",
  };
}
