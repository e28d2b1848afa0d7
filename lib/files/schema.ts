import * as v from "valibot";
import { suggestion } from "../base/suggestion.ts";

/** One of some words; a near miss is told what it may have meant. */
export function words<const T extends readonly string[]>(known: T) {
  return v.picklist(
    known,
    ({ input, received }) =>
      typeof input === "string"
        ? `unknown value ${received}${suggestion(input, known)}`
        : `${received} is none of ${known.slice(0, 5).join(", ")}` +
          (known.length > 5 ? " ..." : ""),
  );
}

/** An object with these fields; a near miss is told what it may have meant. */
export function object<const T extends v.ObjectEntries>(entries: T) {
  return v.strictObject(entries, ({ expected, input, received }) => {
    if (expected === "Object") return `${received} is no object`;
    return expected === "never"
      ? `there is no such field${suggestion(`${input}`, Object.keys(entries))}`
      : "is missing";
  });
}

/** A number without decimals. */
export const whole = v.integer(({ received }) =>
  `${received} is not a whole number`
);

/** "axes.iodepth[1]" */
function pathText(path: readonly { key: unknown }[] | undefined): string {
  return (path ?? []).map(({ key }, i) =>
    typeof key === "number" ? `[${key}]` : `${i ? "." : ""}${key}`
  ).join("");
}

/** More than that nobody reads. */
export const MAX_COMPLAINT = 400;

/** One line without what a terminal would obey, whatever the file holds. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{C}\s]+/gu, " ");
  return line.length > MAX_COMPLAINT
    ? `${line.slice(0, MAX_COMPLAINT)} ...`
    : line;
}

/** What is wrong with a value, and with which of its fields, in one line. */
export function complaint(issue: v.BaseIssue<unknown>): string {
  const path = pathText(issue.path as { key: unknown }[] | undefined);
  const where = path ? `${path}: ` : "";
  // "Invalid type: Expected number but received "x"" says it well enough.
  return oneLine(where + issue.message.replace(/^Invalid (\w+): /, ""));
}
