/**
 * Real texts with mistakes in them, and what has to hold for their readers.
 *
 * A failure prints the seed and the path of fast-check that bring it back, and
 * the smallest text that does. A longer campaign, with other mistakes:
 *
 *     FUZZ_RUNS=100000 FUZZ_SEED=7 deno test -A tests/fuzz
 */
import fc from "fast-check";
import { RunError, UsageError } from "../../lib/base/errors.ts";

function setting(name: string, usual: number): number {
  const text = Deno.env.get(name);
  return text === undefined ? usual : Number(text);
}

/** Texts that are tried on a parser of a line or so. */
const RUNS = setting("FUZZ_RUNS", 300);
const SEED = setting("FUZZ_SEED", 1);

/** What a number, a word or a separator may turn into. */
const TOKENS = [
  "",
  "0",
  "-1",
  "-0",
  "1.5",
  "1e308",
  "-1e308",
  "1e400",
  "5e-324",
  "NaN",
  "Infinity",
  "9007199254740993",
  "18446744073709551616",
  "9".repeat(400),
  "0x10",
  "null",
  "true",
  "[]",
  "{}",
  '"x"',
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "=1+1",
  "\0",
  "\x1b[31m",
  "\x9b31m",
  "\u202e",
  "\ud800",
  "\ufeff",
  "\n",
  "\r\n",
  "\t",
  " ",
  ",",
  ";",
  ":",
  '"',
  "'",
  "\\",
  "\\x41",
  "\\u12",
  "{",
  "}",
  "]",
  "%",
  "<script>",
];

const KINDS = [
  "number",
  "word",
  "insert",
  "delete",
  "double",
  "swap lines",
  "drop line",
  "end",
] as const;

interface Mistake {
  readonly kind: typeof KINDS[number];
  /** Where and how far, as shares of the text. */
  readonly at: number;
  readonly span: number;
  readonly token: string;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

const mistake: fc.Arbitrary<Mistake> = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: share,
  span: share.map((x) => x ** 4),
  token: fc.oneof(
    { arbitrary: fc.constantFrom(...TOKENS), weight: 4 },
    { arbitrary: fc.string({ unit: "binary", maxLength: 8 }), weight: 1 },
  ),
});

/** One of the places that match, in place of which the token stands. */
function replaceOne(text: string, pattern: RegExp, { at, token }: Mistake) {
  const found = [...text.matchAll(pattern)];
  const match = found[Math.floor(at * (found.length - 1))];
  return match
    ? text.slice(0, match.index) + token +
      text.slice(match.index + match[0].length)
    : text;
}

function make(text: string, wrong: Mistake): string {
  const { kind, at, span, token } = wrong;
  const from = Math.floor(at * text.length);
  const to = Math.min(text.length, from + 1 + Math.floor(span * text.length));
  const lines = text.split("\n");
  const line = Math.floor(at * (lines.length - 1));
  switch (kind) {
    case "number":
      return replaceOne(text, /-?\d+(\.\d+)?/g, wrong);
    case "word":
      return replaceOne(text, /[A-Za-z_]\w*/g, wrong);
    case "insert":
      return text.slice(0, from) + token + text.slice(from);
    case "delete":
      return text.slice(0, from) + text.slice(to);
    case "double":
      return text.slice(0, to) + text.slice(from);
    case "swap lines":
      return [...lines.slice(0, line), ...lines.slice(line).reverse()]
        .join("\n");
    case "drop line":
      return lines.toSpliced(line, 1).join("\n");
    case "end":
      return text.slice(0, from);
  }
}

/** One of some texts, with up to 6 mistakes in it. */
export function mistaken(texts: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(
    fc.constantFrom(...texts),
    fc.array(mistake, { maxLength: 6 }),
  ).map(([text, mistakes]) => mistakes.reduce(make, text));
}

/** What a value of JSON may turn into; undefined takes it away. */
const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  0.5,
  1e308,
  -1e308,
  2 ** 53 + 2,
  2 ** 64,
  "",
  "x",
  "-1",
  "../../etc/passwd",
  "__proto__",
  "=1+1",
  "\x1b[31m\n",
  "<script>",
  [],
  [[]],
  [0, 0],
  {},
  { x: 1 },
];

/** A place in JSON, as shares of what there is on each level, and its fate. */
interface Fate {
  readonly way: readonly number[];
  readonly value: unknown;
}

const fate: fc.Arbitrary<Fate> = fc.record({
  way: fc.array(share, { minLength: 1, maxLength: 7 }),
  value: fc.constantFrom(...VALUES),
});

function meet(json: unknown, { way: [here, ...way], value }: Fate): unknown {
  if (typeof json !== "object" || json === null || here === undefined) {
    return value;
  }
  const entries = Object.entries(json);
  const at = Math.min(entries.length - 1, Math.floor(here * entries.length));
  const changed = entries.flatMap(([name, inner], i) => {
    const after = i === at ? meet(inner, { way, value }) : inner;
    return after === undefined ? [] : [[name, after] as const];
  });
  return Array.isArray(json)
    ? changed.map(([, inner]) => inner)
    : Object.fromEntries(changed);
}

/** The text of JSON, in which up to 3 values are other ones. */
export function mistakenJson(texts: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(
    fc.constantFrom(...texts),
    fc.array(fate, { minLength: 1, maxLength: 3 }),
  ).map(([text, fates]) =>
    JSON.stringify(fates.reduce(meet, JSON.parse(text) as unknown)) ?? ""
  );
}

/** The errors that are told in one line. */
export type Told = new (message: string) => Error;

const TOLD: readonly Told[] = [UsageError, RunError];

/** What a reader gives, or undefined where it refuses as it may. */
export function refused<T>(
  read: () => T,
  told: readonly Told[] = TOLD,
): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!told.some((kind) => error instanceof kind)) throw error;
    const { message } = error as Error;
    if (message.trim() === "") throw new Error("it refuses without a word");
    return undefined;
  }
}

/** Throws for a number that is none, wherever it is. */
export function checkNumbers(
  value: unknown,
  { infinite = false, path = "" } = {},
): void {
  if (typeof value === "number") {
    if (Number.isNaN(value) || (!infinite && !Number.isFinite(value))) {
      throw new Error(`${path || "it"} is ${value}`);
    }
  } else if (value instanceof Map || value instanceof Set) {
    checkNumbers([...value], { infinite, path });
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      checkNumbers(inner, { infinite, path: `${path}.${name}` });
    }
  }
}

/** A test that tries `check` on many values; `cost` is how slow one is. */
export function fuzz<T>(
  name: string,
  values: fc.Arbitrary<T>,
  check: (value: T) => void,
  { cost = 1 } = {},
): void {
  Deno.test(`fuzz: ${name}`, () =>
    fc.assert(
      fc.property(values, check),
      { seed: SEED, numRuns: Math.max(1, Math.ceil(RUNS / cost)) },
    ));
}
