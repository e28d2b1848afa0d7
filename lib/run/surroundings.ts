import type { SystemFiles } from "../host/system.ts";
import type { StatusLine } from "../process/status_line.ts";
import type { Machine } from "./machine.ts";

/** What a session is given from outside. */
export interface Surroundings {
  machine: Machine;
  files: SystemFiles;
  /** For people. */
  status: StatusLine;
  /** Writes to standard output. */
  print: (text: string) => void;
  /** "EIO (i/o error)" for 5. */
  errnoText: (errno: number) => string;
  version: string;
  /** The program's arguments, for the record. */
  args: readonly string[];
  signal: AbortSignal;
}
