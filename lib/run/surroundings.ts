import type { SystemFiles } from "../host/system.ts";
import type { Machine } from "./machine.ts";

/** Where a run tells people how it goes; lib/process/ has the terminal's. */
export interface Status {
  /** Whether a line that is shown is seen, as on a terminal. */
  readonly isLive: boolean;
  /** Draws the live line anew. */
  show(text: string): void;
  /** Takes the live line away. */
  clear(): void;
  /** Writes a line that stays. */
  say(text: string): void;
}

/** What a session is given from outside. */
export interface Surroundings {
  machine: Machine;
  files: SystemFiles;
  /** For people. */
  status: Status;
  /** Writes to standard output. */
  print: (text: string) => void;
  /** "EIO (i/o error)" for 5. */
  errnoText: (errno: number) => string;
  version: string;
  /** The program's arguments, for the record. */
  args: readonly string[];
  signal: AbortSignal;
}
