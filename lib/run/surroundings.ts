import type { SystemFiles } from "../host/system.ts";
import type { Machine } from "./machine.ts";

/** Where a run tells people how it goes; lib/process/ has the terminal's. */
export interface Status {
  /** Whether a line that is shown is seen, as on most terminals. */
  readonly isLive: boolean;
  /** Columns that a text may take: the terminal's, or 80 elsewhere. */
  readonly width: number;
  /** Draws the live line, or lines, anew. */
  show(text: string): void;
  /** Takes them away. */
  clear(): void;
  /**
   * Writes a message that stays, unless --quiet asks for none; a terminal breaks
   * none of its words.
   */
  say(text: string): void;
  /** Writes what --quiet does not leave out either: errors, and results. */
  insist(text: string): void;
}

/**
 * Writes to standard output. Where that is a terminal, a line of a "text" that
 * is too wide for it is broken between words; "data" is meant to be copied or
 * read by a program and stays as it is. Usually "text".
 */
export type Print = (text: string, kind?: "text" | "data") => void;

/** What a session is given from outside. */
export interface Surroundings {
  machine: Machine;
  files: SystemFiles;
  /** For people. */
  status: Status;
  /** Writes to standard output. */
  print: Print;
  version: string;
  /** The commit of the program, where it is known. */
  commit?: string | undefined;
  /** The program's arguments, for the record. */
  args: readonly string[];
  signal: AbortSignal;
}
