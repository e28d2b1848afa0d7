/**
 * JSON among all else that a program prints to standard output. fio's messages
 * go there too, for example (log_info() in fio's log.c; axboe/fio issues 731,
 * 1304, 1333), before the report or after it, and may hold braces themselves.
 */

/** Where an object may begin: at a brace that a name or another brace follows. */
const OPENING = /\{\s*["}]/g;
/** What matters between the braces: braces, and texts with any in them. */
const TOKEN = /"(?:[^"\\\n]|\\[^\n])*"|[{}]/g;

/** Where the object that begins there ends; undefined where it does not. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  TOKEN.lastIndex = start;
  for (let match; (match = TOKEN.exec(text));) {
    if (match[0] === "{") depth++;
    else if (match[0] === "}" && --depth === 0) return TOKEN.lastIndex;
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The last object in a text that is the wanted one: what a program printed
 * before it may be of a part of its run, as fio's with --status-interval is.
 * undefined where there is none. Objects inside of others are not looked at.
 */
export function findJson(
  text: string,
  isWanted: (value: object) => boolean,
): object | undefined {
  let found: object | undefined;
  OPENING.lastIndex = 0;
  for (let match; (match = OPENING.exec(text));) {
    const start = match.index;
    const end = endOf(text, start);
    const value = end && parse(text.slice(start, end));
    if (typeof value === "object" && value !== null) {
      OPENING.lastIndex = end ?? start + 1;
      if (isWanted(value)) found = value;
    } else OPENING.lastIndex = start + 1;
  }
  return found;
}
