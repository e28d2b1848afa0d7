import { type EntryFrames, isFrame } from "../arch/frames.ts";
import { printable } from "../base/terminal_text.ts";

/** A kernel stack: names of functions without offsets, innermost first. */
export type Stack = readonly string[];

/** Reads a stack as bpftrace prints it: a line per frame, "function+12". */
export function parseStack(text: string): Stack {
  return text.split("\n").map((line) => line.trim().replace(/\+\d+$/, ""))
    .filter((frame) => frame !== "");
}

/** Whether one of the frames enters the kernel like that. */
export function entersBy(stack: Stack, kind: keyof EntryFrames): boolean {
  return stack.some((frame) => isFrame(frame, kind));
}

/** Whether one of the frames is one of these functions. */
export function passes(stack: Stack, ...functions: string[]): boolean {
  return stack.some((frame) =>
    functions.some((name) => frame === name || frame.startsWith(`${name}.`))
  );
}

/** A line of the folded form that flame graph tools and speedscope read. */
export function foldedLine(stack: Stack, count: number): string {
  // What separates frames and lines cannot be part of a frame.
  const frames = [...stack].reverse()
    .map((frame) => printable(frame).replaceAll(";", ":"));
  return `${frames.join(";")} ${count}`;
}
