/** How much is told on standard error of what is going on. */
export type Telling = "quiet" | "usual" | "verbose";

/** The options that may stand anywhere, whatever the command. */
export const TELLING_OPTIONS: readonly {
  readonly name: string;
  readonly short: string;
  readonly telling: Telling;
  readonly help: string;
}[] = [
  {
    name: "--quiet",
    short: "-q",
    telling: "quiet",
    help: "tell nothing but results and errors",
  },
  {
    name: "--verbose",
    short: "-v",
    telling: "verbose",
    help: "on a terminal too, a line for every cell or look, in the place of " +
      "the one that is drawn over",
  },
];

/**
 * Takes these options out of the program's arguments; the last one counts.
 * Words behind a "--" are another program's, and stay.
 */
export function withoutTelling(
  args: readonly string[],
): { words: readonly string[]; telling: Telling } {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const words: string[] = [];
  let telling: Telling = "usual";
  for (const arg of args.slice(0, end)) {
    const option = TELLING_OPTIONS.find(({ name, short }) =>
      arg === name || arg === short
    );
    if (option) telling = option.telling;
    else words.push(arg);
  }
  return { words: [...words, ...args.slice(end)], telling };
}
