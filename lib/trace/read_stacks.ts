import { RunError } from "../base/errors.ts";
import { parseStack, type Stack } from "./stack.ts";

/** A stack and how often it was seen. */
export type CountedStack = readonly [stack: Stack, count: number];

/** A map of bpftrace that is keyed by stacks: `@[`, a line per frame, `]: N`. */
const PRINTED = /^@\w*\[\n([^\]]*)\]: (\d{1,15})$/gm;

/** A line of the folded form: the outermost frame first. */
const FOLDED = /^(\S[^\n]*) (\d{1,15})$/;

function folded(text: string): CountedStack[] | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const found = lines.map((line) => FOLDED.exec(line));
  if (found.length === 0 || found.includes(null)) return undefined;
  return found.map((match) => [
    parseStack((match?.[1] ?? "").split(";").reverse().join("\n")),
    Number(match?.[2]),
  ]);
}

/**
 * Reads stacks with their counts, as bpftrace prints them or in the folded form
 * of flame graph tools. Throws {@linkcode RunError} where `path` holds neither.
 */
export function readStacks(text: string, path: string): CountedStack[] {
  const printed = [...text.matchAll(PRINTED)].map((
    [, frames = "", count],
  ): CountedStack => [parseStack(frames), Number(count)]);
  const stacks = printed.length > 0 ? printed : folded(text);
  if (stacks) return stacks;
  throw new RunError(
    `${path} holds neither stacks as bpftrace prints them nor folded ones`,
  );
}
