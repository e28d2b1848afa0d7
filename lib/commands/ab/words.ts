import { UsageError } from "../../base/errors.ts";

/** Text in single or double quotes, an escaped character, blanks, others. */
const PART =
  /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|(\s+)|([^\s'"\\]+)/y;

/**
 * The words of a command that no shell runs: at blanks, with the quotes and
 * backslashes of a shell and nothing else of it. Throws {@linkcode UsageError}
 * where there are none, and for quotes that are not closed.
 */
export function splitWords(command: string): [string, ...string[]] {
  const words: string[] = [];
  let word: string | undefined;
  PART.lastIndex = 0;
  while (PART.lastIndex < command.length) {
    const match = PART.exec(command);
    if (!match) {
      throw new UsageError(`a quote is not closed in "${command}"`);
    }
    const [, single, double, escaped, blank, plain] = match;
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word = (word ?? "") +
      (single ?? double?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? plain);
  }
  if (word !== undefined) words.push(word);
  const [first, ...others] = words;
  if (!first) throw new UsageError(`there is no command in "${command}"`);
  return [first, ...others];
}
